package dev.gavel.bench.growth;

import dev.gavel.bench.gavel.LoadedGavel;
import dev.gavel.bench.scrape.Scrape;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * While it lasts, no audit event gets into its chain: the chains' heads are locked in Postgres. Pings go on and their events wait in Redis.
 *
 * <p>Thread safety: confined to one thread.
 */
final class AuditJam implements AutoCloseable {

    private final Connection lock;
    private final LoadedGavel gavel;

    private AuditJam(Connection lock, LoadedGavel gavel) {
        this.lock = lock;
        this.gavel = gavel;
    }

    static AuditJam begin(LoadedGavel gavel) throws SQLException {
        Connection lock = gavel.stores().superuser();
        lock.setAutoCommit(false);
        try (Statement statement = lock.createStatement()) {
            statement.execute("LOCK TABLE chain_head IN ACCESS EXCLUSIVE MODE");
        }
        return new AuditJam(lock, gavel);
    }

    /** Events that wait: each ping has made one. */
    long waiting() throws IOException {
        Scrape scrape = Scrape.of(gavel.node().port());
        return Math.round(scrape.sum("gavel_pings_total") - scrape.sum("gavel_audit_events_total"));
    }

    @Override
    public void close() throws SQLException {
        lock.rollback();
        lock.close();
    }
}
