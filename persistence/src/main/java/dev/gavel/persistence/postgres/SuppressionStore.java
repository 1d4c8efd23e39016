package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A tenant's suppression list: keyed hashes of consumers that no lead may be sold of. The truth behind Redis's copy.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class SuppressionStore {

    private static final String ADD = """
            INSERT INTO suppression (tenant, consumer_key, reason, added_at)
            SELECT $1, k, $3, $4 FROM unnest($2::text[]) AS x(k) ORDER BY k
            ON CONFLICT (tenant, consumer_key) DO NOTHING""";

    private static final String REMOVE = "DELETE FROM suppression WHERE tenant = $1 AND consumer_key = ANY ($2)";

    private static final String ALL = "SELECT consumer_key FROM suppression WHERE tenant = $1";

    private final TenantScope scope;

    public SuppressionStore(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * Adds consumers; completes with how many were new.
     *
     * @param reason why, for instance {@code consumer_request}; no personal data
     */
    public Mono<Long> add(String tenant, Collection<String> consumerKeys, String reason, Instant at) {
        String[] keys = consumerKeys.stream().distinct().toArray(String[]::new);
        return scope.inTransaction(tenant, connection -> connection.update(ADD, tenant, keys, reason, at));
    }

    /** Takes consumers off; completes with how many were on. */
    public Mono<Long> remove(String tenant, Collection<String> consumerKeys) {
        String[] keys = consumerKeys.toArray(String[]::new);
        return scope.inTransaction(tenant, connection -> connection.update(REMOVE, tenant, keys));
    }

    /** All keys, in no order, as they are read: the list may be long. */
    public Flux<String> loadAll(String tenant) {
        return scope.stream(tenant, connection -> connection.query(row -> Rows.text(row, "consumer_key"), ALL, tenant));
    }
}
