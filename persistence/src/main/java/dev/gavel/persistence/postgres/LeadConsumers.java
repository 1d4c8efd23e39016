package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * Of which consumers a tenant has posted leads.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class LeadConsumers {

    private static final String KNOWN = """
            SELECT k FROM unnest($2::text[]) AS x(k)
            WHERE EXISTS (SELECT 1 FROM lead_consumer c WHERE c.tenant = $1 AND c.consumer_key = k)""";

    private final TenantScope scope;

    public LeadConsumers(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /** Those of the keys by which there is a lead. */
    public Mono<Set<String>> known(String tenant, Collection<String> consumerKeys) {
        String[] keys = consumerKeys.toArray(String[]::new);
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(row -> Rows.text(row, "k"), KNOWN, tenant, keys)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Appends audit events. */
    public Mono<Void> note(String tenant, List<String> events) {
        return scope.inTransaction(tenant, connection -> PostRows.appendEvents(connection, events));
    }
}
