package dev.gavel.server.vendor;

import dev.gavel.auction.award.Asked;
import dev.gavel.auction.award.Award;
import dev.gavel.auction.award.Candidate;
import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.cap.Claims;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Finding;
import dev.gavel.gates.Gates;
import dev.gavel.gates.Verdict;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.ops.PingMetrics;
import dev.gavel.server.ops.PingMetrics.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The end of a ping, at the ledger: either candidates are reserved, the ping is remembered and promised, or its refusal is noted. Both are one
 * round trip, and both leave an event.
 *
 * <p>Thread safety: any thread; never blocks.
 */
final class PingConclusion {

    private static final int[] NONE = {};

    private final Gates gates;
    private final CapLedger ledger;
    private final PingSealer sealer;
    private final PingMetrics metrics;
    private final FlowClock clock;

    PingConclusion(Gates gates, CapLedger ledger, PingSealer sealer, PingMetrics metrics, FlowClock clock) {
        this.gates = gates;
        this.ledger = ledger;
        this.sealer = sealer;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Asks the ledger for the award's candidates.
     *
     * @param mostLegs in how many legs the law lets the lead be sold
     * @param tried better candidates that had no room: why is then the reason when nobody is left
     * @param next decides among those behind, when these have no room either
     */
    Mono<PingOutcome> awardOrRefuse(
            Ping ping,
            Award award,
            int mostLegs,
            long leadNumber,
            Tried tried,
            Function<Tried, Mono<PingOutcome>> next) {
        Reason refusal = award.refusal();
        if (refusal != null) {
            return refuse(ping, tried.reason() == null ? refusal : tried.reason());
        }
        long started = clock.nanoTime();
        Asked asked = Asked.of(award);
        int maxLegs = Math.min(award.maxLegs(), mostLegs);
        CapLedger.Request request = request(ping, asked, maxLegs, leadNumber, !tried.isNothing());
        return Mono.fromCompletionStage(() -> ledger.award(request)).flatMap(reply -> {
            long now = metrics.step(Step.AWARD, started);
            Reason noRoom = reasonForNoRoom(reply);
            Set<String> full = asked.more() ? fullOnes(ping, asked, reply, noRoom, now) : Set.of();
            return noRoom != null && asked.more() && ping.deadline().remainingNanos(now) > 0
                    ? next.apply(tried.and(full, noRoom))
                    : Mono.just(outcome(ping, asked, reply));
        });
    }

    /**
     * The contracts that the ledger found without room. They are left out of the book for a while, also when another won, so that others are asked
     * about; but not where they may have room for another source.
     */
    private static Set<String> fullOnes(
            Ping ping, Asked asked, CapLedger.Reply reply, @Nullable Reason noRoom, long now) {
        int[] positions = reply instanceof CapLedger.Reply.Awarded awarded ? awarded.full() : NONE;
        int count = noRoom == null ? positions.length : asked.size();
        if (count == 0) {
            return Set.of();
        }
        Claims claims = ping.market().claimsAt(ping.now());
        Set<String> full = HashSet.newHashSet(count);
        Set<String> everywhere = HashSet.newHashSet(count);
        for (int i = 0; i < count; i++) {
            Contract contract = asked.contract(noRoom == null ? positions[i] : i);
            full.add(contract.id());
            if (!claims.isBySource(contract)) {
                everywhere.add(contract.id());
            }
        }
        ping.campaign().markFull(everywhere, now);
        return full;
    }

    /** Why no candidate has room; null when that is not what the ledger says. */
    private static @Nullable Reason reasonForNoRoom(CapLedger.Reply reply) {
        return reply instanceof CapLedger.Reply.Refused refused
                        && (refused.reason() == Reason.CAPS_FULL || refused.reason() == Reason.NO_FUNDS)
                ? refused.reason()
                : null;
    }

    /** @param again whether the ledger was asked about other candidates of this ping before */
    private CapLedger.Request request(Ping ping, Asked asked, int maxLegs, long leadNumber, boolean again) {
        Claims claims = ping.market().claimsAt(ping.now());
        List<CapLedger.Option> options = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            options.add(option(ping, asked.candidates().get(i), claims));
        }
        return new CapLedger.Request(
                ping.tenant(),
                ping.text(),
                consumer(ping, again),
                options,
                0,
                maxLegs,
                ttlSeconds(ping),
                sealer.seal(ping, asked, options),
                PingEvent.decided(ping, asked, leadNumber, gates.rulesId()),
                isFirm(ping));
    }

    /** Whether what is promised is reserved. */
    private static boolean isFirm(Ping ping) {
        return ping.campaign().campaign().reservation() == Campaign.Reservation.PING;
    }

    /** How long the price holds: no longer than the consumer may be called. */
    private int ttlSeconds(Ping ping) {
        long ttl = priceHolds(ping).toSeconds();
        Instant close = gates.closesAt(ping.facts());
        return (int)
                (close == null
                        ? ttl
                        : Math.max(
                                1,
                                Math.min(
                                        ttl, close.getEpochSecond() - ping.now().getEpochSecond())));
    }

    private static Duration priceHolds(Ping ping) {
        Campaign campaign = ping.campaign().campaign();
        Duration underReview = campaign.gates().hold().priceHolds();
        return ping.isUnderReview() && underReview != null ? underReview : campaign.pingTtl();
    }

    private static CapLedger.Option option(Ping ping, Candidate candidate, Claims claims) {
        Contract contract = candidate.bid().contract();
        List<CapClaim> taken = claims.of(contract, ping.vendor(), ping.source(), candidate.priceMicros());
        return new CapLedger.Option(
                contract.mode(),
                contract.conflictGroup(),
                candidate.payoutMicros(),
                taken,
                claims.untilSeconds(contract, taken, ping.now()));
    }

    private static CapLedger.Consumer consumer(Ping ping, boolean counted) {
        Campaign campaign = ping.campaign().campaign();
        return new CapLedger.Consumer(
                campaign.id(), ping.consumerKeys(), campaign.gates().mostPingsPerHour(), counted);
    }

    private PingOutcome outcome(Ping ping, Asked asked, CapLedger.Reply reply) {
        return switch (reply) {
            case CapLedger.Reply.Awarded awarded -> accepted(ping, asked, awarded);
            case CapLedger.Reply.Refused refused -> rejected(ping, refused.reason(), null);
            case CapLedger.Reply.Stale stale -> throw Refusal.unavailable(stale.reason());
        };
    }

    private PingOutcome accepted(Ping ping, Asked asked, CapLedger.Reply.Awarded awarded) {
        List<PingOutcome.PromisedLeg> legs = new ArrayList<>(awarded.chosen().length);
        long payoutMicros = 0;
        for (int position : awarded.chosen()) {
            long legPayoutMicros = asked.candidates().get(position).payoutMicros();
            legs.add(new PingOutcome.PromisedLeg(
                    IdSource.leg(ping.id(), position).toString(), legPayoutMicros));
            payoutMicros += legPayoutMicros;
        }
        metrics.accepted(ping.campaign().campaign().id());
        return new PingOutcome.Accepted(
                ping.text(), legs, payoutMicros, awarded.expiresAtSeconds(), isFirm(ping), ping.waived());
    }

    /** Refuses for what a gate found. */
    Mono<PingOutcome> refuse(Ping ping, Verdict verdict, List<Finding> findings) {
        Reason reason = verdict.reason();
        return refuse(ping, reason == null ? Reason.INTERNAL : reason, verdict.field(), findings);
    }

    /** Refuses for a reason that no gate gave. */
    Mono<PingOutcome> refuse(Ping ping, Reason reason) {
        return refuse(ping, reason, null, List.of());
    }

    /**
     * Refuses. A refusal is an event too: it is answered once the stream has it.
     *
     * @param field which of the lead's fields it is about; null when about none
     * @param findings what the gates said; empty when they did not refuse
     */
    Mono<PingOutcome> refuse(Ping ping, Reason reason, @Nullable String field, List<Finding> findings) {
        CapLedger.Request eventOnly = CapLedger.Request.eventOnly(
                ping.tenant(), ping.text(), PingEvent.refused(ping, reason, field, gates.rulesId(), findings));
        return Mono.fromCompletionStage(() -> ledger.award(eventOnly)).map(reply -> {
            if (reply instanceof CapLedger.Reply.Stale stale) {
                throw Refusal.unavailable(stale.reason());
            }
            return rejected(ping, reason, field);
        });
    }

    private PingOutcome rejected(Ping ping, Reason reason, @Nullable String field) {
        metrics.rejected(ping.campaign().campaign().id(), reason);
        return new PingOutcome.Rejected(ping.text(), reason, field);
    }
}
