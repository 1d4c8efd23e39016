package dev.gavel.persistence.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is sold, as the flows of a post write and read it: intent before any buyer hears, outcome after. A ping is sold once, whatever is
 * repeated or runs at the same time; caps and funds are never exceeded.
 *
 * <p>Each call is one transaction. It fails with {@link DatabaseUnavailableException} when the book cannot be reached; whether it took effect is
 * then unknown, and asking again is always safe. Thread safety: any thread.
 */
public interface SalesBook {

    /**
     * Makes the intent durable: the lead, its consumer's claim, and for each leg the caps, the money and the delivery, with its event. A leg
     * without room is left out; when none has room nothing is written and the first leg's reason is given.
     */
    Mono<PostStart> begin(PostIntent intent);

    /**
     * Ends the rejected delivery, gives back what it held, and admits the next one: all of it, or nothing when the next one is refused, so that a
     * lead is never without an open delivery before it is settled. Nobody is admitted once the lead has an answer, the delivery was ended
     * otherwise, or it was not sent by its flow but leased by somebody else who may have sent it.
     *
     * @param rejected with the outcome {@code REJECTED} or {@code NOT_SENT}
     * @param events written with the end of the rejected delivery
     */
    Mono<Replacement> replace(
            String tenant,
            String pingId,
            String leadId,
            LegResult rejected,
            LegIntent next,
            Instant at,
            List<String> events);

    /**
     * Writes the outcome: accepted deliveries become sales and are booked, rejected ones give back what they held, unresolved ones keep it.
     * Idempotent: results of deliveries that are no longer open change nothing, and a settled lead keeps its answer.
     *
     * @return what holds from now on, which another call may have settled
     */
    Mono<Settlement.Settled> settle(Settlement settlement);

    /** Keeps the messages about a post that no buyer heard of, for those who want to be told. */
    default Mono<Void> refused(PostRefusal refusal) {
        return Mono.empty();
    }

    /** How far a ping's post has come; empty when this vendor never posted it, or nothing of its post was begun. */
    Mono<PostStart.Earlier> earlier(String tenant, String pingId, String vendor);

    /**
     * Leases deliveries whose outcome is open: those that a node began and never settled, and those whose buyer gave no clear answer. Each is
     * leased to one caller, who asks the same buyer again with the same delivery id and then settles.
     *
     * @param now those due at this time; a delivery is first due when its flow must be over, or 5 seconds after it was left unresolved
     * @param lease how long nobody else gets the same; longer from the second time on, see {@link RetryDelay}
     */
    Flux<OpenDelivery> openDeliveries(String tenant, Instant now, Duration lease, int limit);
}
