package dev.gavel.persistence.redis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The truth of counters, in memory. */
final class FakeCounterSource implements CounterSource {

    final Map<String, CounterSnapshot> snapshots = new ConcurrentHashMap<>();
    final AtomicInteger loads = new AtomicInteger();
    private final Map<String, Integer> loadsByTenant = new ConcurrentHashMap<>();
    volatile @Nullable RuntimeException failure;

    int loadsOf(String tenant) {
        return loadsByTenant.getOrDefault(tenant, 0);
    }

    @Override
    public Mono<CounterSnapshot> load(String tenant) {
        return Mono.defer(() -> {
            loads.incrementAndGet();
            loadsByTenant.merge(tenant, 1, Integer::sum);
            RuntimeException error = failure;
            return error == null ? Mono.just(snapshots.getOrDefault(tenant, CounterSnapshot.EMPTY)) : Mono.error(error);
        });
    }
}
