package dev.gavel.server.access;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate limit: so many permits per second, with a second's worth of burst. The generic cell rate algorithm (ITU-T I.371): one long holds the
 * theoretical arrival time of the next conforming call.
 *
 * <p>Thread safety: lock-free. Allocates nothing.
 */
public final class TokenBucket {

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final long intervalNanos;
    private final AtomicLong nextFreeNanos;

    /** @param perSecond at least 1 */
    public TokenBucket(int perSecond, long nowNanos) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("perSecond: " + perSecond + " (expected: >= 1)");
        }
        this.intervalNanos = SECOND_NANOS / perSecond;
        this.nextFreeNanos = new AtomicLong(nowNanos);
    }

    /**
     * Takes a permit if there is one.
     *
     * @param nowNanos on the monotonic clock
     */
    public boolean tryTake(long nowNanos) {
        while (true) {
            long next = nextFreeNanos.get();
            long start = Math.max(next - nowNanos, 0);
            if (start + intervalNanos > SECOND_NANOS) {
                return false;
            }
            if (nextFreeNanos.compareAndSet(next, nowNanos + start + intervalNanos)) {
                return true;
            }
        }
    }
}
