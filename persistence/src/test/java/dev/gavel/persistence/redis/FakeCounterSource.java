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
    volatile @Nullable RuntimeException failure;

    @Override
    public Mono<CounterSnapshot> load(String tenant) {
        return Mono.defer(() -> {
            loads.incrementAndGet();
            RuntimeException error = failure;
            return error == null ? Mono.just(snapshots.getOrDefault(tenant, CounterSnapshot.EMPTY)) : Mono.error(error);
        });
    }
}
