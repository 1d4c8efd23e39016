package dev.gavel.auction.market;

import java.time.Duration;

/** How times are written in files: a whole number and one unit. */
final class Durations {

    private static final long[] UNIT_MILLIS = {86_400_000L, 3_600_000L, 60_000L, 1_000L};
    private static final String[] UNITS = {"d", "h", "m", "s"};

    private Durations() {}

    /** {@code 150ms}, {@code 5m}: the largest unit that needs no fraction. */
    static String format(Duration duration) {
        long millis = duration.toMillis();
        for (int i = 0; i < UNITS.length; i++) {
            if (millis >= UNIT_MILLIS[i] && millis % UNIT_MILLIS[i] == 0) {
                return millis / UNIT_MILLIS[i] + UNITS[i];
            }
        }
        return millis + "ms";
    }
}
