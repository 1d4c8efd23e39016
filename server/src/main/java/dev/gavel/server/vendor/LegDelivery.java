package dev.gavel.server.vendor;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Contract;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gates;
import dev.gavel.gates.Screening;
import dev.gavel.persistence.postgres.LegIntent;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.Replacement;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.server.buyer.Deliverer;
import dev.gavel.server.buyer.Delivery;
import dev.gavel.server.buyer.DeliveryOutcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Brings one leg to a buyer: to the winner, and when it rejects to the next candidate while the promise to the vendor holds. An unknown
 * answer ends the leg as pending: it may have been bought, so nobody else gets it.
 *
 * <p>Thread safety: stateless.
 */
final class LegDelivery {

    /** With less time left no other buyer is tried: its answer would come too late for the vendor. */
    private static final long LEAST_REMAINING_NANOS = Duration.ofMillis(50).toNanos();

    /** How long after its deadline a flow may still be at work: buyers answer by it, but what they said is yet to be written. */
    private static final Duration AFTER_DEADLINE = Duration.ofSeconds(20);

    private final Deliverer deliveries;
    private final SalesBook sales;
    private final Reservations reservations;
    private final Gates gates;
    private final IdSource ids;
    private final FlowClock clock;

    LegDelivery(
            Deliverer deliveries,
            SalesBook sales,
            Reservations reservations,
            Gates gates,
            IdSource ids,
            FlowClock clock) {
        this.deliveries = deliveries;
        this.sales = sales;
        this.reservations = reservations;
        this.gates = gates;
        this.ids = ids;
        this.clock = clock;
    }

    /** An attempt to serve a promised leg with the candidate at a position; null when that buyer may not get this lead (any more). */
    @Nullable
    Attempt attempt(Post post, int position, String legId, long promisedPayoutMicros) {
        RememberedPing.Kept kept = post.ping().candidates().get(position);
        Contract contract = post.market().contract(kept.contract());
        if (contract == null || contract.paused() || !mayGoTo(post, contract)) {
            return null;
        }
        String deliveryId =
                ids.next(IdSource.DELIVERY, post.now().toEpochMilli()).toString();
        return new Attempt(position, legId, deliveryId, contract, kept, promisedPayoutMicros);
    }

    /** What transaction 1 writes for an attempt. */
    static LegIntent intent(Post post, Attempt attempt) {
        return new LegIntent(
                attempt.legId(),
                attempt.deliveryId(),
                attempt.contract().id(),
                attempt.contract().buyer(),
                attempt.contract().deliveryEndpoint(),
                attempt.kept().priceMicros(),
                attempt.promisedPayoutMicros(),
                attempt.kept().claims(),
                post.campaign().postTimeout().plus(AFTER_DEADLINE));
    }

    /** Delivers an admitted leg and completes with its end; the intent of each buyer that is tried is durable before it hears. */
    Mono<LegEnd> deliver(Post post, Attempt attempt, Fallbacks fallbacks) {
        if (attempt.contract().deliveryEndpoint() == null) {
            return Mono.just(LegEnd.sold(attempt, null, null));
        }
        return Mono.fromCompletionStage(() -> deliveries.deliver(delivery(post, attempt), post.deadline()))
                .flatMap(outcome -> switch (outcome) {
                    case DeliveryOutcome.Accepted accepted ->
                        Mono.just(LegEnd.sold(attempt, accepted.reference(), accepted.redirectUrl()));
                    case DeliveryOutcome.Unknown unknown ->
                        Mono.just(LegEnd.pending(attempt, unknown.doubt().name()));
                    case DeliveryOutcome.Rejected rejected ->
                        fallBack(post, attempt, LegOutcome.REJECTED, rejected.reason(), fallbacks);
                    case DeliveryOutcome.NotSent notSent ->
                        fallBack(
                                post,
                                attempt,
                                LegOutcome.NOT_SENT,
                                notSent.obstacle().name(),
                                fallbacks);
                });
    }

    /** Lets go of a leg that nobody serves: what it reserved, and its place in its conflict group. */
    Mono<Void> giveUp(Post post, Attempt attempt, Fallbacks fallbacks) {
        fallbacks.giveUp(attempt.position());
        return reservations.release(post, attempt);
    }

    private Mono<LegEnd> fallBack(Post post, Attempt failed, LegOutcome outcome, String detail, Fallbacks fallbacks) {
        fallbacks.giveUp(failed.position());
        return replace(
                post, failed, new LegResult(failed.legId(), failed.deliveryId(), outcome, null, detail), fallbacks);
    }

    /**
     * Brings the leg to the next candidate that both ledger and sales book admit. When there is none the failed attempt is ended with the
     * lead: a lead without an open delivery that nobody settled would be nobody's.
     */
    private Mono<LegEnd> replace(Post post, Attempt failed, LegResult result, Fallbacks fallbacks) {
        return takeNext(post, failed, fallbacks)
                .flatMap(next -> replaceBy(post, failed, result, next).flatMap(replaced -> switch (replaced) {
                    case Replacement.Admitted _ ->
                        reservations.release(post, failed).then(Mono.defer(() -> deliver(post, next, fallbacks)));
                    case Replacement.Refused _ ->
                        giveUp(post, next, fallbacks).then(Mono.defer(() -> replace(post, failed, result, fallbacks)));
                    case Replacement.Ended _ ->
                        giveUp(post, next, fallbacks).thenReturn(LegEnd.rejected(failed, result));
                }))
                .defaultIfEmpty(LegEnd.rejected(failed, result));
    }

    private Mono<Replacement> replaceBy(Post post, Attempt failed, LegResult result, Attempt next) {
        return sales.replace(
                post.tenant(),
                post.pingId().toString(),
                post.leadId(),
                result,
                intent(post, next),
                clock.instant(),
                List.of(PostEvent.delivered(post, failed, result)));
    }

    /** The next candidate whose caps and funds could be taken; empty when there is none or the time is up. */
    private Mono<Attempt> takeNext(Post post, Attempt failed, Fallbacks fallbacks) {
        if (post.deadline().remainingNanos(clock.nanoTime()) < LEAST_REMAINING_NANOS) {
            return Mono.empty();
        }
        Integer position = fallbacks.next(failed.contract().mode(), failed.promisedPayoutMicros());
        if (position == null) {
            return Mono.empty();
        }
        Attempt next = attempt(post, position, failed.legId(), failed.promisedPayoutMicros());
        if (next == null) {
            fallbacks.giveUp(position);
            return takeNext(post, failed, fallbacks);
        }
        return reservations.take(post, next).flatMap(taken -> {
            if (taken) {
                return Mono.just(next);
            }
            fallbacks.giveUp(position);
            return takeNext(post, failed, fallbacks);
        });
    }

    private boolean mayGoTo(Post post, Contract contract) {
        Buyer buyer = post.market().market().buyers().get(contract.buyer());
        Facts facts = post.facts(Screening.CLEAR);
        return buyer != null
                && gates.screenBuyer(facts.forBuyer(buyer, contract.channels())).passes();
    }

    private static Delivery delivery(Post post, Attempt attempt) {
        return new Delivery(
                post.tenant(),
                attempt.deliveryId(),
                attempt.contract(),
                post.pingId().toString(),
                post.leadId(),
                attempt.legId(),
                post.campaign().id(),
                post.ping().source(),
                attempt.kept().priceMicros(),
                attempt.kept().bidReference(),
                post.lead(),
                post.consent());
    }
}
