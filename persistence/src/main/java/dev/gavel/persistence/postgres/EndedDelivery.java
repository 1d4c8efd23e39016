package dev.gavel.persistence.postgres;

import org.jspecify.annotations.Nullable;

/**
 * A delivery that a transaction ends.
 *
 * @param outcome {@code ACCEPTED}, {@code REJECTED} or {@code NOT_SENT}
 * @param payoutMicros what the vendor gets when it was accepted
 * @param reference the buyer's own number for the lead; null when it gave none
 * @param reason why it was not accepted; no personal data; null when it was
 */
public record EndedDelivery(
        String deliveryId,
        String legId,
        String contract,
        String buyer,
        LegOutcome outcome,
        long priceMicros,
        long payoutMicros,
        @Nullable String reference,
        @Nullable String reason) {}
