package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The one way to a tenant's rows: a transaction whose row-level security is keyed to that tenant. The setting is local to the transaction,
 * so that a connection goes back to the pool without it.
 *
 * <p>Thread safety: any thread. Cost: three round trips beside the work's own (begin, set, commit).
 */
public final class TenantScope {

    private static final String SET_TENANT = "SELECT set_config('gavel.tenant', $1, true)";

    private final Database database;

    public TenantScope(Database database) {
        this.database = requireNonNull(database, "database");
    }

    /**
     * Runs work in one transaction of the tenant's. Commits when the work completes, rolls back when it fails, is cancelled, or said
     * {@link TenantConnection#rollbackOnly}. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
     */
    public <T> Mono<T> inTransaction(String tenant, Function<TenantConnection, Mono<T>> work) {
        requireNonNull(tenant, "tenant");
        return database.inTransaction(raw -> {
            TenantConnection connection = new TenantConnection(raw, tenant);
            return keyed(connection)
                    .then(Mono.defer(() -> work.apply(connection)))
                    .materialize()
                    .flatMap(end -> connection.isRollbackOnly()
                            ? raw.rollbackTransaction().thenReturn(end)
                            : Mono.just(end))
                    .<T>dematerialize();
        });
    }

    /** As {@link #inTransaction}, for work that gives many rows, which are handed on as they come. */
    public <T> Flux<T> stream(String tenant, Function<TenantConnection, Flux<T>> work) {
        requireNonNull(tenant, "tenant");
        return database.stream(raw -> {
            TenantConnection connection = new TenantConnection(raw, tenant);
            return keyed(connection).thenMany(Flux.defer(() -> work.apply(connection)));
        });
    }

    private static Mono<Void> keyed(TenantConnection connection) {
        return connection
                .query(row -> connection.tenant(), SET_TENANT, connection.tenant())
                .then();
    }
}
