package dev.gavel.persistence.postgres;

import reactor.core.publisher.Mono;

/**
 * Leads that are held for review, as the flow of a post writes them. A held lead has the ping's one place in the sales book, so that it is
 * sold once, whatever is repeated or runs at the same time.
 *
 * <p>Each call is one transaction. It fails with {@link DatabaseUnavailableException} when the book cannot be reached; whether it took effect is
 * then unknown, and asking again is always safe. Thread safety: any thread.
 */
public interface HoldBook {

    /** Holds a lead, unless its ping was posted before; completes with what the vendor is answered, then or now. */
    Mono<PostStart.Earlier> place(NewHold hold);

    /**
     * As {@link SalesBook#begin}, for a lead that is held and that a person has released: the hold ends in the same transaction in which the
     * intent becomes durable. Nothing is written where it is refused: the lead stays held.
     */
    Mono<PostStart> begin(PostIntent intent);

    /** Ends a hold without a sale; completes with whether it was held until now. */
    Mono<Boolean> end(HoldEnd end);
}
