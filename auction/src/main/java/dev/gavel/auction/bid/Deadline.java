package dev.gavel.auction.bid;

/**
 * The moment by which a request must be answered, made once at the door and handed down.
 *
 * @param atNanos on the monotonic clock ({@link System#nanoTime()})
 */
public record Deadline(long atNanos) {

    /** A deadline so many nanoseconds from now. */
    public static Deadline after(long timeoutNanos, long nowNanos) {
        return new Deadline(nowNanos + timeoutNanos);
    }

    /** What is left, at least 0. */
    public long remainingNanos(long nowNanos) {
        return Math.max(0, atNanos - nowNanos);
    }

    /** The earlier of this deadline and one so many nanoseconds from now. */
    public Deadline atMost(long timeoutNanos, long nowNanos) {
        return remainingNanos(nowNanos) <= timeoutNanos ? this : after(timeoutNanos, nowNanos);
    }
}
