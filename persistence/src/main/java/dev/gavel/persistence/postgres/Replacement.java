package dev.gavel.persistence.postgres;

import dev.gavel.auction.reason.Reason;

/** What became of a leg after its buyer rejected it. */
public sealed interface Replacement {

    /** The next delivery is durable and may be sent. */
    record Admitted(String deliveryId) implements Replacement {}

    /** The next buyer's cap or funds do not allow it; the rejected one's are given back all the same. */
    record Refused(Reason reason) implements Replacement {}

    /** Nobody comes next: there was none, or the lead was answered meanwhile. The rejected one's cap and money are given back. */
    record Ended() implements Replacement {}
}
