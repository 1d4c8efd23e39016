package dev.gavel.persistence.postgres;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The connections that transactions have out of the pool. The server breaks off a statement that takes too long and says so; where nothing at all comes, because
 * the network or the server is stuck, the connection is closed here, so that whoever waits is told and the pool gets its place back.
 *
 * <p>Thread safety: any thread.
 */
final class Leases implements Disposable {

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final int LOOKS_PER_PATIENCE = 10;

    private final Set<Lease> out = ConcurrentHashMap.newKeySet();
    private final Duration patience;
    private final Disposable looking;

    /** @param patience how long a server may owe an answer */
    Leases(Duration patience) {
        this.patience = patience;
        long pauseNanos = patience.toNanos() / LOOKS_PER_PATIENCE;
        looking = Schedulers.parallel()
                .schedulePeriodically(this::closeOverdue, pauseNanos, pauseNanos, TimeUnit.NANOSECONDS);
    }

    /** A connection that is out. */
    static final class Lease {

        private final Connection pooled;
        private final PostgresqlConnection connection;
        private final AtomicLong owed = new AtomicLong(1);
        private volatile long sinceNanos = System.nanoTime();

        @SuppressWarnings("unchecked")
        private Lease(Connection pooled) {
            this.pooled = pooled;
            this.connection = ((Wrapped<PostgresqlConnection>) pooled).unwrap();
        }

        PostgresqlConnection connection() {
            return connection;
        }

        /** Values on their way: one that is not asked for is not owed, and each is a sign of life. */
        <T> Flux<T> watched(Flux<T> values) {
            return values.doOnSubscribe(_ -> owe(0))
                    .doOnRequest(more -> owe(plus(owed.get(), more)))
                    .doOnNext(_ -> owe(owed.get() - 1))
                    .doOnTerminate(() -> owe(1));
        }

        private static long plus(long owed, long more) {
            return more > Long.MAX_VALUE - owed ? Long.MAX_VALUE : owed + more;
        }

        private void owe(long answers) {
            owed.set(answers);
            sinceNanos = System.nanoTime();
        }

        private boolean isOverdue(long nowNanos, long patienceNanos) {
            return owed.get() > 0 && nowNanos - sinceNanos > patienceNanos;
        }
    }

    /** A connection comes out of the pool. */
    Lease begun(Connection pooled) {
        Lease lease = new Lease(pooled);
        out.add(lease);
        return lease;
    }

    /** Gives a connection back to the pool. */
    Mono<Void> end(Lease lease) {
        return Mono.from(lease.pooled.close()).doFinally(_ -> out.remove(lease));
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        out.removeIf(lease -> {
            boolean overdue = lease.isOverdue(now, patience.toNanos());
            if (overdue) {
                close(lease);
            }
            return overdue;
        });
    }

    private void close(Lease lease) {
        LOG.warn("The database owes an answer for more than {} s: the connection is closed", patience.toSeconds());
        var _ = lease.connection().close().subscribe(_ -> {}, failure -> LOG.debug("It was closed", failure));
    }

    @Override
    public void dispose() {
        looking.dispose();
    }
}
