package dev.gavel.persistence.redis;

/**
 * Which build of a tenant's counters is current: when it was begun, and on which run of which Redis server. A server that was restarted or
 * replaced has another run id, so that its counters, which may have lost the last writes, are not trusted.
 *
 * <p>Thread safety: immutable.
 *
 * @param value {@code <milliseconds since 1970 in base 36>.<the first 8 digits of the server's run id>}
 */
record Epoch(String value) {

    private static final int RUN_DIGITS = 8;

    /** The epoch of counters whose rebuild begins now. */
    static Epoch begin(long nowMillis, String runId) {
        return new Epoch(Long.toString(nowMillis, Character.MAX_RADIX) + "." + run(runId));
    }

    /** What of a run id stands in an epoch. */
    static String run(String runId) {
        return runId.substring(0, RUN_DIGITS);
    }

    /** Whether the counters were built on this run of the server. */
    boolean isOf(String runId) {
        return value.length() > RUN_DIGITS && value.regionMatches(value.length() - RUN_DIGITS, runId, 0, RUN_DIGITS);
    }
}
