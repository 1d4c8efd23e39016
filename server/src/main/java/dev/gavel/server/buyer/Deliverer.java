package dev.gavel.server.buyer;

import dev.gavel.auction.bid.Deadline;
import java.util.concurrent.CompletionStage;

/** Brings leads to the buyers that won them. Thread safety: any thread. */
@FunctionalInterface
public interface Deliverer {

    /**
     * Makes one attempt to deliver a lead. The buyer tells repetitions by the delivery's id.
     *
     * @return completes at the earlier of the deadline and the buyer's own timeout at the latest, never with an error
     */
    CompletionStage<DeliveryOutcome> deliver(Delivery delivery, Deadline deadline);
}
