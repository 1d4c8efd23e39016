package dev.gavel.server.webhook;

import java.time.Duration;

/**
 * When a message that was not taken is sent again: after 5 s, 15 s, 45 s and so on, an hour at most, each up to a fifth sooner or later so that
 * messages that failed together don't come back together.
 *
 * <p>Thread safety: stateless.
 */
final class RetryDelays {

    private static final long FIRST_MILLIS = 5_000;
    private static final long MOST_MILLIS = Duration.ofHours(1).toMillis();
    private static final int FACTOR = 3;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private RetryDelays() {}

    /**
     * The pause behind an attempt.
     *
     * @param attempts how many failed, at least 1
     * @param seed tells messages apart; the same gives the same pause
     */
    static Duration after(int attempts, long seed) {
        long millis = FIRST_MILLIS;
        for (int i = 1; i < attempts && millis < MOST_MILLIS; i++) {
            millis *= FACTOR;
        }
        millis = Math.min(millis, MOST_MILLIS);
        long mixed = (seed + attempts) * GOLDEN;
        long fifth = millis / 5;
        return Duration.ofMillis(millis - fifth + Math.floorMod(mixed ^ (mixed >>> 32), 2 * fifth + 1));
    }
}
