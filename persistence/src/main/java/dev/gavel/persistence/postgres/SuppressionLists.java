package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.gates.ListDates;
import dev.gavel.gates.SuppressionKind;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Of which moment a tenant's lists of others are. Each list may come from several sources and is as old as the oldest of them. A change is
 * announced to all nodes, as configuration is.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class SuppressionLists {

    /** The kinds that are lists of others, which age. */
    public static final Set<SuppressionKind> AGEING = Set.of(SuppressionKind.LITIGATOR, SuppressionKind.DROP);

    private static final String LOADED = """
            INSERT INTO suppression_list AS l (tenant, list, source, dated_at, loaded_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant, list, source) DO UPDATE
                SET dated_at = excluded.dated_at, loaded_at = excluded.loaded_at, retired_at = NULL
            WHERE l.retired_at IS NOT NULL OR l.dated_at <= excluded.dated_at""";

    private static final String RETIRE = """
            UPDATE suppression_list SET retired_at = $4
            WHERE tenant = $1 AND list = $2 AND source = $3 AND retired_at IS NULL""";

    private static final String ALL = """
            SELECT list, source, dated_at, loaded_at FROM suppression_list
            WHERE tenant = $1 AND retired_at IS NULL ORDER BY list, source""";

    private final TenantScope scope;

    public SuppressionLists(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * One source of a list.
     *
     * @param datedAt the moment that its content is of
     */
    public record Source(SuppressionKind list, String name, Instant datedAt, Instant loadedAt) {}

    /** Notes that a source was loaded whole. An older file does not make a list older. */
    static Mono<Void> loaded(
            TenantConnection connection, SuppressionKind list, String source, Instant datedAt, Instant loadedAt) {
        return connection
                .update(LOADED, connection.tenant(), list.text(), source, datedAt, loadedAt)
                .then();
    }

    /** Gives a source up: the list's age no longer depends on it, its entries stay. Completes with whether there was such a source. */
    public Mono<Boolean> retire(String tenant, SuppressionKind list, String source, Instant at, List<String> events) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .update(RETIRE, tenant, list.text(), source, at)
                        .flatMap(retired -> retired == 0
                                ? Mono.just(false)
                                : PostRows.appendEvents(connection, events).thenReturn(true)));
    }

    /** The sources in use. */
    public Flux<Source> sources(String tenant) {
        return scope.stream(tenant, connection -> connection.query(SuppressionLists::source, ALL, tenant));
    }

    private static Source source(Readable row) {
        SuppressionKind list = SuppressionKind.named(Rows.text(row, "list"));
        if (list == null) {
            throw new IllegalStateException("column list has an unknown value");
        }
        return new Source(
                list, Rows.text(row, "source"), Rows.instant(row, "dated_at"), Rows.instant(row, "loaded_at"));
    }

    /** How old the lists are. */
    public Mono<ListDates> dates(String tenant) {
        return sources(tenant).collectList().map(SuppressionLists::dates);
    }

    private static ListDates dates(List<Source> sources) {
        return new ListDates(oldest(sources, SuppressionKind.LITIGATOR), oldest(sources, SuppressionKind.DROP));
    }

    private static @Nullable Instant oldest(List<Source> sources, SuppressionKind list) {
        Instant oldest = null;
        for (Source source : sources) {
            if (source.list() == list && (oldest == null || source.datedAt().isBefore(oldest))) {
                oldest = source.datedAt();
            }
        }
        return oldest;
    }
}
