package dev.gavel.persistence.postgres;

import dev.gavel.auction.reason.Reason;

/** What became of a leg after its buyer rejected it. */
public sealed interface Replacement {

    /** The rejected delivery has given back what it held; the next one is durable and may be sent. */
    record Admitted(String deliveryId) implements Replacement {}

    /** The next buyer's cap or funds do not allow it. Nothing was changed: another one may be tried. */
    record Refused(Reason reason) implements Replacement {}

    /** Nobody may come next, and nothing was changed: somebody else has ended the delivery, or asked its buyer. */
    record Ended() implements Replacement {}
}
