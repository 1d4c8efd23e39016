package dev.gavel.auction.returns;

import dev.gavel.auction.reason.Reason;
import java.time.Instant;

/** What becomes of a return that is asked for. */
public sealed interface ReturnDecision {

    /** It does not come about. */
    record Refused(Reason reason) implements ReturnDecision {}

    /**
     * It waits for the tenant.
     *
     * @param amountMicros of the price
     * @param expiresAt when it has waited in vain
     */
    record ForReview(long amountMicros, Instant expiresAt) implements ReturnDecision {}

    /** It is approved at once. */
    record Approved(ReturnTerms terms) implements ReturnDecision {}
}
