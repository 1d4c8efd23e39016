package dev.gavel.persistence.redis;

/**
 * Which build of a tenant's counters is current: when it was begun, on which run of which Redis server, and how counters are laid out. A server that
 * was restarted or replaced has another run id, so that its counters, which may have lost the last writes, are not trusted; nor are those that an
 * earlier version of Gavel wrote in another layout.
 *
 * <p>Thread safety: immutable.
 *
 * @param value {@code <milliseconds since 1970 in base 36>.<the first 8 digits of the server's run id>.<layout>}
 */
record Epoch(String value) {

    private static final int RUN_DIGITS = 8;

    /** Of what {@code counter.lua} describes. Another number with each change of it. */
    private static final String LAYOUT = ".2";

    /** The epoch of counters whose rebuild begins now. */
    static Epoch begin(long nowMillis, String runId) {
        return new Epoch(Long.toString(nowMillis, Character.MAX_RADIX) + "." + run(runId) + LAYOUT);
    }

    /** What of a run id stands in an epoch. */
    static String run(String runId) {
        return runId.substring(0, RUN_DIGITS);
    }

    /** Whether the counters were built on this run of the server, and as this version of Gavel reads them. */
    boolean isOf(String runId) {
        int at = value.length() - LAYOUT.length() - RUN_DIGITS;
        return at > 0 && value.endsWith(LAYOUT) && value.regionMatches(at, runId, 0, RUN_DIGITS);
    }
}
