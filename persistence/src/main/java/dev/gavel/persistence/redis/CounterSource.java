package dev.gavel.persistence.redis;

import reactor.core.publisher.Mono;

/**
 * Where counters are rebuilt from: Postgres, which is the truth.
 *
 * <p>Thread safety: any thread.
 */
public interface CounterSource {

    /**
     * What the tenant's counters and lists must hold now, as of one moment. Completes with an error when it cannot be told; the tenant then
     * sells nothing until it can.
     */
    Mono<CounterSnapshot> load(String tenant);
}
