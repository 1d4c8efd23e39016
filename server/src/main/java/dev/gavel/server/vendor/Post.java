package dev.gavel.server.vendor;

import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.contract.Campaign;
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
import dev.gavel.gates.Screening;
import dev.gavel.server.market.LiveMarket;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A post that is being decided: the whole lead, and what its ping promised.
 *
 * @param ping the ping as it was remembered
 * @param chosen positions of the promised legs among the ping's candidates
 * @param expiresAtSeconds when the reservation lapses
 * @param firm whether the legs were reserved with the ping; if not, the post reserves them
 * @param lead the ping's fields with the post's
 * @param scrub what asking the do-not-call provider gave, where it was asked
 * @param consumerKeys of the whole lead
 * @param waived findings for which it is held, or was
 * @param released whether a person has looked at them and released it; then nothing more is waived
 * @param evidence what is known about its certificates
 */
record Post(
        LiveMarket market,
        Campaign campaign,
        String keyId,
        TypeId pingId,
        String leadId,
        RememberedPing ping,
        int[] chosen,
        long expiresAtSeconds,
        boolean firm,
        Lead lead,
        @Nullable Consent consent,
        List<String> consumerKeys,
        Instant now,
        Deadline deadline,
        DncScrub scrub,
        Set<Reason> waived,
        boolean released,
        EvidenceFacts evidence) {

    /** A post for which no do-not-call provider was asked yet. */
    Post(
            LiveMarket market,
            Campaign campaign,
            String keyId,
            TypeId pingId,
            String leadId,
            RememberedPing ping,
            int[] chosen,
            long expiresAtSeconds,
            boolean firm,
            Lead lead,
            @Nullable Consent consent,
            List<String> consumerKeys,
            Instant now,
            Deadline deadline) {
        this(
                market,
                campaign,
                keyId,
                pingId,
                leadId,
                ping,
                chosen,
                expiresAtSeconds,
                firm,
                lead,
                consent,
                consumerKeys,
                now,
                deadline,
                DncScrub.NOT_ASKED,
                Set.of(),
                false,
                market.evidence());
    }

    /** The same post with what asking about do-not-call gave. */
    Post with(DncScrub answer) {
        return new Post(
                market,
                campaign,
                keyId,
                pingId,
                leadId,
                ping,
                chosen,
                expiresAtSeconds,
                firm,
                lead,
                consent,
                consumerKeys,
                now,
                deadline,
                answer,
                waived,
                released,
                evidence);
    }

    /** The same post with what the issuers of its certificates have said. */
    Post with(EvidenceFacts answer) {
        return new Post(
                market,
                campaign,
                keyId,
                pingId,
                leadId,
                ping,
                chosen,
                expiresAtSeconds,
                firm,
                lead,
                consent,
                consumerKeys,
                now,
                deadline,
                scrub,
                waived,
                released,
                answer);
    }

    /** The same post, looking past these findings. */
    Post waiving(Set<Reason> findings) {
        return findings.equals(waived) ? this : with(findings, released);
    }

    /** The same post after a person has released it from these findings. */
    Post releasedFrom(Set<Reason> findings) {
        return with(findings, true);
    }

    private Post with(Set<Reason> findings, boolean isReleased) {
        return new Post(
                market,
                campaign,
                keyId,
                pingId,
                leadId,
                ping,
                chosen,
                expiresAtSeconds,
                firm,
                lead,
                consent,
                consumerKeys,
                now,
                deadline,
                scrub,
                findings,
                isReleased,
                evidence);
    }

    /** Whether a person has to look at it before it may be sold. */
    boolean needsReview() {
        return !released && !waived.isEmpty();
    }

    String tenant() {
        return market.tenant();
    }

    Facts facts(Screening screening) {
        Vendor vendor = market.market().vendors().get(ping.vendor());
        return Facts.of(
                        new OfferedLead(Phase.POST, campaign, lead, consent, now, vendor, ping.source()),
                        Answers.of(market.dnc().with(scrub), market.listDates(), evidence))
                .with(screening)
                .waiving(waived);
    }

    /** The leg that the candidate at a position wins. */
    String legId(int position) {
        return IdSource.leg(pingId, position).toString();
    }

    /** Shows no value of the lead. */
    @Override
    public String toString() {
        return "Post[" + pingId + "]";
    }
}
