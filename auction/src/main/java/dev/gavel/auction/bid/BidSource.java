package dev.gavel.auction.bid;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.lead.Lead;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Asks buyers for bids. The port between the auction and the buyers' endpoints.
 *
 * <p>Thread safety: implementations take calls from any event loop and complete on the caller's.
 */
public interface BidSource {

    /**
     * Asks all these contracts at the same time and completes when each has an outcome, at the deadline at the latest.
     *
     * @param contracts those whose price rule is {@code RealTime}
     * @return one outcome per contract, in the same order; never completes with an error
     */
    CompletionStage<List<BidOutcome>> solicit(Request request, List<Contract> contracts, Deadline deadline);

    /**
     * What buyers learn of a ping. Only fields that {@link dev.gavel.auction.lead.Field#isForBidders} allows are ever sent.
     *
     * @param pingId sent to the buyers as the auction's id
     * @param leastMicros bids below it can't win; sent so that buyers need not guess
     */
    record Request(
            String tenant, String pingId, String campaign, String vendor, String source, Lead lead, long leastMicros) {}
}
