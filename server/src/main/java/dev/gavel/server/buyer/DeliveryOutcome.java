package dev.gavel.server.buyer;

import org.jspecify.annotations.Nullable;

/**
 * How one attempt to deliver a leg ended. Delivering never fails: every failure is an outcome, and the difference between {@link NotSent} and
 * {@link Unknown} is exact: after {@code NotSent} the buyer can't have heard of the lead, after {@code Unknown} it may have.
 */
public sealed interface DeliveryOutcome {

    /**
     * The buyer took the lead.
     *
     * @param reference the buyer's own id of the lead, at most 2,048 characters; null when it gave none that is usable
     * @param redirectUrl where the consumer should be sent; an absolute http or https address; null when there is none
     */
    record Accepted(@Nullable String reference, @Nullable String redirectUrl) implements DeliveryOutcome {}

    /**
     * The buyer refused the lead: the next bid may be served.
     *
     * @param reason what the buyer said, shortened and cleaned of everything that could be the consumer's data; empty when it said nothing
     */
    record Rejected(String reason) implements DeliveryOutcome {}

    /** The lead may have arrived: cap and money stay held, and the same buyer is asked again with the same key. */
    record Unknown(Doubt doubt) implements DeliveryOutcome {}

    /** Nothing of the lead left Gavel: the next bid may be served. */
    record NotSent(Obstacle obstacle) implements DeliveryOutcome {}

    /** Why it is not known whether the buyer took the lead. */
    enum Doubt {
        /** No answer, or not the whole of it, in time. */
        TIMED_OUT,
        /** The connection broke after the request had begun. */
        CONNECTION_LOST,
        /** A status that is neither success nor a refusal that could be read. */
        HTTP_STATUS,
        /** The answer is no JSON, or larger than allowed. */
        UNREADABLE,
        /** The answer says neither yes nor no in the buyer's agreed words. */
        UNKNOWN_STATUS
    }

    /** What kept the lead from being sent. */
    enum Obstacle {
        CIRCUIT_OPEN,
        BULKHEAD_FULL,
        RATE_LIMITED,
        DEADLINE_TOO_SHORT,
        /** No connection before the deadline, or none at all: refused, unreachable, unknown host, TLS. */
        CONNECT_FAILED,
        /** The contract has no delivery endpoint in the current configuration, or the lead does not fit its template. */
        NOT_CONFIGURED
    }
}
