package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Gives each request a place, and sheds those for which there is none: pings first. A ping needs a place among the pings, of which there are as
 * many as {@link #limit} says, and leaves the last fifth of all places to others; anything else needs one of all. Operators are always
 * answered. Draining turns readiness off and refuses nothing by itself.
 *
 * <p>Both kinds are counted in one number, so that nobody is shed while there is a place. Thread safety: lock-free. Cost: one compare-and-set
 * to enter and one addition to leave; no allocation.
 */
public final class Admission {

    private static final String PING_PATH = "/api/ping";
    private static final long PING = 1;
    private static final long OTHER = 1L << 32;

    /** Answered from memory, and asked for exactly when there is too much to do. */
    private static final Set<String> OPERATORS = Set.of("/livez", "/readyz", "/metrics", "/api/health");

    private final HttpLimits limits;

    /** Pings in the lower half, others in the upper. */
    private final AtomicLong inFlight = new AtomicLong();

    private final LongAdder pingsShed = new LongAdder();
    private final LongAdder othersShed = new LongAdder();
    private volatile int mostPings;
    private volatile int mostOthers;
    private volatile boolean draining;

    public Admission(HttpLimits limits) {
        this.limits = limits;
        this.mostPings = limits.pingShare();
        this.mostOthers = limits.inFlight();
    }

    /**
     * Takes a place. Every call that does not throw is paired with one {@link #leave} of the same path.
     *
     * @throws Refusal 503 when there is none
     */
    void enter(String path) {
        boolean isPing = path.equals(PING_PATH);
        long now = inFlight.get();
        while (hasRoom(isPing, now) || OPERATORS.contains(path)) {
            if (inFlight.compareAndSet(now, now + (isPing ? PING : OTHER))) {
                return;
            }
            now = inFlight.get();
        }
        (isPing ? pingsShed : othersShed).increment();
        throw Refusal.unavailable(draining ? Reason.SHUTTING_DOWN : Reason.OVERLOADED);
    }

    private boolean hasRoom(boolean isPing, long now) {
        int pings = pingsOf(now);
        int others = othersOf(now);
        return isPing
                ? pings < mostPings && pings + others < limits.pingShare()
                : others < mostOthers && pings + others < limits.inFlight();
    }

    void leave(String path) {
        inFlight.addAndGet(path.equals(PING_PATH) ? -PING : -OTHER);
    }

    /** How many pings, and how many others, may be in flight from now on, within what {@link HttpLimits} allow. Those that are stay. */
    void limit(int pings, int others) {
        mostPings = Math.clamp(pings, 1, Math.max(1, limits.pingShare()));
        mostOthers = Math.clamp(others, 1, limits.inFlight());
    }

    int mostPings() {
        return mostPings;
    }

    int mostOthers() {
        return mostOthers;
    }

    /** Readiness turns false; what is in flight is answered. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    /** Requests that are being answered. */
    public int inFlight() {
        long now = inFlight.get();
        return pingsOf(now) + othersOf(now);
    }

    int pingsInFlight() {
        return pingsOf(inFlight.get());
    }

    int othersInFlight() {
        return othersOf(inFlight.get());
    }

    long pingsShed() {
        return pingsShed.sum();
    }

    long othersShed() {
        return othersShed.sum();
    }

    private static int pingsOf(long now) {
        return (int) now;
    }

    private static int othersOf(long now) {
        return (int) (now >>> 32);
    }
}
