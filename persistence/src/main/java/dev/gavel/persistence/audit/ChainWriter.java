package dev.gavel.persistence.audit;

import static java.util.Objects.requireNonNull;

import dev.gavel.persistence.audit.EventSource.Entry;
import dev.gavel.persistence.postgres.Database;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Appends a batch of events to a tenant's chain, in one transaction under a lock of the chain's head: entries of the stream that are not there
 * yet, then rows of the outbox, which it deletes.
 *
 * <p>Thread safety: any thread; batches of one tenant wait for each other, on this node and others.
 */
final class ChainWriter {

    private static final String LOCK_HEAD = """
            INSERT INTO chain_head (tenant, seq, hash, origin) VALUES ($1, 0, $2, '0-0')
            ON CONFLICT (tenant) DO UPDATE SET seq = chain_head.seq
            RETURNING seq, hash, origin""";

    private static final String MOVE_HEAD = "UPDATE chain_head SET seq = $2, hash = $3, origin = $4 WHERE tenant = $1";

    private static final String KNOWN = "SELECT origin FROM event WHERE tenant = $1 AND origin = ANY ($2)";

    private static final String OUTBOX = "SELECT id, bytes FROM outbox WHERE tenant = $1 ORDER BY id LIMIT $2";

    private static final String HAS_OUTBOX = "SELECT 1 FROM outbox WHERE tenant = $1 LIMIT 1";

    private static final String CLEAR_OUTBOX = "DELETE FROM outbox WHERE tenant = $1 AND id = ANY ($2)";

    private final Database audit;
    private final InstantSource clock;

    ChainWriter(Database audit, InstantSource clock) {
        this.audit = requireNonNull(audit, "audit");
        this.clock = requireNonNull(clock, "clock");
    }

    private record Head(long seq, byte[] hash, String origin) {
        static Head of(Readable row) {
            return new Head(
                    requireNonNull(row.get("seq", Long.class)),
                    requireNonNull(row.get("hash", byte[].class)),
                    requireNonNull(row.get("origin", String.class)));
        }
    }

    private record OutboxRow(long id, String bytes) {
        static OutboxRow of(Readable row) {
            return new OutboxRow(
                    requireNonNull(row.get("id", Long.class)), requireNonNull(row.get("bytes", String.class)));
        }
    }

    /**
     * Appends the entries and up to {@code maxOutbox} rows of the outbox; completes with how many events were new.
     *
     * @param entries in the stream's order; those that were appended before are left out
     */
    Mono<Integer> append(String tenant, List<Entry> entries, int maxOutbox) {
        return entries.isEmpty()
                ? hasOutbox(tenant).flatMap(has -> has ? appendAll(tenant, entries, maxOutbox) : Mono.just(0))
                : appendAll(tenant, entries, maxOutbox);
    }

    /** Most of the time nothing happens: then the head is not locked to find that out. */
    private Mono<Boolean> hasOutbox(String tenant) {
        return audit.inTransaction(connection ->
                query(connection, _ -> true, HAS_OUTBOX, tenant).next().defaultIfEmpty(false));
    }

    private Mono<Integer> appendAll(String tenant, List<Entry> entries, int maxOutbox) {
        return audit.inTransaction(connection -> lockHead(connection, tenant)
                .flatMap(head -> newEntries(connection, tenant, head, entries)
                        .flatMap(fresh -> outbox(connection, tenant, maxOutbox)
                                .flatMap(outbox -> write(connection, tenant, head, fresh, outbox)))));
    }

    private static Mono<Head> lockHead(PostgresqlConnection connection, String tenant) {
        return query(connection, Head::of, LOCK_HEAD, tenant, Chain.genesis(tenant))
                .next();
    }

    /**
     * An entry after the last one that was chained is new. One before it was delivered again, or was overtaken, or comes from a stream whose
     * clock went back: the table itself knows which.
     */
    private static Mono<List<Entry>> newEntries(
            PostgresqlConnection connection, String tenant, Head head, List<Entry> entries) {
        String[] doubtful = entries.stream()
                .map(Entry::id)
                .filter(id -> StreamIds.ORDER.compare(id, head.origin()) <= 0)
                .toArray(String[]::new);
        if (doubtful.length == 0) {
            return Mono.just(entries);
        }
        return query(connection, row -> requireNonNull(row.get("origin", String.class)), KNOWN, tenant, doubtful)
                .collect(HashSet<String>::new, Set::add)
                .map(known -> entries.stream()
                        .filter(entry -> !known.contains(entry.id()))
                        .toList());
    }

    private static Mono<List<OutboxRow>> outbox(PostgresqlConnection connection, String tenant, int max) {
        return query(connection, OutboxRow::of, OUTBOX, tenant, max).collectList();
    }

    private Mono<Integer> write(
            PostgresqlConnection connection, String tenant, Head head, List<Entry> entries, List<OutboxRow> outbox) {
        int count = entries.stream().mapToInt(entry -> entry.events().size()).sum() + outbox.size();
        if (count == 0) {
            return Mono.just(0);
        }
        Appender appender = new Appender(tenant, clock.instant().truncatedTo(ChronoUnit.MICROS), head, count);
        entries.forEach(appender::add);
        outbox.forEach(row -> appender.add(null, row.bytes()));
        return connection
                .copyIn(CopyRows.COPY, Mono.just(appender.rows.finished()))
                .then(update(connection, MOVE_HEAD, tenant, appender.seq, appender.hash, appender.origin))
                .then(
                        outbox.isEmpty()
                                ? Mono.empty()
                                : update(
                                        connection,
                                        CLEAR_OUTBOX,
                                        tenant,
                                        outbox.stream().map(OutboxRow::id).toArray(Long[]::new)))
                .thenReturn(count);
    }

    /** The chain as it grows; confined to one batch. */
    private static final class Appender {
        private final MessageDigest digest = Chain.digest();
        private final CopyRows rows;
        private long seq;
        private byte[] hash;
        private String origin;

        Appender(String tenant, Instant at, Head head, int count) {
            this.rows = new CopyRows(tenant, at, count);
            this.seq = head.seq();
            this.hash = head.hash();
            this.origin = head.origin();
        }

        void add(Entry entry) {
            String first = entry.id();
            for (String event : entry.events()) {
                add(first, event);
                first = null;
            }
            if (StreamIds.ORDER.compare(entry.id(), origin) > 0) {
                origin = entry.id();
            }
        }

        void add(@Nullable String entryId, String event) {
            byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
            byte[] next = Chain.next(digest, hash, ++seq, bytes);
            rows.add(seq, entryId, hash, next, bytes);
            hash = next;
        }
    }

    private static <T> Flux<T> query(
            PostgresqlConnection connection, Function<Readable, T> mapping, String sql, Object... values) {
        return bound(connection, sql, values).execute().concatMap(result -> result.map(mapping));
    }

    private static Mono<Void> update(PostgresqlConnection connection, String sql, Object... values) {
        return bound(connection, sql, values)
                .execute()
                .concatMap(result -> result.getRowsUpdated())
                .then();
    }

    private static PostgresqlStatement bound(PostgresqlConnection connection, String sql, Object... values) {
        PostgresqlStatement statement = connection.createStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.bind(i, values[i]);
        }
        return statement;
    }
}
