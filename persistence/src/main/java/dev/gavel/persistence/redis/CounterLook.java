package dev.gavel.persistence.redis;

/**
 * One look at a counter: Redis first, then Postgres.
 *
 * @param used committed in Redis
 * @param givenBack sum of uses that were given back in Redis in this epoch; only grows
 * @param limit what Redis lets a buyer spend; 0 of caps
 * @param repairs how often the counter was repaired in this epoch
 * @param taken what Postgres says, as {@link TrueCount#taken}
 * @param startedNanos before Redis was read; {@link System#nanoTime}
 * @param endedNanos after Postgres was read
 */
record CounterLook(
        long used, long givenBack, long limit, long repairs, long taken, long startedNanos, long endedNanos) {

    /** The same look, once Postgres was read after Redis. */
    CounterLook closed(long takenNow, long nowNanos) {
        return new CounterLook(used, givenBack, limit, repairs, takenNow, startedNanos, nowNanos);
    }

    /** By how much Redis is ahead of Postgres, so that less is sold than may be; below zero when it is behind. */
    long drift() {
        return used - limit - taken;
    }

    /** What was committed in Redis since an earlier look. */
    long committedSince(CounterLook earlier) {
        return used - earlier.used + givenBackSince(earlier);
    }

    /** What was given back in Redis since an earlier look. */
    long givenBackSince(CounterLook earlier) {
        return givenBack - earlier.givenBack;
    }

    /** By how much Redis lets a buyer spend more than at an earlier look. */
    long raisedSince(CounterLook earlier) {
        return Math.max(0, limit - earlier.limit);
    }
}
