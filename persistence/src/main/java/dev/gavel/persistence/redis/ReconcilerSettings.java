package dev.gavel.persistence.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much is compared, and how patiently.
 *
 * @param countersPerTick of one tenant at most; 0 compares nothing
 * @param tick the time between two steps
 * @param pause the least time between the beginnings of two rounds through a tenant's counters
 * @param settling longer than from a commit in Redis to the end of transaction 1, and from a give-back in Postgres to the release in
 *     Redis; what differs for less is not touched where it errs on the side of not selling
 * @param lease how long a node that died keeps others from comparing a tenant's counters
 */
public record ReconcilerSettings(
        int countersPerTick, Duration tick, Duration pause, Duration settling, Duration lease) {

    public ReconcilerSettings {
        requireNonNull(tick, "tick");
        requireNonNull(pause, "pause");
        requireNonNull(settling, "settling");
        requireNonNull(lease, "lease");
        if (countersPerTick < 0) {
            throw new IllegalArgumentException("countersPerTick: " + countersPerTick + " (expected: >= 0)");
        }
        if (lease.compareTo(tick) <= 0) {
            throw new IllegalArgumentException("lease: " + lease + " (expected: longer than a tick of " + tick + ")");
        }
    }

    /** A step a second, a round every five seconds at most. */
    public static ReconcilerSettings of(int countersPerTick, Duration settling) {
        return new ReconcilerSettings(
                countersPerTick, Duration.ofSeconds(1), Duration.ofSeconds(5), settling, Duration.ofSeconds(15));
    }
}
