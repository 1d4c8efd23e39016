package dev.gavel.server.vendor;

import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.access.Access;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveCampaign;
import dev.gavel.server.market.LiveMarket;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes posts in: finds the ping, gives repeats the first outcome, and lets posts of the same ping that arrive together share one flow. A flow
 * that has begun is finished even when its caller hangs up.
 *
 * <p>Thread safety: any event loop.
 */
final class PostDesk {

    private final PostAnswers answers;
    private final PingMemories memories;
    private final PostFlow flow;
    private final IdSource ids;
    private final FlowClock clock;
    private final JoinedFlows<byte[]> flows = new JoinedFlows<>();

    PostDesk(CapLedger ledger, PostAnswers answers, PingSealer sealer, PostFlow flow, IdSource ids, FlowClock clock) {
        this.answers = answers;
        this.memories = new PingMemories(ledger, sealer);
        this.flow = flow;
        this.ids = ids;
        this.clock = clock;
    }

    /** The JSON of a post's answer. */
    Mono<byte[]> post(LiveMarket market, Principal principal, TypeId pingId, Submission submission, long arrivedNanos) {
        String vendor = Access.vendorOf(principal);
        String key = market.tenant() + " " + vendor + " " + pingId;
        return flows.join(key, () -> decide(market, principal, vendor, pingId, submission, arrivedNanos));
    }

    private Mono<byte[]> decide(
            LiveMarket market,
            Principal principal,
            String vendor,
            TypeId pingId,
            Submission submission,
            long arrivedNanos) {
        String ping = pingId.toString();
        return answers.await(market.tenant(), ping, vendor, patience(market, arrivedNanos))
                .switchIfEmpty(Mono.defer(() -> memories.recall(market.tenant(), market.keys(), ping)
                        .switchIfEmpty(Mono.error(Refusal.of(404, Reason.PING_UNKNOWN)))
                        .flatMap(recalled ->
                                run(market, principal, vendor, pingId, submission, arrivedNanos, recalled))));
    }

    /** How long a repetition waits for the first. Whose campaign the ping is of is not known yet: the shortest time of any is safe. */
    private static Deadline patience(LiveMarket market, long arrivedNanos) {
        long shortestNanos = Long.MAX_VALUE;
        for (Campaign campaign : market.market().campaigns().values()) {
            shortestNanos = Math.min(shortestNanos, campaign.postTimeout().toNanos());
        }
        return Deadline.after(shortestNanos == Long.MAX_VALUE ? 0 : shortestNanos, arrivedNanos);
    }

    private Mono<byte[]> run(
            LiveMarket market,
            Principal principal,
            String vendor,
            TypeId pingId,
            Submission submission,
            long arrivedNanos,
            PingMemories.Recalled recalled) {
        CapLedger.Remembered remembered = recalled.remembered();
        RememberedPing ping = recalled.ping().withClaims(market, clock.instant());
        if (!ping.vendor().equals(vendor)) {
            return Mono.error(Refusal.of(404, Reason.PING_UNKNOWN));
        }
        if (remembered.expired()) {
            PostOutcome expired = new PostOutcome.Rejected(pingId.toString(), Reason.PING_EXPIRED, null);
            return Mono.just(VendorAnswers.post(expired, market.market().currency()));
        }
        LiveCampaign campaign = market.campaign(ping.campaign());
        if (campaign == null) {
            PostOutcome withdrawn = new PostOutcome.Rejected(pingId.toString(), Reason.PROMISE_WITHDRAWN, null);
            return Mono.just(VendorAnswers.post(withdrawn, market.market().currency()));
        }
        return flow.run(
                post(market, campaign.campaign(), principal, pingId, submission, arrivedNanos, remembered, ping));
    }

    private Post post(
            LiveMarket market,
            Campaign campaign,
            Principal principal,
            TypeId pingId,
            Submission submission,
            long arrivedNanos,
            CapLedger.Remembered remembered,
            RememberedPing ping) {
        Instant now = clock.instant();
        Lead lead = wholeLead(campaign.vertical(), ping.fields(), submission.fields());
        return new Post(
                market,
                campaign,
                principal.keyId(),
                pingId,
                ids.next(IdSource.LEAD, now.toEpochMilli()).toString(),
                ping,
                remembered.chosen(),
                remembered.expiresAtSeconds(),
                remembered.firm(),
                lead,
                consent(ping.consent(), submission.consent()),
                ConsumerKeys.of(lead, market.keys()),
                now,
                Deadline.after(campaign.postTimeout().toNanos(), arrivedNanos));
    }

    private static Lead wholeLead(Vertical vertical, Map<String, String> pinged, Map<String, @Nullable String> posted) {
        Map<String, @Nullable String> all = new LinkedHashMap<>(pinged);
        all.putAll(posted);
        return LeadReader.read(Lead.of(vertical), vertical, all).lead();
    }

    /** The post's consent where it brings one; it may be fuller than the ping's. */
    static @Nullable Consent consent(@Nullable Consent pinged, @Nullable Consent posted) {
        return posted == null ? pinged : posted;
    }
}
