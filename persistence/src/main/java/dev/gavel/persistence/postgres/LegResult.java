package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One delivery's outcome.
 *
 * @param reference the buyer's own number for the lead; null when it gave none
 * @param reason why it was not accepted, as a code or the buyer's word; no personal data; null when accepted
 */
public record LegResult(
        String legId,
        String deliveryId,
        LegOutcome outcome,
        @Nullable String reference,
        @Nullable String reason) {

    public LegResult {
        requireNonNull(legId, "legId");
        requireNonNull(deliveryId, "deliveryId");
        requireNonNull(outcome, "outcome");
    }
}
