package dev.gavel.server.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whom a node is sending to, and who is left alone for a while because it took nothing. What is left alone is not forgotten: its messages wait in
 * the database.
 *
 * <p>Thread safety: lock-free reads; writes are atomic for each receiver.
 */
final class Receivers {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final ConcurrentHashMap<String, Standing> standings = new ConcurrentHashMap<>();

    /**
     * @param failedRounds rounds in a row in which it took nothing
     * @param until it is left alone so long; null for not at all
     */
    private record Standing(
            boolean busy, int failedRounds, @Nullable Instant until) {
        static final Standing NEW = new Standing(false, 0, null);

        boolean isForgettable() {
            return !busy && failedRounds == 0;
        }
    }

    /** Begins with a receiver, unless somebody has begun or it is left alone. */
    boolean tryEnter(String receiver, Instant now) {
        boolean[] entered = {false};
        standings.compute(receiver, (_, known) -> {
            Standing standing = known == null ? Standing.NEW : known;
            boolean paused = standing.until() != null && now.isBefore(standing.until());
            entered[0] = !standing.busy() && !paused;
            return entered[0] ? new Standing(true, standing.failedRounds(), standing.until()) : standing;
        });
        return entered[0];
    }

    /** Begins with what is never left alone. */
    boolean tryEnter(String what) {
        return tryEnter(what, Instant.MAX);
    }

    /** A round is over. */
    void ended(String receiver, boolean tookSomething, Instant now) {
        standings.computeIfPresent(receiver, (_, standing) -> {
            if (tookSomething) {
                return new Standing(standing.busy(), 0, null);
            }
            int failed = standing.failedRounds() + 1;
            Duration pause = RetryDelays.after(failed, receiver.hashCode());
            return new Standing(
                    standing.busy(), failed, now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause));
        });
    }

    /** Has ended with a receiver for now. */
    void leave(String receiver) {
        standings.computeIfPresent(receiver, (_, standing) -> {
            Standing left = new Standing(false, standing.failedRounds(), standing.until());
            return left.isForgettable() ? null : left;
        });
    }
}
