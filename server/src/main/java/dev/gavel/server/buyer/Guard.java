package dev.gavel.server.buyer;

import dev.gavel.auction.bid.BidOutcome.Protection;
import dev.gavel.server.access.TokenBucket;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between Gavel and one address: a circuit breaker, a bulkhead and a rate limiter. It refuses at once and never waits.
 *
 * <p>A caller that was let in says once how the call went ({@link #succeeded} or {@link #failed}) and once that it is over ({@link #left}). A call whose time is up
 * while its answer is still of use becomes a late one instead ({@link #stayLate}): it leaves its place to others, and late calls are bounded by themselves, so that
 * whoever is silent now and then is not asked less, and whoever is silent always holds no more than twice its places.
 *
 * <p>Thread safety: lock-free, but for the one moment in which an open breaker is tried again: Resilience4j guards that step with a lock.
 */
public final class Guard {

    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final TokenBucket bucket;
    private final LongSupplier nanoTime;
    private final int mostLate;
    private final AtomicInteger late = new AtomicInteger();

    /**
     * A guard that lets calls in.
     *
     * @param nanoTime monotonic
     */
    public Guard(
            String name, int maxConcurrent, int maxPerSecond, CallPolicy policy, Clock clock, LongSupplier nanoTime) {
        breaker = CircuitBreaker.of(name, breakerConfig(policy, clock));
        bulkhead = Bulkhead.of(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(maxConcurrent)
                        .maxWaitDuration(Duration.ZERO)
                        .build());
        // Resilience4j's rate limiter parks the thread when two threads meet in it, which an event loop must not do.
        bucket = new TokenBucket(maxPerSecond, nanoTime.getAsLong());
        this.nanoTime = nanoTime;
        this.mostLate = maxConcurrent;
    }

    private static CircuitBreakerConfig breakerConfig(CallPolicy policy, Clock clock) {
        return CircuitBreakerConfig.custom()
                .slidingWindow(
                        policy.breakerWindowCalls(),
                        policy.breakerLeastCalls(),
                        CircuitBreakerConfig.SlidingWindowType.COUNT_BASED,
                        // The other strategy locks, and an event loop must not wait for a lock.
                        CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .failureRateThreshold(policy.breakerFailurePercent())
                .waitDurationInOpenState(policy.breakerOpen())
                .permittedNumberOfCallsInHalfOpenState(policy.breakerTrialCalls())
                .clock(clock)
                .build();
    }

    /** Lets a call in and answers null, or answers what keeps it out. */
    @Nullable
    public Protection tryEnter() {
        if (!breaker.tryAcquirePermission()) {
            return Protection.CIRCUIT_OPEN;
        }
        if (!bulkhead.tryAcquirePermission()) {
            breaker.releasePermission();
            return Protection.BULKHEAD_FULL;
        }
        // The last, because what it has counted can't be given back.
        if (!bucket.tryTake(nanoTime.getAsLong())) {
            bulkhead.releasePermission();
            breaker.releasePermission();
            return Protection.RATE_LIMITED;
        }
        return null;
    }

    /** The endpoint answered as agreed, whatever it said. */
    public void succeeded(long nanos) {
        breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    }

    /** The endpoint did not answer, or not in a way that can be understood. */
    public void failed(long nanos) {
        breaker.onError(nanos, TimeUnit.NANOSECONDS, new CallFailed());
    }

    /** The call is over and no longer holds a connection. */
    public void left() {
        bulkhead.onComplete();
    }

    /**
     * The call's time is up: its place is free for others.
     *
     * @return true when its answer may still be awaited, until {@link #leftLate}; false when there are as many late calls as places, and this one is to be given up
     */
    public boolean stayLate() {
        left();
        int now = late.get();
        while (now < mostLate) {
            if (late.compareAndSet(now, now + 1)) {
                return true;
            }
            now = late.get();
        }
        return false;
    }

    /** A late call is over. */
    public void leftLate() {
        late.decrementAndGet();
    }

    /** Calls whose time is up and whose answers are still awaited. */
    public int late() {
        return late.get();
    }

    /** 0 closed, 1 half open, 2 open. */
    public int breakerState() {
        return switch (breaker.getState()) {
            case CLOSED, DISABLED, METRICS_ONLY -> 0;
            case HALF_OPEN -> 1;
            case OPEN, FORCED_OPEN -> 2;
        };
    }

    /** Calls on the wire whose time is not up. */
    public int inFlight() {
        Bulkhead.Metrics metrics = bulkhead.getMetrics();
        return metrics.getMaxAllowedConcurrentCalls() - metrics.getAvailableConcurrentCalls();
    }

    /** The breaker wants an exception where a fact is enough. */
    private static final class CallFailed extends RuntimeException {

        CallFailed() {
            super("call failed", null, false, false);
        }
    }
}
