package dev.gavel.persistence.postgres;

import org.jspecify.annotations.Nullable;

/**
 * How one delivery of a lead stands.
 *
 * @param deliveryId empty for a leg that had no room, and was never delivered
 * @param outcome null while it is an intent whose outcome nobody has written
 * @param payoutMicros what the vendor gets if it is accepted
 * @param endedBefore whether an earlier settlement or decision ended it, and told so
 */
public record DeliveryStanding(
        String legId, String deliveryId, @Nullable LegOutcome outcome, long payoutMicros, boolean endedBefore) {

    private static final String NO_DELIVERY = "";

    /** A leg that transaction 1 had no room for: it is certain that no buyer heard. */
    public static DeliveryStanding withoutRoom(String legId, long payoutMicros) {
        return new DeliveryStanding(legId, NO_DELIVERY, LegOutcome.NOT_SENT, payoutMicros, false);
    }
}
