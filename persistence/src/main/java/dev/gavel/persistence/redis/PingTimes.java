package dev.gavel.persistence.redis;

import dev.gavel.auction.id.TypeId;

/**
 * Where a ping is found again, from the time in its id: no index is needed. Pings of 4,096 ms share a hash, so that
 * Redis keeps few keys and drops many pings at once; settled legs of an hour share one, because they are fewer and live longer.
 */
final class PingTimes {

    private static final int BUCKET_BITS = 12;
    private static final long HOUR_MILLIS = 3_600_000;

    /** Pings are counted by the hour; no promise holds for longer. */
    static final long HOUR_SECONDS = 3_600;

    /** For how long a ping is remembered beyond its expiry, so that a late post learns that it is late. */
    static final long GRACE_SECONDS = 120;

    /** For how long it is remembered what became of a leg, after the last change. */
    static final long SETTLED_SECONDS = 86_400;

    private PingTimes() {}

    /**
     * When the ping was made.
     *
     * @throws IllegalArgumentException when it is no ping's id
     */
    static long millisOf(String pingId) {
        TypeId id = TypeId.parse("ping", pingId);
        if (id == null) {
            throw new IllegalArgumentException("pingId: " + pingId + " (expected: a TypeId with prefix ping)");
        }
        return id.epochMillis();
    }

    static long bucketOf(long pingMillis) {
        return pingMillis >>> BUCKET_BITS;
    }

    /** The first second of the hour in which a ping is counted that is awarded now. */
    static long hourStart(long nowMillis) {
        return hourOf(nowMillis) * HOUR_SECONDS;
    }

    static long hourOf(long pingMillis) {
        return pingMillis / HOUR_MILLIS;
    }
}
