package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.gates.SuppressionKind;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A tenant's suppression list: keyed hashes of consumers that no lead may be sold of, each with kind and term. The truth behind Redis's copy,
 * and what Redis has still to be told: entries that are not <em>mirrored</em>, and consumers who were <em>lifted</em>.
 *
 * <p>Entries that ended stay as a record. Adding and lifting exclude each other by an advisory lock of the tenant, so that a consumer who is
 * suppressed anew while an older entry ends is never forgotten. Thread safety: any thread. Fails with {@link DatabaseUnavailableException}
 * when the database cannot be reached.
 */
public final class SuppressionStore {

    private static final String END = """
            WITH gone AS (
                UPDATE suppression SET ended_at = $2, ended_by = $3
                WHERE tenant = $1 AND ended_at IS NULL AND %s RETURNING consumer_key),
            noted AS (
                INSERT INTO suppression_lifted (tenant, consumer_key) SELECT DISTINCT $1, consumer_key FROM gone
                ON CONFLICT DO NOTHING)
            SELECT count(*) AS n FROM gone""";

    private static final String END_OVER = END.formatted("until <= $2");

    private static final String END_CORRECTED = END.formatted("consumer_key = ANY ($4) AND kind = ANY ($5)");

    private static final String LIFTED = """
            SELECT l.consumer_key, EXISTS (SELECT 1 FROM suppression s
                WHERE s.tenant = l.tenant AND s.consumer_key = l.consumer_key AND s.ended_at IS NULL) AS listed
            FROM suppression_lifted l WHERE l.tenant = $1 ORDER BY l.consumer_key LIMIT $2""";

    private static final String DUE = """
            SELECT EXISTS (SELECT 1 FROM suppression WHERE tenant = $1 AND NOT mirrored AND ended_at IS NULL) AS unmirrored,
                EXISTS (SELECT 1 FROM suppression_lifted WHERE tenant = $1) AS lifted,
                EXISTS (SELECT 1 FROM revocation WHERE tenant = $1 AND next_scan_at <= $2) AS revocations""";

    private static final String FORGET_LIFTED =
            "DELETE FROM suppression_lifted WHERE tenant = $1 AND consumer_key = ANY ($2)";

    private static final String UNMIRRORED =
            "SELECT DISTINCT consumer_key FROM suppression WHERE tenant = $1 AND NOT mirrored AND ended_at IS NULL LIMIT $2";

    private static final String MIRRORED =
            "UPDATE suppression SET mirrored = true WHERE tenant = $1 AND consumer_key = ANY ($2) AND NOT mirrored";

    private static final String ALL =
            "SELECT DISTINCT consumer_key FROM suppression WHERE tenant = $1 AND ended_at IS NULL";

    private static final String OF_CONSUMER = """
            SELECT consumer_key, kind, received_at, channel, jurisdiction, source, reason, until FROM suppression
            WHERE tenant = $1 AND consumer_key = ANY ($2) AND ended_at IS NULL ORDER BY kind, consumer_key""";

    private static final String COUNTS =
            "SELECT kind, count(*) AS n FROM suppression WHERE tenant = $1 AND ended_at IS NULL GROUP BY kind";

    private final TenantScope scope;

    public SuppressionStore(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /** What became of a batch: entries that were new, and those that were there or had been. */
    public record Added(long fresh, long known) {}

    /** How many entries of a kind there are. */
    public record KindCount(SuppressionKind kind, long entries) {}

    /**
     * Adds or prolongs entries, and appends audit events, in one transaction. Idempotent; nothing is ever shortened. Redis is to be told, then
     * {@link #markMirrored}.
     */
    public Mono<Added> add(String tenant, Collection<Suppression> entries, Instant at, List<String> events) {
        return scope.inTransaction(
                tenant,
                connection -> SuppressionRows.add(connection, entries, at)
                        .flatMap(added -> PostRows.appendEvents(connection, events)
                                .thenReturn(new Added(added.fresh(), added.known()))));
    }

    /** These consumers' entries are in Redis. */
    public Mono<Void> markMirrored(String tenant, Collection<String> consumerKeys) {
        String[] keys = consumerKeys.stream().distinct().sorted().toArray(String[]::new);
        return scope.inTransaction(tenant, connection -> connection.update(MIRRORED, tenant, keys))
                .then();
    }

    /** Consumers whose entries Redis may not have. */
    public Mono<List<String>> unmirrored(String tenant, int most) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(row -> Rows.text(row, "consumer_key"), UNMIRRORED, tenant, most)
                        .collectList());
    }

    /** Ends the entries whose term is over; completes with how many. Redis is to forget them: {@link #takeOff}. */
    public Mono<Long> endOver(String tenant, Instant now) {
        return scope.inTransaction(tenant, connection -> end(connection, END_OVER, tenant, now, "term"));
    }

    /**
     * Ends entries that were made by mistake, and appends audit events, in one transaction; completes with how many. Redis is to forget them:
     * {@link #takeOff}.
     *
     * @param by who corrects
     */
    public Mono<Long> correct(
            String tenant,
            Collection<String> consumerKeys,
            Set<SuppressionKind> kinds,
            String by,
            Instant at,
            Function<Long, List<String>> events) {
        String[] keys = consumerKeys.toArray(String[]::new);
        String[] names = kinds.stream().map(SuppressionKind::text).sorted().toArray(String[]::new);
        return scope.inTransaction(
                tenant,
                connection -> end(connection, END_CORRECTED, tenant, at, by, keys, names)
                        .flatMap(ended -> PostRows.appendEvents(connection, events.apply(ended))
                                .thenReturn(ended)));
    }

    private static Mono<Long> end(TenantConnection connection, String sql, Object... values) {
        return SuppressionRows.lockAlone(connection)
                .thenMany(connection.query(row -> Rows.number(row, "n"), sql, values))
                .next()
                .defaultIfEmpty(0L);
    }

    /** What is to be done for a tenant: entries to mirror, consumers to take off, revocations to look at again. */
    public record Due(boolean unmirrored, boolean lifted, boolean revocations) {}

    /** What is to be done now; takes no lock. */
    public Mono<Due> due(String tenant, Instant now) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(
                                row -> new Due(
                                        Rows.flag(row, "unmirrored"),
                                        Rows.flag(row, "lifted"),
                                        Rows.flag(row, "revocations")),
                                DUE,
                                tenant,
                                now)
                        .single());
    }

    /**
     * Has Redis forget lifted consumers who have no other entry. While {@code forget} runs nobody can be suppressed anew; when it fails, all
     * stays noted and is tried again.
     *
     * @return how many were looked at; fewer than {@code most} when none is left
     */
    public Mono<Integer> takeOff(String tenant, int most, Function<List<String>, Mono<Void>> forget) {
        return scope.inTransaction(
                tenant,
                connection -> SuppressionRows.lockAlone(connection)
                        .thenMany(connection.query(Lifted::of, LIFTED, tenant, most))
                        .collectList()
                        .flatMap(lifted -> takeOff(connection, lifted, forget)));
    }

    private static Mono<Integer> takeOff(
            TenantConnection connection, List<Lifted> lifted, Function<List<String>, Mono<Void>> forget) {
        if (lifted.isEmpty()) {
            return Mono.just(0);
        }
        List<String> free = new ArrayList<>();
        for (Lifted one : lifted) {
            if (!one.listed()) {
                free.add(one.consumerKey());
            }
        }
        String[] keys = lifted.stream().map(Lifted::consumerKey).toArray(String[]::new);
        return forget.apply(free)
                .then(connection.update(FORGET_LIFTED, connection.tenant(), keys))
                .thenReturn(lifted.size());
    }

    private record Lifted(String consumerKey, boolean listed) {
        static Lifted of(Readable row) {
            return new Lifted(Rows.text(row, "consumer_key"), Rows.flag(row, "listed"));
        }
    }

    /** The consumer's entries, by any of its keys. */
    public Mono<List<Suppression>> entries(String tenant, Collection<String> consumerKeys) {
        String[] keys = consumerKeys.toArray(String[]::new);
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(SuppressionStore::entry, OF_CONSUMER, tenant, keys)
                        .collectList());
    }

    private static Suppression entry(Readable row) {
        return new Suppression(
                Rows.text(row, "consumer_key"),
                kind(row),
                Rows.instant(row, "received_at"),
                Rows.text(row, "channel"),
                Rows.textOrNull(row, "jurisdiction"),
                Rows.text(row, "source"),
                Rows.text(row, "reason"),
                Rows.instantOrNull(row, "until"));
    }

    private static SuppressionKind kind(Readable row) {
        @Nullable SuppressionKind kind = SuppressionKind.named(Rows.text(row, "kind"));
        if (kind == null) {
            throw new IllegalStateException("column kind has an unknown value");
        }
        return kind;
    }

    /** How many entries there are, by kind. Reads the whole list. */
    public Flux<KindCount> counts(String tenant) {
        return scope.stream(
                tenant,
                connection -> connection.query(row -> new KindCount(kind(row), Rows.number(row, "n")), COUNTS, tenant));
    }

    /** The keys of all suppressed consumers, in no order, as they are read: the list may be long. */
    public Flux<String> loadAll(String tenant) {
        return scope.stream(tenant, connection -> connection.query(row -> Rows.text(row, "consumer_key"), ALL, tenant));
    }
}
