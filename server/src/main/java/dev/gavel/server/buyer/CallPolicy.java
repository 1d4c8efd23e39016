package dev.gavel.server.buyer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How Gavel protects itself and buyers in all calls, beyond the limits that each endpoint sets.
 *
 * <p>Thread safety: immutable.
 *
 * @param breakerWindowCalls over how many of an endpoint's last calls the share of failures is taken
 * @param breakerLeastCalls no opinion before so many calls
 * @param breakerFailurePercent the share of failures, in percent, from which an endpoint is left alone
 * @param breakerOpen for how long it is left alone before it is tried again
 * @param breakerTrialCalls how many calls try it
 * @param leastTime with less left, an endpoint is not called
 * @param lateWindow for how long a bid is still awaited after the deadline, to count what its lateness cost
 * @param bidIdle after how long without use a connection for bids is closed
 * @param deliveryIdle the same for deliveries: short, because a connection that the buyer closes under a request leaves the delivery in doubt
 */
public record CallPolicy(
        int breakerWindowCalls,
        int breakerLeastCalls,
        int breakerFailurePercent,
        Duration breakerOpen,
        int breakerTrialCalls,
        Duration leastTime,
        Duration lateWindow,
        Duration bidIdle,
        Duration deliveryIdle) {

    /** What is used unless configured otherwise. */
    public static final CallPolicy STANDARD = new CallPolicy(
            100,
            20,
            50,
            Duration.ofSeconds(5),
            5,
            Duration.ofMillis(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(4));

    public CallPolicy {
        requireNonNull(breakerOpen, "breakerOpen");
        requireNonNull(leastTime, "leastTime");
        requireNonNull(lateWindow, "lateWindow");
        requireNonNull(bidIdle, "bidIdle");
        requireNonNull(deliveryIdle, "deliveryIdle");
    }
}
