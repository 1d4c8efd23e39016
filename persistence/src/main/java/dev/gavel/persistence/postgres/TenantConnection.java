package dev.gavel.persistence.postgres;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A connection inside a transaction that sees one tenant's rows and no others. {@link TenantScope} alone makes them, so that a query
 * without a tenant does not compile.
 *
 * <p>Statements name their values {@code $1}, {@code $2}...; {@code $1} is the tenant by custom. Thread safety: one at a time, within its
 * transaction.
 */
public final class TenantConnection {

    private final PostgresqlConnection connection;
    private final String tenant;
    private volatile boolean rollbackOnly;

    TenantConnection(PostgresqlConnection connection, String tenant) {
        this.connection = connection;
        this.tenant = tenant;
    }

    /** The tenant whose rows are seen. */
    public String tenant() {
        return tenant;
    }

    /** The rows of a query, each made into a value. */
    public <T> Flux<T> query(Function<Readable, T> mapping, String sql, Object... values) {
        return bound(sql, values).execute().concatMap(result -> result.map(mapping));
    }

    /** Runs a statement that gives no rows back; completes with how many it changed. */
    public Mono<Long> update(String sql, Object... values) {
        return bound(sql, values)
                .execute()
                .concatMap(PostgresqlResult::getRowsUpdated)
                .reduce(0L, Long::sum);
    }

    /** Whatever the work completes with, nothing of the transaction shall last. */
    public void rollbackOnly() {
        rollbackOnly = true;
    }

    boolean isRollbackOnly() {
        return rollbackOnly;
    }

    /** A value for {@link #query} and {@link #update} that may be missing. */
    public static Object orNull(@Nullable Object value, Class<?> type) {
        return value == null ? Parameters.in(type) : value;
    }

    private PostgresqlStatement bound(String sql, Object... values) {
        PostgresqlStatement statement = connection.createStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.bind(i, values[i]);
        }
        return statement;
    }
}
