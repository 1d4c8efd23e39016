package dev.gavel.server.http;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Moves the limits of an {@link Admission} by how late the event loops are: additive increase while they keep up, multiplicative decrease while
 * they don't, for pings from a short lag on and for everything else from a long one. Each loop asks itself a hundred times a second; a request
 * pays nothing for it.
 *
 * <p>Lag rather than the time that answers take: that is mostly time in which buyers think, and must not cost a vendor its place. A limit moves only
 * while requests are near it, so that a pause on an idle node teaches nothing.
 *
 * <p>Thread safety: probes run on every loop; one of them at a time closes a window.
 */
public final class AdaptiveAdmission {

    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double BACKOFF = 0.9;

    /** A good window raises a limit by this share of it, at least by one. */
    private static final int RAISE_SHARE = 64;

    private final Admission admission;
    private final AdmissionSettings settings;
    private final LongSupplier nanoTime;
    private final Kind pings;
    private final Kind others;
    private final AtomicLong worstLagNanos = new AtomicLong();
    private final AtomicLong windowEndNanos;
    private volatile double lastLagSeconds;
    private volatile boolean stopped;

    /** @param nanoTime monotonic */
    public AdaptiveAdmission(
            Admission admission,
            AdmissionSettings settings,
            HttpLimits limits,
            MeterRegistry meters,
            LongSupplier nanoTime) {
        this.admission = admission;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.windowEndNanos = new AtomicLong(nanoTime.getAsLong() + WINDOW_NANOS);
        int most = Math.max(1, limits.pingShare());
        this.pings = new Kind(
                limit(Math.min(settings.leastPings(), most), most, settings.pingLag()),
                admission::pingsInFlight,
                admission::pingsShed);
        this.others = new Kind(
                limit(Math.min(settings.leastOthers(), limits.inFlight()), limits.inFlight(), settings.otherLag()),
                admission::othersInFlight,
                admission::othersShed);
        register(meters, "ping", pings, admission::mostPings);
        register(meters, "other", others, admission::mostOthers);
        Gauge.builder("gavel.loop.lag.seconds", this, self -> self.lastLagSeconds)
                .description("How late the latest event loop was, in the last window")
                .register(meters);
    }

    private static Limit limit(int least, int most, Duration lag) {
        return AIMDLimit.newBuilder()
                .initialLimit(most)
                .minLimit(least)
                .maxLimit(most)
                .backoffRatio(BACKOFF)
                .timeout(Math.max(1, lag.toNanos()), TimeUnit.NANOSECONDS)
                .build();
    }

    private static void register(MeterRegistry meters, String kind, Kind measured, LongSupplier most) {
        Gauge.builder("gavel.http.in.flight", measured.inFlight, LongSupplier::getAsLong)
                .tag("kind", kind)
                .register(meters);
        Gauge.builder("gavel.http.in.flight.most", most, LongSupplier::getAsLong)
                .tag("kind", kind)
                .strongReference(true)
                .register(meters);
        FunctionCounter.builder("gavel.http.shed", measured.shed, LongSupplier::getAsLong)
                .tag("kind", kind)
                .register(meters);
    }

    /** Asks each of these loops from now on. */
    public void follow(Iterable<EventExecutor> loops) {
        if (settings.isAdaptive()) {
            loops.forEach(this::probeLater);
        }
    }

    public void stop() {
        stopped = true;
    }

    private void probeLater(EventExecutor loop) {
        long dueNanos = nanoTime.getAsLong() + PROBE_NANOS;
        Future<?> _ = loop.schedule(() -> probe(loop, dueNanos), PROBE_NANOS, TimeUnit.NANOSECONDS);
    }

    private void probe(EventExecutor loop, long dueNanos) {
        if (stopped) {
            return;
        }
        probed(Math.max(0, nanoTime.getAsLong() - dueNanos));
        probeLater(loop);
    }

    /** A loop was so late; closes the window when it is over. */
    void probed(long lagNanos) {
        worstLagNanos.accumulateAndGet(lagNanos, Math::max);
        pings.look();
        others.look();
        long now = nanoTime.getAsLong();
        long end = windowEndNanos.get();
        if (now - end >= 0 && windowEndNanos.compareAndSet(end, now + WINDOW_NANOS)) {
            close(worstLagNanos.getAndSet(0));
        }
    }

    private void close(long lagNanos) {
        lastLagSeconds = lagNanos / 1e9;
        pings.learn(lagNanos);
        others.learn(lagNanos);
        admission.limit(pings.limit.getLimit(), others.limit.getLimit());
    }

    /** What is known of one kind of request. */
    private static final class Kind {

        private final Limit limit;
        private final LongSupplier inFlight;
        private final LongSupplier shed;
        private final AtomicLong mostInFlight = new AtomicLong();
        private long shedBefore;

        Kind(Limit limit, LongSupplier inFlight, LongSupplier shed) {
            this.limit = limit;
            this.inFlight = inFlight;
            this.shed = shed;
        }

        void look() {
            mostInFlight.accumulateAndGet(inFlight.getAsLong(), Math::max);
        }

        /** One window at a time. */
        void learn(long lagNanos) {
            long shedNow = shed.getAsLong();
            boolean wasFull = shedNow != shedBefore;
            shedBefore = shedNow;
            int before = limit.getLimit();
            int seen = (int) Math.max(mostInFlight.getAndSet(0), wasFull ? before : 0);
            if (2L * seen < before) {
                return;
            }
            limit.onSample(0, lagNanos, seen, false);
            for (int i = 1; i <= before / RAISE_SHARE && limit.getLimit() > before; i++) {
                limit.onSample(0, lagNanos, limit.getLimit(), false);
            }
        }
    }
}
