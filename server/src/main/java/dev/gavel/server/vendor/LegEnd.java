package dev.gavel.server.vendor;

import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.LegResult;
import org.jspecify.annotations.Nullable;

/**
 * How one promised leg ended, after all the buyers that were tried for it.
 *
 * @param last the buyer that was tried last
 * @param open what is to be settled for it; null when it was never begun
 * @param redirectUrl where the buyer wants the consumer sent; null when it said nothing
 */
record LegEnd(
        Attempt last,
        PostOutcome.LegState state,
        @Nullable LegResult open,
        @Nullable String redirectUrl) {

    static LegEnd sold(Attempt attempt, @Nullable String reference, @Nullable String redirectUrl) {
        LegResult result = new LegResult(attempt.legId(), attempt.deliveryId(), LegOutcome.ACCEPTED, reference, null);
        return new LegEnd(attempt, PostOutcome.LegState.SOLD, result, redirectUrl);
    }

    static LegEnd pending(Attempt attempt, String reason) {
        LegResult result = new LegResult(attempt.legId(), attempt.deliveryId(), LegOutcome.UNRESOLVED, null, reason);
        return new LegEnd(attempt, PostOutcome.LegState.PENDING, result, null);
    }

    /** @param result of the buyer that was tried last */
    static LegEnd rejected(Attempt attempt, LegResult result) {
        return new LegEnd(attempt, PostOutcome.LegState.REJECTED, result, null);
    }

    /** A leg that no buyer was tried for, since transaction 1 had no room for it. */
    static LegEnd refused(Attempt attempt) {
        return new LegEnd(attempt, PostOutcome.LegState.REJECTED, null, null);
    }
}
