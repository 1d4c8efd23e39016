package dev.gavel.persistence.postgres;

import org.jspecify.annotations.Nullable;

/**
 * How one delivery of a lead stands.
 *
 * @param outcome null while it is an intent whose outcome nobody has written
 * @param payoutMicros what the vendor gets if it is accepted
 */
public record DeliveryStanding(
        String legId, String deliveryId, @Nullable LegOutcome outcome, long payoutMicros) {}
