package dev.gavel.bench.drain;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The table of the audit's chains, as a superuser sees it.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ChainTable implements AutoCloseable {

    private final Connection connection;

    ChainTable(Connection connection) {
        this.connection = connection;
    }

    long count(String tenant) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement("SELECT count(*) FROM event WHERE tenant = ?")) {
            count.setString(1, tenant);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The tenant's first events. */
    List<String> events(String tenant, int most) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT bytes FROM event WHERE tenant = ? ORDER BY seq LIMIT ?")) {
            select.setString(1, tenant);
            select.setInt(2, most);
            List<String> events = new ArrayList<>(most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    events.add(row.getString(1));
                }
            }
            return events;
        }
    }

    /**
     * Copies a tenant's rows under another's name, in COPY's text form, in one transaction.
     *
     * @return how long the COPY into the table took, in seconds
     */
    double copy(String from, String to) throws SQLException {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        try {
            ByteArrayOutputStream rows = new ByteArrayOutputStream(1 << 27);
            copy.copyOut(
                    "COPY (SELECT '%s', seq, at, origin, prev_hash, hash, bytes FROM event WHERE tenant = '%s' ORDER BY seq) TO STDOUT"
                            .formatted(to, from),
                    rows);
            ByteArrayInputStream in = new ByteArrayInputStream(rows.toByteArray());
            long started = System.nanoTime();
            copy.copyIn("COPY event (tenant, seq, at, origin, prev_hash, hash, bytes) FROM STDIN", in);
            return (System.nanoTime() - started) / 1e9;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
