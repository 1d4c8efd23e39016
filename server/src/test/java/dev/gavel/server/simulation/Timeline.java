package dev.gavel.server.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Virtual time: what is going to happen, in order, on one thread. All chance of a run comes from its seed.
 *
 * <p>Thread safety: confined to the run's thread.
 */
final class Timeline {

    static final Instant BEGIN = Instant.parse("2026-11-21T15:04:05Z");
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    private final SplittableRandom random;
    private final Trace trace = new Trace();
    private long nowNanos;
    private long number;

    private record Event(long atNanos, long number, Runnable action) {}

    Timeline(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Since the beginning. */
    long nowNanos() {
        return nowNanos;
    }

    Instant now() {
        return BEGIN.plusNanos(nowNanos);
    }

    Trace trace() {
        return trace;
    }

    void note(String what) {
        trace.add(nowNanos, what);
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(nowNanos + nanos, number++, action));
    }

    void after(Duration pause, Runnable action) {
        after(pause.toNanos(), action);
    }

    /** Lets everything happen that is due up to a time. */
    void runUntil(long nanos) {
        while (!events.isEmpty() && events.element().atNanos() <= nanos) {
            Event next = events.remove();
            nowNanos = next.atNanos();
            next.action().run();
        }
        nowNanos = nanos;
    }

    /** A number from {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    long between(long low, long high) {
        return random.nextLong(low, high + 1);
    }

    boolean chance(int perMille) {
        return random.nextInt(1_000) < perMille;
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    long nextLong() {
        return random.nextLong();
    }
}
