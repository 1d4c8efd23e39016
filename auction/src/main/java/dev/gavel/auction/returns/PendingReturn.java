package dev.gavel.auction.returns;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A return as its review finds it.
 *
 * @param amountMicros what was asked for
 * @param clawbackBasisPoints as the policy said when it was asked for
 * @param givesCapBack likewise
 * @param refundMicros what was paid back; 0 unless it is approved
 */
public record PendingReturn(
        ReturnState state,
        long priceMicros,
        long payoutMicros,
        long amountMicros,
        int clawbackBasisPoints,
        boolean givesCapBack,
        Instant expiresAt,
        long refundMicros) {

    public PendingReturn {
        requireNonNull(state, "state");
        requireNonNull(expiresAt, "expiresAt");
    }
}
