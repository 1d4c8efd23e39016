package dev.gavel.server.vendor;

import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Answers;
import dev.gavel.gates.DncScrub;
import dev.gavel.gates.EvidenceFacts;
import dev.gavel.gates.Facts;
import dev.gavel.gates.OfferedLead;
import dev.gavel.server.market.LiveCampaign;
import dev.gavel.server.market.LiveMarket;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ping that is being decided: who sent it, what it holds, and the snapshot of the configuration that it is decided by.
 *
 * @param id made at the door; its time is the decision's
 * @param text the id in text form, made once
 * @param floorMicros the vendor's floor for this lead: the larger of its own and the ping's
 * @param scrub what asking the do-not-call provider gave, where it was asked
 * @param consumerKeys what the consumer is screened by; may be empty, then suppression refuses
 * @param waived findings for which its post will be held; no bidder hears of such a ping
 * @param evidence what is known about its certificates
 */
record Ping(
        LiveMarket market,
        LiveCampaign campaign,
        String vendor,
        String source,
        String keyId,
        TypeId id,
        String text,
        Lead lead,
        @Nullable Consent consent,
        long floorMicros,
        List<String> consumerKeys,
        Instant now,
        Deadline deadline,
        DncScrub scrub,
        Set<Reason> waived,
        EvidenceFacts evidence) {

    /** A ping for which no do-not-call provider was asked yet. */
    Ping(
            LiveMarket market,
            LiveCampaign campaign,
            String vendor,
            String source,
            String keyId,
            TypeId id,
            String text,
            Lead lead,
            @Nullable Consent consent,
            long floorMicros,
            List<String> consumerKeys,
            Instant now,
            Deadline deadline) {
        this(
                market,
                campaign,
                vendor,
                source,
                keyId,
                id,
                text,
                lead,
                consent,
                floorMicros,
                consumerKeys,
                now,
                deadline,
                DncScrub.NOT_ASKED,
                Set.of(),
                market.evidence());
    }

    /** When it came, on the monotonic clock: what its deadline counts from. */
    long arrivedNanos() {
        return deadline.atNanos() - campaign.campaign().bidTimeout().toNanos();
    }

    /** The same ping with what asking about do-not-call gave. */
    Ping with(DncScrub answer) {
        return new Ping(
                market,
                campaign,
                vendor,
                source,
                keyId,
                id,
                text,
                lead,
                consent,
                floorMicros,
                consumerKeys,
                now,
                deadline,
                answer,
                waived,
                evidence);
    }

    /** The same ping with what the issuers of its certificates have said. */
    Ping with(EvidenceFacts answer) {
        return new Ping(
                market,
                campaign,
                vendor,
                source,
                keyId,
                id,
                text,
                lead,
                consent,
                floorMicros,
                consumerKeys,
                now,
                deadline,
                scrub,
                waived,
                answer);
    }

    /** The same ping, whose post will be held for these findings. */
    Ping waiving(Set<Reason> findings) {
        return new Ping(
                market,
                campaign,
                vendor,
                source,
                keyId,
                id,
                text,
                lead,
                consent,
                floorMicros,
                consumerKeys,
                now,
                deadline,
                scrub,
                findings,
                evidence);
    }

    /** Whether its post will be held for review. */
    boolean isUnderReview() {
        return !waived.isEmpty();
    }

    /** What the gates may know before the lists were asked. */
    Facts facts() {
        Vendor sender = market.market().vendors().get(vendor);
        Facts facts = Facts.of(
                new OfferedLead(Phase.PING, campaign.campaign(), lead, consent, now, sender, source),
                Answers.of(market.dnc().with(scrub), market.listDates(), evidence));
        return isUnderReview() ? facts.waiving(waived) : facts;
    }

    String tenant() {
        return market.tenant();
    }

    /** Shows no value of the lead. */
    @Override
    public String toString() {
        return "Ping[" + text + "]";
    }
}
