package dev.gavel.server.buyer;

import dev.gavel.auction.bid.BidOutcome;
import java.util.Locale;

/** The outcomes of both kinds of calls, as metrics name them. */
enum CallResult {
    OFFERED,
    NO_BID,
    BELOW_BOUND,
    ABOVE_BOUND,
    FAILED,

    ACCEPTED,
    REJECTED,
    CONNECTION_LOST,
    HTTP_STATUS,
    CONNECT_FAILED,
    NOT_CONFIGURED,

    TIMED_OUT,
    UNREADABLE,
    UNKNOWN_STATUS,
    CIRCUIT_OPEN,
    BULKHEAD_FULL,
    RATE_LIMITED,
    DEADLINE_TOO_SHORT;

    private final String text = name().toLowerCase(Locale.ROOT);

    String text() {
        return text;
    }

    static CallResult of(BidOutcome outcome) {
        return switch (outcome) {
            case BidOutcome.Offered _ -> OFFERED;
            case BidOutcome.NoBid _ -> NO_BID;
            case BidOutcome.TimedOut _ -> TIMED_OUT;
            case BidOutcome.Failed _ -> FAILED;
            case BidOutcome.Void answer ->
                switch (answer.cause()) {
                    case BELOW_BOUND -> BELOW_BOUND;
                    case ABOVE_BOUND -> ABOVE_BOUND;
                    case UNREADABLE -> UNREADABLE;
                    case UNKNOWN_STATUS -> UNKNOWN_STATUS;
                };
            case BidOutcome.NotCalled spared ->
                switch (spared.protection()) {
                    case CIRCUIT_OPEN -> CIRCUIT_OPEN;
                    case BULKHEAD_FULL -> BULKHEAD_FULL;
                    case RATE_LIMITED -> RATE_LIMITED;
                    case DEADLINE_TOO_SHORT -> DEADLINE_TOO_SHORT;
                };
        };
    }

    static CallResult of(DeliveryOutcome outcome) {
        return switch (outcome) {
            case DeliveryOutcome.Accepted _ -> ACCEPTED;
            case DeliveryOutcome.Rejected _ -> REJECTED;
            case DeliveryOutcome.Unknown(DeliveryOutcome.Doubt doubt) ->
                switch (doubt) {
                    case TIMED_OUT -> TIMED_OUT;
                    case CONNECTION_LOST -> CONNECTION_LOST;
                    case HTTP_STATUS -> HTTP_STATUS;
                    case UNREADABLE -> UNREADABLE;
                    case UNKNOWN_STATUS -> UNKNOWN_STATUS;
                };
            case DeliveryOutcome.NotSent(DeliveryOutcome.Obstacle obstacle) ->
                switch (obstacle) {
                    case CIRCUIT_OPEN -> CIRCUIT_OPEN;
                    case BULKHEAD_FULL -> BULKHEAD_FULL;
                    case RATE_LIMITED -> RATE_LIMITED;
                    case DEADLINE_TOO_SHORT -> DEADLINE_TOO_SHORT;
                    case CONNECT_FAILED -> CONNECT_FAILED;
                    case NOT_CONFIGURED -> NOT_CONFIGURED;
                };
        };
    }
}
