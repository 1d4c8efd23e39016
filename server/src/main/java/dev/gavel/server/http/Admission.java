package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts requests in flight and sheds what is too many, pings first; operators are always answered. Draining turns readiness off and refuses
 * nothing by itself.
 *
 * <p>Thread safety: lock-free.
 */
public final class Admission {

    private static final String PING_PATH = "/api/ping";

    /** Answered from memory, and asked for exactly when there is too much to do. */
    private static final Set<String> OPERATORS = Set.of("/livez", "/readyz", "/metrics", "/api/health");

    private final HttpLimits limits;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean draining;

    public Admission(HttpLimits limits) {
        this.limits = limits;
    }

    /** Takes a place. Every call that does not throw is paired with one {@link #leave}. */
    void enter(String path) {
        int most = path.equals(PING_PATH) ? limits.pingShare() : limits.inFlight();
        if (inFlight.incrementAndGet() > most && !OPERATORS.contains(path)) {
            inFlight.decrementAndGet();
            throw Refusal.unavailable(draining ? Reason.SHUTTING_DOWN : Reason.OVERLOADED);
        }
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    /** Readiness turns false; what is in flight is answered. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    public int inFlight() {
        return inFlight.get();
    }
}
