package dev.gavel.auction.bid;

import dev.gavel.auction.contract.Contract;

/**
 * How asking one buyer ended. Asking never fails: every failure is an outcome.
 */
public sealed interface BidOutcome {

    Contract contract();

    /** A bid within the contract's bounds. */
    record Offered(Bid bid) implements BidOutcome {
        @Override
        public Contract contract() {
            return bid.contract();
        }
    }

    /** The buyer declined. */
    record NoBid(Contract contract) implements BidOutcome {}

    /** An answer came that is no valid bid: outside the bounds, unreadable, or neither yes nor no. */
    @SuppressWarnings("AvoidCommonTypeNames") // a void bid is what the field calls it
    record Void(Contract contract, Cause cause) implements BidOutcome {}

    /** No answer before the deadline. */
    record TimedOut(Contract contract) implements BidOutcome {}

    /** The call failed: connection, TLS, HTTP status. */
    record Failed(Contract contract) implements BidOutcome {}

    /** The buyer was not asked. */
    record NotCalled(Contract contract, Protection protection) implements BidOutcome {}

    /** Why an answer is void. */
    enum Cause {
        BELOW_BOUND,
        ABOVE_BOUND,
        UNREADABLE,
        UNKNOWN_STATUS
    }

    /** What kept Gavel from asking. */
    enum Protection {
        CIRCUIT_OPEN,
        BULKHEAD_FULL,
        RATE_LIMITED,
        DEADLINE_TOO_SHORT
    }
}
