package dev.gavel.persistence.postgres;

import java.time.Duration;

/**
 * When a buyer that does not say is asked again: at first as soon as the lease is over, then after twice as long each time up to a quarter of an hour,
 * with up to a quarter added so that what was left open at one moment does not come back at one.
 *
 * <p>Thread safety: stateless. The same delivery and attempt always give the same delay.
 */
public final class RetryDelay {

    /** The longest, before the addition. */
    public static final Duration LONGEST = Duration.ofMinutes(15);

    private static final int FIRST_AGAIN = 2;
    private static final int MOST_DOUBLINGS = 20;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private RetryDelay() {}

    /**
     * The delay after an attempt begins; never shorter than the lease.
     *
     * @param attempts this one counted; 2 for the first time that the buyer is asked again
     */
    public static Duration after(int attempts, String deliveryId, Duration lease) {
        int doublings = Math.min(MOST_DOUBLINGS, attempts - FIRST_AGAIN);
        if (doublings <= 0) {
            return lease;
        }
        long longest = Math.max(lease.toMillis(), LONGEST.toMillis());
        long millis = Math.min(longest, lease.toMillis() << doublings);
        long chance = ((deliveryId.hashCode() * GOLDEN + attempts) * GOLDEN) >>> 1;
        return Duration.ofMillis(millis + chance % (millis / 4 + 1));
    }
}
