package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Tells when a tenant's market or API keys changed, through LISTEN on a connection of its own.
 *
 * <p>A notification that comes while the connection is down is lost; therefore {@link #RELOAD} is said after each connect, and means that
 * anything may have changed. Thread safety: any thread; each subscriber has a connection.
 */
public final class ConfigChanges {

    /** In place of a tenant: look at all of them. Not a slug. */
    public static final String RELOAD = "*";

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    private final Database database;

    public ConfigChanges(Database database) {
        this.database = requireNonNull(database, "database");
    }

    /** The tenants that changed, or {@link #RELOAD}. Never ends and never fails: it connects again, with growing pauses. */
    public Flux<String> changes() {
        return Flux.usingWhen(database.dedicated(), ConfigChanges::listen, PostgresqlConnection::close)
                .concatWith(Mono.error(() -> new DatabaseUnavailableException("the connection ended", null)))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                        .maxBackoff(LONGEST_PAUSE)
                        .transientErrors(true));
    }

    private static Flux<String> listen(PostgresqlConnection connection) {
        Flux<String> told = connection.getNotifications().map(ConfigChanges::tenant);
        Mono<String> listening = run(connection, "LISTEN gavel_config").thenReturn(RELOAD);
        // A connection that died without a word is found by the next beat, and the change that it lost by the RELOAD
        // after it.
        Flux<String> beat = Flux.interval(HEARTBEAT)
                .concatMap(n -> run(connection, "SELECT 1").timeout(HEARTBEAT))
                .thenMany(Flux.empty());
        return Flux.merge(
                told.concatWith(Mono.error(() -> new DatabaseUnavailableException("the connection ended", null))),
                listening,
                beat);
    }

    private static Mono<Void> run(PostgresqlConnection connection, String sql) {
        return connection
                .createStatement(sql)
                .execute()
                .concatMap(result -> result.getRowsUpdated())
                .then();
    }

    private static String tenant(Notification notification) {
        String payload = notification.getParameter();
        return payload == null ? RELOAD : payload;
    }
}
