package dev.gavel.persistence.postgres;

import dev.gavel.gates.SuppressionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * The statements that grow a suppression list, for the transactions that do it. They hold the tenant's suppression lock with others who add,
 * so that nobody lifts meanwhile.
 *
 * <p>Thread safety: stateless.
 */
final class SuppressionRows {

    private static final long NO_END = Long.MIN_VALUE;

    private static final String LOCK =
            "SELECT pg_advisory_xact_lock%s(hashtextextended('gavel.suppression/' || $1, 0))::text AS locked";
    private static final String LOCK_SHARED = LOCK.formatted("_shared");
    private static final String LOCK_ALONE = LOCK.formatted("");

    private static final String ADD = """
            INSERT INTO suppression AS s (tenant, consumer_key, kind, received_at, channel, jurisdiction, source, reason,
                until, added_at, mirrored)
            SELECT $1, k, kind, to_timestamp(received / 1000.0), channel, nullif(jurisdiction, ''), source, reason,
                CASE WHEN until = $10 THEN NULL ELSE to_timestamp(until / 1000.0) END, $11, false
            FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[])
                AS x(k, kind, received, channel, jurisdiction, source, reason, until)
            ORDER BY k, kind
            ON CONFLICT (tenant, consumer_key, kind) DO UPDATE SET
                received_at = CASE WHEN s.ended_at IS NULL THEN least(s.received_at, excluded.received_at) ELSE excluded.received_at END,
                until = CASE WHEN s.ended_at IS NULL AND s.until IS NULL THEN NULL
                    WHEN s.ended_at IS NULL AND excluded.until IS NOT NULL THEN greatest(s.until, excluded.until)
                    ELSE excluded.until END,
                channel = excluded.channel, jurisdiction = coalesce(excluded.jurisdiction, s.jurisdiction),
                source = excluded.source, reason = excluded.reason, added_at = excluded.added_at,
                mirrored = false, ended_at = NULL, ended_by = NULL
            RETURNING (xmax = 0) AS fresh""";

    private SuppressionRows() {}

    /** How many entries were new, and how many were there, or had been. */
    record Added(long fresh, long known) {}

    static Mono<Void> lockShared(TenantConnection connection) {
        return connection.query(row -> true, LOCK_SHARED, connection.tenant()).then();
    }

    static Mono<Void> lockAlone(TenantConnection connection) {
        return connection.query(row -> true, LOCK_ALONE, connection.tenant()).then();
    }

    /** Adds or prolongs entries; nothing is ever shortened. */
    static Mono<Added> add(TenantConnection connection, Collection<Suppression> batch, Instant at) {
        List<Suppression> entries = distinct(batch);
        if (entries.isEmpty()) {
            return Mono.just(new Added(0, 0));
        }
        return lockShared(connection)
                .thenMany(connection.query(
                        row -> Rows.flag(row, "fresh"),
                        ADD,
                        connection.tenant(),
                        texts(entries, Suppression::consumerKey),
                        texts(entries, entry -> entry.kind().text()),
                        millis(entries, Suppression::receivedAt),
                        texts(entries, Suppression::channel),
                        texts(entries, entry -> entry.jurisdiction() == null ? "" : entry.jurisdiction()),
                        texts(entries, Suppression::source),
                        texts(entries, Suppression::reason),
                        ends(entries),
                        NO_END,
                        at))
                .reduce(
                        new Added(0, 0),
                        (sum, fresh) -> fresh
                                ? new Added(sum.fresh() + 1, sum.known())
                                : new Added(sum.fresh(), sum.known() + 1));
    }

    /** One statement must not touch a row twice. */
    private static List<Suppression> distinct(Collection<Suppression> batch) {
        Map<String, Map<SuppressionKind, Suppression>> entries = new LinkedHashMap<>();
        for (Suppression entry : batch) {
            entries.computeIfAbsent(entry.consumerKey(), _ -> new TreeMap<>())
                    .merge(entry.kind(), entry, Suppression::longer);
        }
        List<Suppression> distinct = new ArrayList<>(batch.size());
        entries.values().forEach(kinds -> distinct.addAll(kinds.values()));
        return distinct;
    }

    private static String[] texts(List<Suppression> entries, Function<Suppression, String> text) {
        return entries.stream().map(text).toArray(String[]::new);
    }

    private static Long[] millis(List<Suppression> entries, Function<Suppression, Instant> time) {
        return entries.stream().map(entry -> time.apply(entry).toEpochMilli()).toArray(Long[]::new);
    }

    private static Long[] ends(List<Suppression> entries) {
        Long[] ends = new Long[entries.size()];
        for (int i = 0; i < ends.length; i++) {
            Instant until = entries.get(i).until();
            ends[i] = until == null ? NO_END : until.toEpochMilli();
        }
        return ends;
    }
}
