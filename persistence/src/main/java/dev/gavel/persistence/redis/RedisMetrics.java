package dev.gavel.persistence.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of Redis: {@code gavel.redis.script} (time from call to answer) and {@code gavel.redis.script.failures} by script,
 * {@code gavel.redis.batch} (leads per award call), {@code gavel.redis.lanes} (connections that are ready) and
 * {@code gavel.redis.rebuilds} (of a tenant's counters, by outcome).
 *
 * <p>Thread safety: any thread.
 */
final class RedisMetrics {

    private final Map<Script, Timer> answered = new EnumMap<>(Script.class);
    private final Map<Script, Counter> failed = new EnumMap<>(Script.class);
    private final DistributionSummary batch;
    private final AtomicInteger lanes = new AtomicInteger();
    private final Timer rebuilt;
    private final Counter rebuildsFailed;

    RedisMetrics(MeterRegistry registry) {
        for (Script script : Script.values()) {
            String name = script.name().toLowerCase(java.util.Locale.ROOT);
            answered.put(
                    script,
                    Timer.builder("gavel.redis.script")
                            .tag("script", name)
                            .publishPercentileHistogram()
                            .minimumExpectedValue(Duration.ofNanos(50_000))
                            .maximumExpectedValue(Duration.ofSeconds(2))
                            .register(registry));
            failed.put(script, registry.counter("gavel.redis.script.failures", "script", name));
        }
        batch = registry.summary("gavel.redis.batch");
        registry.gauge("gavel.redis.lanes", lanes);
        rebuilt = registry.timer("gavel.redis.rebuilds");
        rebuildsFailed = registry.counter("gavel.redis.rebuilds.failures");
    }

    /** @param script null for what is no script, and is not measured */
    void answered(@Nullable Script script, long nanos) {
        Timer timer = script == null ? null : answered.get(script);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void failed(@Nullable Script script) {
        Counter counter = script == null ? null : failed.get(script);
        if (counter != null) {
            counter.increment();
        }
    }

    void batched(int leads) {
        batch.record(leads);
    }

    void laneUp() {
        lanes.incrementAndGet();
    }

    void laneDown() {
        lanes.decrementAndGet();
    }

    void rebuilt(long nanos) {
        rebuilt.record(nanos, TimeUnit.NANOSECONDS);
    }

    void rebuildFailed() {
        rebuildsFailed.increment();
    }
}
