package dev.gavel.server.suppression;

import dev.gavel.gates.SuppressionKind;
import dev.gavel.persistence.postgres.Suppression;
import dev.gavel.persistence.postgres.SuppressionStore;
import dev.gavel.persistence.redis.CounterChanges;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Puts consumers onto the suppression list and takes corrected entries off, in Postgres and Redis.
 *
 * <p>The order errs on not selling. Redis hears first, so that the very next award refuses. Then Postgres is written, with a note that Redis may
 * not have it; then Redis hears again, which counts where Redis was rebuilt in between, and the note is taken away. Whatever breaks off, the
 * note is left, and {@link SuppressionUpkeep} of any node goes on with it. Taking off goes the other way round.
 *
 * <p>Thread safety: any thread; nothing blocks.
 */
public final class SuppressionDesk {

    private static final int TAKE_OFF_AT_ONCE = 500;

    private final SuppressionStore store;
    private final CounterChanges redis;

    public SuppressionDesk(SuppressionStore store, CounterChanges redis) {
        this.store = store;
        this.redis = redis;
    }

    /**
     * What a change of the list came to.
     *
     * @param effective whether Redis has it; else it will within seconds of its return, and nothing is sold until it answers
     */
    public record Done<T>(T result, boolean effective) {}

    /** Adds entries, with audit events. */
    public Mono<Done<SuppressionStore.Added>> suppress(
            String tenant, Collection<Suppression> entries, Instant at, List<String> events) {
        List<String> keys =
                entries.stream().map(Suppression::consumerKey).distinct().toList();
        return around(tenant, keys, store.add(tenant, entries, at, events));
    }

    /** Does something in Postgres that suppresses these consumers among other things. */
    public <T> Mono<Done<T>> around(String tenant, List<String> keys, Mono<T> work) {
        return tellRedis(tenant, keys)
                .then(work)
                .flatMap(result -> mirror(tenant, keys).map(effective -> new Done<>(result, effective)));
    }

    /** Redis is told; that it did not hear is found out when it is told again. */
    private Mono<Void> tellRedis(String tenant, List<String> keys) {
        return redis.suppress(tenant, keys).onErrorComplete();
    }

    /** Tells Redis of what Postgres has; completes with whether it heard. */
    Mono<Boolean> mirror(String tenant, List<String> keys) {
        return redis.suppress(tenant, keys)
                .then(Mono.defer(() -> store.markMirrored(tenant, keys).onErrorComplete()))
                .thenReturn(true)
                .onErrorReturn(false);
    }

    /**
     * Ends entries that were made by mistake; completes with how many. Who has no other entry can be sold again.
     *
     * @param by who corrects
     * @param events audit events, by how many entries ended
     */
    public Mono<Long> correct(
            String tenant,
            Collection<String> keys,
            Set<SuppressionKind> kinds,
            String by,
            Instant at,
            Function<Long, List<String>> events) {
        return store.correct(tenant, keys, kinds, by, at, events)
                .flatMap(ended -> takeOff(tenant).onErrorComplete().thenReturn(ended));
    }

    /** Has Redis forget who is not listed any more; at most as many as are taken at once. */
    Mono<Integer> takeOff(String tenant) {
        return store.takeOff(tenant, TAKE_OFF_AT_ONCE, keys -> redis.lift(tenant, keys));
    }
}
