package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.persistence.postgres.Leases.Lease;
import dev.gavel.persistence.tls.TlsRefusedException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.R2dbcTransientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.util.retry.Retry;

/**
 * A pool of connections of one database user.
 *
 * <p>Connections have event loops of their own, not the caller's: the pool would otherwise pile them onto the loop that asked first.
 * Thread safety: any thread; results arrive on the pool's loops.
 */
public final class Database implements Disposable {

    /** What the driver says of a server without TLS; of one who may not log in it says something else. */
    private static final String NO_TLS = "08006";

    /** As long as so many statements may take, a transaction may take as a whole, and a stream from one value to the next. */
    private static final int STATEMENTS = 3;

    private final ConnectionPool pool;
    private final PostgresqlConnectionFactory factory;
    private final LoopResources loops;
    private final Settings settings;
    private final Leases leases;

    private Database(PostgresqlConnectionFactory factory, ConnectionPool pool, LoopResources loops, Settings settings) {
        this.factory = factory;
        this.pool = pool;
        this.loops = loops;
        this.settings = settings;
        this.leases = new Leases(settings.statementTimeout().multipliedBy(STATEMENTS));
    }

    /**
     * Where and how to connect.
     *
     * @param maxConnections of the pool
     * @param threads event loops of the connections
     * @param acquireTimeout how long a caller waits for a connection before it is told that the database is unavailable
     * @param statementTimeout the server breaks off a statement that takes longer; where nothing comes for three times as long, the connection is closed
     * @param tls whether and with whom TLS is spoken
     */
    public record Settings(
            String host,
            int port,
            String database,
            Login login,
            int maxConnections,
            int threads,
            Duration acquireTimeout,
            Duration statementTimeout,
            DatabaseTls tls) {

        public Settings {
            requireNonNull(host, "host");
            requireNonNull(database, "database");
            requireNonNull(login, "login");
            if (maxConnections < 1) {
                throw new IllegalArgumentException("maxConnections: " + maxConnections + " (expected: >= 1)");
            }
        }

        /** Ten connections on two loops, two seconds to get one, ten for a statement, no TLS. */
        public static Settings of(String host, int port, String database, Login login) {
            return new Settings(
                    host, port, database, login, 10, 2, Duration.ofSeconds(2), Duration.ofSeconds(10), DatabaseTls.OFF);
        }

        /** The same with another patience for a connection. */
        public Settings withAcquireTimeout(Duration timeout) {
            return new Settings(host, port, database, login, maxConnections, threads, timeout, statementTimeout, tls);
        }

        /** The same with another size of the pool. */
        public Settings withMaxConnections(int connections) {
            return new Settings(
                    host, port, database, login, connections, threads, acquireTimeout, statementTimeout, tls);
        }

        /** The same with another patience for a statement. */
        public Settings withStatementTimeout(Duration timeout) {
            return new Settings(host, port, database, login, maxConnections, threads, acquireTimeout, timeout, tls);
        }

        /** The same with another way to speak TLS. */
        public Settings withTls(DatabaseTls other) {
            return new Settings(
                    host, port, database, login, maxConnections, threads, acquireTimeout, statementTimeout, other);
        }

        /** What the server is called where it is complained of. */
        String server() {
            return "the database at " + host + ":" + port;
        }
    }

    /** A pool that opens its connections when they are first needed. Nothing is sent here. */
    public static Database open(Settings settings) {
        LoopResources loops = LoopResources.create("gavel-postgres", -1, settings.threads(), true, false);
        PostgresqlConnectionFactory factory = new PostgresqlConnectionFactory(configuration(settings, loops));
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(factory)
                .initialSize(0)
                .maxSize(settings.maxConnections())
                .maxIdleTime(Duration.ofMinutes(10))
                .maxAcquireTime(settings.acquireTimeout())
                .maxCreateConnectionTime(settings.acquireTimeout())
                .acquireRetry(0)
                .build());
        return new Database(factory, pool, loops, settings);
    }

    private static PostgresqlConnectionConfiguration configuration(Settings settings, LoopResources loops) {
        PostgresqlConnectionConfiguration.Builder builder = PostgresqlConnectionConfiguration.builder()
                .host(settings.host())
                .port(settings.port())
                .database(settings.database())
                .username(settings.login().user())
                .password(settings.login().password())
                .schema(Migrations.SCHEMA)
                .applicationName("gavel")
                .options(Map.of("timezone", "UTC"))
                .connectTimeout(settings.acquireTimeout())
                .statementTimeout(settings.statementTimeout())
                .tcpNoDelay(true)
                .tcpKeepAlive(true)
                .loopResources(loops);
        if (settings.tls().isOn()) {
            SslContext context = settings.tls().context();
            builder.sslMode(settings.tls().driverMode())
                    // The driver's own engine does not know whom it is connected to, and could not compare it with the
                    // certificate.
                    .sslEngineCustomizer(
                            _ -> context.newEngine(ByteBufAllocator.DEFAULT, settings.host(), settings.port()));
        }
        return builder.build();
    }

    /** Registers the pool's gauges: {@code gavel.postgres.pool.acquired}, {@code .pending}, {@code .allocated}. */
    public void bindTo(MeterRegistry registry) {
        pool.getMetrics().ifPresent(metrics -> {
            Gauge.builder("gavel.postgres.pool.acquired", metrics, m -> m.acquiredSize())
                    .register(registry);
            Gauge.builder("gavel.postgres.pool.pending", metrics, m -> m.pendingAcquireSize())
                    .register(registry);
            Gauge.builder("gavel.postgres.pool.allocated", metrics, m -> m.allocatedSize())
                    .register(registry);
        });
    }

    /** Completes when the database answers; fails with {@link DatabaseUnavailableException} when it does not. */
    public Mono<Void> ping() {
        return Mono.usingWhen(
                        acquired(),
                        lease -> lease.connection()
                                .createStatement("SELECT 1")
                                .execute()
                                .concatMap(result -> result.getRowsUpdated())
                                .then(),
                        leases::end)
                .onErrorMap(Database::typed);
    }

    /**
     * Runs work in one transaction on one connection, without a tenant: for the few platform tables, and for the audit role. Commits when the
     * work completes, rolls back when it fails or is cancelled.
     */
    public <T> Mono<T> inTransaction(Function<PostgresqlConnection, Mono<T>> work) {
        return Mono.usingWhen(
                        acquired(),
                        lease -> begun(lease).flatMap(work),
                        this::commit,
                        (lease, error) -> rollback(lease),
                        this::rollback)
                .onErrorMap(Database::typed);
    }

    /** As {@link #inTransaction}, for work that gives many values. */
    public <T> Flux<T> stream(Function<PostgresqlConnection, Flux<T>> work) {
        return Flux.usingWhen(
                        acquired(),
                        lease -> begun(lease).flatMapMany(connection -> lease.watched(work.apply(connection))),
                        this::commit,
                        (lease, error) -> rollback(lease),
                        this::rollback)
                .onErrorMap(Database::typed);
    }

    /** The pool finds out that a connection is dead when it hands it out. After a restart all are: the next one is tried at once. */
    private Mono<Lease> acquired() {
        return pool.create()
                .retryWhen(Retry.max(settings.maxConnections())
                        .filter(error -> error.getClass() == R2dbcNonTransientResourceException.class)
                        .onRetryExhaustedThrow((retry, signal) -> signal.failure()))
                .onErrorMap(this::refusedByTls)
                .map(leases::begun);
    }

    /** A server that must not be spoken to is told apart from one that is away: only somebody's care helps. */
    private Throwable refusedByTls(Throwable failure) {
        if (!settings.tls().isOn()) {
            return failure;
        }
        TlsRefusedException refused = TlsRefusedException.in(failure, settings.server());
        for (Throwable cause = failure; refused == null && cause != null; cause = cause.getCause()) {
            if (cause instanceof R2dbcPermissionDeniedException denied && NO_TLS.equals(denied.getSqlState())) {
                refused = TlsRefusedException.notOffered(settings.server(), denied);
            }
        }
        return refused == null ? failure : unavailable(refused);
    }

    private static Mono<PostgresqlConnection> begun(Lease lease) {
        return lease.connection().beginTransaction().thenReturn(lease.connection());
    }

    /** The connection goes back to the pool after its transaction ended, never beside it: its next user would meet the rollback. */
    private Mono<Void> commit(Lease lease) {
        return lease.connection()
                .commitTransaction()
                .onErrorResume(error -> leases.end(lease).onErrorComplete().then(Mono.error(error)))
                .then(leases.end(lease));
    }

    private Mono<Void> rollback(Lease lease) {
        return lease.connection().rollbackTransaction().onErrorComplete().then(leases.end(lease));
    }

    /** A connection outside of the pool, for one who listens on it. The caller closes it. */
    Mono<PostgresqlConnection> dedicated() {
        return factory.create()
                .timeout(settings.acquireTimeout())
                .onErrorMap(this::refusedByTls)
                .onErrorMap(Database::typed);
    }

    @Override
    public void dispose() {
        leases.dispose();
        pool.dispose();
        loops.dispose();
    }

    @Override
    public boolean isDisposed() {
        return pool.isDisposed();
    }

    /** The driver's errors that mean "cannot be reached" become one type; others, which mean a mistake in Gavel, stay. */
    static Throwable typed(Throwable error) {
        return switch (error) {
            case DatabaseUnavailableException e -> e;
            case R2dbcPermissionDeniedException e -> e;
            case R2dbcNonTransientResourceException e -> unavailable(e);
            case R2dbcRollbackException e -> unavailable(e);
            case R2dbcTransientException e -> unavailable(e);
            case R2dbcException e when endsTheConnection(e) -> unavailable(e);
            case IOException e -> unavailable(e);
            case TimeoutException e -> unavailable(e);
            // The failure of a commit comes wrapped by usingWhen.
            case RuntimeException e
            when e.getClass() == RuntimeException.class && e.getCause() != null ->
                typed(e.getCause()) instanceof DatabaseUnavailableException down ? down : error;
            default -> error;
        };
    }

    private static boolean endsTheConnection(R2dbcException e) {
        String state = e.getSqlState();
        return state != null && (state.startsWith("08") || state.startsWith("57") || state.startsWith("53"));
    }

    private static DatabaseUnavailableException unavailable(Throwable cause) {
        return new DatabaseUnavailableException("the database cannot be reached", cause);
    }
}
