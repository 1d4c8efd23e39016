package dev.gavel.persistence.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What is measured of the comparison: {@code gavel.caps.drift} (counters that differed in the last round of each tenant that this node
 * compares, by scope and direction), {@code gavel.caps.repairs} (by the same), {@code gavel.caps.compared} (counters),
 * {@code gavel.caps.round.age} (since a tenant's last whole round, by tenant) and {@code gavel.caps.reconcile.failures} (steps).
 *
 * <p>Thread safety: any thread.
 */
final class ReconcilerMetrics {

    private final Map<String, Round> rounds = new ConcurrentHashMap<>();
    private final Map<TrueCount.Scope, Map<Direction, Counter>> repairs = new EnumMap<>(TrueCount.Scope.class);
    private final Counter compared;
    private final Counter failures;
    private final MultiGauge ages;
    private final LongSupplier nanoTime;

    ReconcilerMetrics(MeterRegistry registry, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (TrueCount.Scope scope : TrueCount.Scope.values()) {
            Map<Direction, Counter> byDirection = new EnumMap<>(Direction.class);
            for (Direction direction : Direction.values()) {
                Tags tags = Tags.of("scope", scope.word(), "direction", direction.word());
                byDirection.put(direction, registry.counter("gavel.caps.repairs", tags));
                Gauge.builder("gavel.caps.drift", () -> drift(scope, direction))
                        .tags(tags)
                        .register(registry);
            }
            repairs.put(scope, byDirection);
        }
        compared = registry.counter("gavel.caps.compared");
        failures = registry.counter("gavel.caps.reconcile.failures");
        ages = MultiGauge.builder("gavel.caps.round.age").baseUnit("seconds").register(registry);
    }

    /** Redis says more than Postgres, or less. */
    enum Direction {
        HIGH,
        LOW;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Round(TenantReconciliation.Drift drift, long endedNanos) {}

    private int drift(TrueCount.Scope scope, Direction direction) {
        int sum = 0;
        for (Round round : rounds.values()) {
            sum += round.drift().of(scope, direction);
        }
        return sum;
    }

    void compared(int counters) {
        compared.increment(counters);
    }

    void repaired(TrueCount.Scope scope, Direction direction) {
        Map<Direction, Counter> byDirection = repairs.get(scope);
        Counter counter = byDirection == null ? null : byDirection.get(direction);
        if (counter != null) {
            counter.increment();
        }
    }

    void failed() {
        failures.increment();
    }

    void roundEnded(String tenant, TenantReconciliation.Drift drift, long nowNanos) {
        if (rounds.put(tenant, new Round(drift, nowNanos)) == null) {
            showAges();
        }
    }

    /** Another node compares this tenant now, or nobody does. */
    void forget(String tenant) {
        if (rounds.remove(tenant) != null) {
            showAges();
        }
    }

    private void showAges() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        rounds.keySet().forEach(tenant -> rows.add(MultiGauge.Row.of(Tags.of("tenant", tenant), () -> age(tenant))));
        ages.register(rows, true);
    }

    private Number age(String tenant) {
        Round round = rounds.get(tenant);
        return round == null
                ? Double.NaN
                : (double) TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - round.endedNanos()) / 1_000;
    }
}
