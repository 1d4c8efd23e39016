package dev.gavel.persistence.dnc;

import static java.util.Objects.requireNonNull;

import dev.gavel.gates.DncRelationship;
import dev.gavel.persistence.dnc.DncState.Acknowledgment;
import dev.gavel.persistence.dnc.DncState.ListVersion;
import dev.gavel.persistence.postgres.TenantConnection;
import dev.gavel.persistence.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a tenant records about do-not-call, in Postgres: versions of lists, acknowledgments, business relationships. Each change leaves an event in the
 * same transaction, and running nodes are told as of any change of the configuration.
 *
 * <p>Thread safety: any thread. Fails with {@link dev.gavel.persistence.postgres.DatabaseUnavailableException} when the database cannot be reached.
 */
public final class DncStore {

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('gavel.dnc.' || $1, 0))";

    private static final String NEWEST = """
            SELECT DISTINCT ON (list) list, version, digest, numbers, area_codes, oldest, newest, subscription, note, author, at
            FROM dnc_list WHERE tenant = $1 ORDER BY list, version DESC""";

    private static final String HISTORY = """
            SELECT list, version, digest, numbers, area_codes, oldest, newest, subscription, note, author, at
            FROM dnc_list WHERE tenant = $1 ORDER BY list, version""";

    private static final String INSERT = """
            INSERT INTO dnc_list (tenant, list, version, digest, numbers, area_codes, oldest, newest, subscription, note, author, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""";

    private static final String ACKNOWLEDGMENT =
            "SELECT granted, reason, author, at FROM dnc_acknowledgment WHERE tenant = $1 ORDER BY id DESC LIMIT 1";

    private static final String ACKNOWLEDGE =
            "INSERT INTO dnc_acknowledgment (tenant, granted, reason, author, at) VALUES ($1, $2, $3, $4, $5)";

    private static final String EVENT = "INSERT INTO outbox (tenant, bytes) VALUES ($1, $2)";

    private static final String RELATIONSHIPS = """
            SELECT buyer, kind, happened_on, source FROM dnc_relationship WHERE tenant = $1 AND consumer_key = ANY ($2)""";

    private static final String RELATE = """
            INSERT INTO dnc_relationship (tenant, consumer_key, buyer, kind, happened_on, source, added_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (tenant, consumer_key, buyer, kind) DO UPDATE
            SET happened_on = EXCLUDED.happened_on, source = EXCLUDED.source, added_at = EXCLUDED.added_at
            WHERE dnc_relationship.happened_on <= EXCLUDED.happened_on""";

    private final TenantScope scope;

    public DncStore(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /** What became of a new version. */
    public sealed interface Added {

        /** It is in use now. */
        record Done(long version) implements Added {}

        /** Somebody added another version meanwhile: nothing was written. */
        record Stale(long version) implements Added {}
    }

    /** What is in use now. */
    public Mono<DncState> state(String tenant) {
        return scope.inTransaction(
                tenant,
                connection -> newest(connection)
                        .filter(version -> version.digest() != null)
                        .collectList()
                        .zipWith(
                                acknowledgment(connection),
                                (lists, granted) -> new DncState(lists, granted.orElse(null))));
    }

    /** All versions of all lists, the oldest first. */
    public Flux<ListVersion> history(String tenant) {
        return scope.stream(tenant, connection -> connection.query(DncStore::listVersion, HISTORY, tenant));
    }

    /** The newest version of one list; empty when the list is not in use. */
    public Mono<Optional<ListVersion>> newest(String tenant, ListName list) {
        return state(tenant)
                .map(state -> state.lists().stream()
                        .filter(version -> version.list().equals(list))
                        .findFirst());
    }

    /**
     * Takes a written list into use.
     *
     * @param base digest of the version that it was made from; null when there was none in use
     */
    public Mono<Added> add(
            String tenant,
            MappedList list,
            @Nullable String base,
            @Nullable String subscription,
            String note,
            String author,
            Instant at) {
        return write(
                tenant,
                base,
                list.name(),
                version -> new ListVersion(
                        list.name(),
                        version,
                        list.digest(),
                        list.numbers(),
                        list.areaCodes().length,
                        LocalDate.ofEpochDay(list.oldestDay()),
                        LocalDate.ofEpochDay(list.newestDay()),
                        subscription,
                        note,
                        author,
                        at));
    }

    /** Uses a list no more. */
    public Mono<Added> retire(String tenant, ListVersion current, String reason, String author, Instant at) {
        return write(
                tenant,
                current.digest(),
                current.list(),
                version -> new ListVersion(current.list(), version, null, 0, 0, null, null, null, reason, author, at));
    }

    private interface Making {
        ListVersion of(long version);
    }

    private Mono<Added> write(String tenant, @Nullable String base, ListName list, Making making) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(row -> true, LOCK, tenant)
                        .thenMany(newest(connection))
                        .filter(version -> version.list().equals(list))
                        .next()
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .flatMap(newest -> {
                            long version = newest.map(ListVersion::version).orElse(0L);
                            String inUse = newest.map(ListVersion::digest).orElse(null);
                            return java.util.Objects.equals(inUse, base)
                                    ? insert(connection, making.of(version + 1))
                                    : Mono.just(new Added.Stale(version));
                        }));
    }

    private static Mono<Added> insert(TenantConnection connection, ListVersion version) {
        return connection
                .update(
                        INSERT,
                        connection.tenant(),
                        version.list().text(),
                        version.version(),
                        TenantConnection.orNull(version.digest(), String.class),
                        version.numbers(),
                        version.areaCodes(),
                        TenantConnection.orNull(version.oldest(), LocalDate.class),
                        TenantConnection.orNull(version.newest(), LocalDate.class),
                        TenantConnection.orNull(version.subscription(), String.class),
                        version.note(),
                        version.author(),
                        version.at())
                .then(connection.update(EVENT, connection.tenant(), DncEvents.list(version)))
                .thenReturn(new Added.Done(version.version()));
    }

    /** Records that the tenant sells without registry and provider, or that it does so no more. */
    public Mono<Void> acknowledge(String tenant, boolean granted, String reason, String author, Instant at) {
        if (reason.isBlank() || author.isBlank()) {
            return Mono.error(new IllegalArgumentException("reason, author: blank (expected: who, and why)"));
        }
        return scope.inTransaction(
                        tenant,
                        connection -> connection
                                .update(ACKNOWLEDGE, tenant, granted, reason, author, at)
                                .then(connection.update(
                                        EVENT, tenant, DncEvents.acknowledgment(granted, reason, author, at))))
                .then();
    }

    /**
     * Puts business relationships of one consumer on record; a later day replaces an earlier one.
     *
     * @return how many were new or later
     */
    public Mono<Long> relate(String tenant, String consumerKey, Collection<DncRelationship> relationships, Instant at) {
        return scope.inTransaction(
                tenant,
                connection -> Flux.fromIterable(relationships)
                        .concatMap(one -> connection.update(
                                RELATE,
                                tenant,
                                consumerKey,
                                one.buyer(),
                                one.kind().name(),
                                one.on(),
                                one.source(),
                                at))
                        .reduce(0L, Long::sum));
    }

    /** The business relationships of a consumer, by any of its keys. */
    public Mono<List<DncRelationship>> relationships(String tenant, Collection<String> consumerKeys) {
        String[] keys = consumerKeys.toArray(String[]::new);
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(DncStore::relationship, RELATIONSHIPS, tenant, keys)
                        .collectList());
    }

    private static Flux<ListVersion> newest(TenantConnection connection) {
        return connection.query(DncStore::listVersion, NEWEST, connection.tenant());
    }

    private static Mono<Optional<Acknowledgment>> acknowledgment(TenantConnection connection) {
        return connection
                .query(
                        row -> required(row, "granted", Boolean.class)
                                ? Optional.of(new Acknowledgment(
                                        required(row, "reason", String.class),
                                        required(row, "author", String.class),
                                        required(row, "at", Instant.class)))
                                : Optional.<Acknowledgment>empty(),
                        ACKNOWLEDGMENT,
                        connection.tenant())
                .next()
                .defaultIfEmpty(Optional.empty());
    }

    private static ListVersion listVersion(Readable row) {
        return new ListVersion(
                new ListName(required(row, "list", String.class)),
                required(row, "version", Long.class),
                row.get("digest", String.class),
                required(row, "numbers", Long.class),
                required(row, "area_codes", Integer.class),
                row.get("oldest", LocalDate.class),
                row.get("newest", LocalDate.class),
                row.get("subscription", String.class),
                required(row, "note", String.class),
                required(row, "author", String.class),
                required(row, "at", Instant.class));
    }

    private static DncRelationship relationship(Readable row) {
        return new DncRelationship(
                required(row, "buyer", String.class),
                DncRelationship.Kind.valueOf(required(row, "kind", String.class)),
                required(row, "happened_on", LocalDate.class),
                required(row, "source", String.class));
    }

    private static <T> T required(Readable row, String column, Class<T> type) {
        return requireNonNull(row.get(column, type), column);
    }
}
