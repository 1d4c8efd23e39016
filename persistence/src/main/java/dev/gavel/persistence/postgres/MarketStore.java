package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.money.Account;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The versions of a tenant's market, as the texts that were applied. A version is never changed; to go back, an old text is applied again.
 *
 * <p>Running nodes are told by a notification when a version was added: see {@link ConfigChanges}. Thread safety: any thread. Fails with
 * {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class MarketStore {

    private static final String LOCK_TENANT =
            "SELECT pg_advisory_xact_lock(hashtextextended('gavel.market.' || $1, 0))";

    private static final String COLUMNS = "SELECT version, digest, yaml, author, applied_at FROM market_version ";

    private static final String LATEST = COLUMNS + "WHERE tenant = $1 ORDER BY version DESC LIMIT 1";

    private static final String LIST = COLUMNS + "WHERE tenant = $1 ORDER BY version DESC LIMIT $2";

    private static final String GET = COLUMNS + "WHERE tenant = $1 AND version = $2";

    private static final String IN_FORCE =
            COLUMNS + "WHERE tenant = $1 AND applied_at <= $2 ORDER BY version DESC LIMIT 1";

    /** An account with entries keeps its currency for good. */
    private static final String BOOKED_CURRENCY = """
            SELECT a.currency FROM account a WHERE a.tenant = $1
                AND EXISTS (SELECT 1 FROM entry e WHERE e.tenant = $1 AND e.account = a.account)
            ORDER BY a.account LIMIT 1""";

    private static final String CHANGE_CURRENCY =
            "UPDATE account SET currency = $2 WHERE tenant = $1 AND currency <> $2";

    private static final String CREDIT_LIMITS = """
            SELECT substr(account, 7) AS buyer, credit_limit_micros FROM account
            WHERE tenant = $1 AND account = ANY ($2) ORDER BY account FOR UPDATE""";

    private static final String INSERT = """
            INSERT INTO market_version (tenant, version, digest, yaml, author, applied_at)
            VALUES ($1, $2, $3, $4, $5, $6)""";

    private final TenantScope scope;

    public MarketStore(TenantScope scope) {
        this.scope = requireNonNull(scope, "scope");
    }

    /**
     * One applied version.
     *
     * @param number from 1 on, without gaps
     * @param digest SHA-256 of the text in hex
     */
    public record Version(long number, String digest, String yaml, String author, Instant appliedAt) {}

    /**
     * A text to apply.
     *
     * @param expectedVersion the version it was made from; 0 when there was none
     * @param creditLimitMicrosByBuyer written to the buyers' accounts in the same transaction
     */
    public record Change(
            String tenant,
            long expectedVersion,
            String digest,
            String yaml,
            String author,
            Instant at,
            String currency,
            Map<String, Long> creditLimitMicrosByBuyer) {

        public Change {
            creditLimitMicrosByBuyer = Map.copyOf(creditLimitMicrosByBuyer);
        }
    }

    /** What became of a change. */
    public sealed interface Applied {

        /**
         * It is the newest version now.
         *
         * @param creditChangeMicrosByBuyer by how much credit limits were raised, or lowered below zero; those that changed
         */
        record Done(long version, Map<String, Long> creditChangeMicrosByBuyer) implements Applied {

            public Done {
                creditChangeMicrosByBuyer = Map.copyOf(creditChangeMicrosByBuyer);
            }
        }

        /** Money is booked in another currency: nothing was written. */
        record CurrencyBooked(String currency) implements Applied {}

        /** The newest version has the same digest: nothing was written. */
        record Unchanged(long version) implements Applied {}

        /** Somebody applied another version meanwhile: nothing was written. */
        record Stale(long version) implements Applied {}
    }

    /** Applies a change if the newest version is still the one that it was made from. */
    public Mono<Applied> apply(Change change) {
        return scope.inTransaction(
                change.tenant(),
                connection -> connection
                        .query(row -> true, LOCK_TENANT, change.tenant())
                        .then(latest(connection))
                        .flatMap(latest -> {
                            long version = latest.map(Version::number).orElse(0L);
                            if (latest.isPresent() && latest.get().digest().equals(change.digest())) {
                                return Mono.just(new Applied.Unchanged(version));
                            }
                            return version == change.expectedVersion()
                                    ? writeUnlessBooked(connection, change, version + 1)
                                    : Mono.just(new Applied.Stale(version));
                        }));
    }

    private static Mono<Applied> writeUnlessBooked(TenantConnection connection, Change change, long version) {
        return bookedCurrency(connection)
                .flatMap(booked -> booked.isPresent() && !booked.get().equals(change.currency())
                        ? Mono.just(new Applied.CurrencyBooked(booked.get()))
                        : write(connection, change, version));
    }

    private static Mono<Optional<String>> bookedCurrency(TenantConnection connection) {
        return connection
                .query(row -> Rows.text(row, "currency"), BOOKED_CURRENCY, connection.tenant())
                .next()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    /** The currency in which money is booked; empty while none is. */
    public Mono<Optional<String>> bookedCurrency(String tenant) {
        return scope.inTransaction(tenant, MarketStore::bookedCurrency);
    }

    private static Mono<Applied> write(TenantConnection connection, Change change, long version) {
        return connection
                .update(INSERT, change.tenant(), version, change.digest(), change.yaml(), change.author(), change.at())
                .then(connection.update(CHANGE_CURRENCY, change.tenant(), change.currency()))
                .then(creditLimits(connection, change))
                .flatMap(before -> setCreditLimits(connection, change)
                        .thenReturn(new Applied.Done(version, creditChanges(before, change))));
    }

    private static Mono<Map<String, Long>> creditLimits(TenantConnection connection, Change change) {
        String[] accounts = change.creditLimitMicrosByBuyer().keySet().stream()
                .map(buyer -> Account.buyer(buyer).text())
                .toArray(String[]::new);
        return connection
                .query(
                        row -> Map.entry(Rows.text(row, "buyer"), Rows.number(row, "credit_limit_micros")),
                        CREDIT_LIMITS,
                        connection.tenant(),
                        accounts)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private static Map<String, Long> creditChanges(Map<String, Long> before, Change change) {
        Map<String, Long> changes = new HashMap<>();
        change.creditLimitMicrosByBuyer().forEach((buyer, limit) -> {
            long raised = limit - before.getOrDefault(buyer, 0L);
            if (raised != 0) {
                changes.put(buyer, raised);
            }
        });
        return changes;
    }

    private static Mono<Void> setCreditLimits(TenantConnection connection, Change change) {
        return Flux.fromStream(() ->
                        change.creditLimitMicrosByBuyer().entrySet().stream().sorted(Map.Entry.comparingByKey()))
                .concatMap(
                        entry -> Ledger.setCreditLimit(connection, entry.getKey(), change.currency(), entry.getValue()))
                .then();
    }

    /** The newest version; empty before the first. */
    public Mono<Optional<Version>> latest(String tenant) {
        return scope.inTransaction(tenant, MarketStore::latest);
    }

    /** The version that was in force at a moment; empty before the first. */
    public Mono<Optional<Version>> inForceAt(String tenant, Instant at) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(MarketStore::version, IN_FORCE, tenant, at)
                        .next()
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty()));
    }

    /** One version. */
    public Mono<Optional<Version>> get(String tenant, long version) {
        return scope.inTransaction(
                tenant,
                connection -> connection
                        .query(MarketStore::version, GET, tenant, version)
                        .next()
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty()));
    }

    /** The newest versions first. */
    public Flux<Version> list(String tenant, int limit) {
        return scope.stream(tenant, connection -> connection.query(MarketStore::version, LIST, tenant, limit));
    }

    private static Mono<Optional<Version>> latest(TenantConnection connection) {
        return connection
                .query(MarketStore::version, LATEST, connection.tenant())
                .next()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }

    private static Version version(Readable row) {
        return new Version(
                Rows.number(row, "version"),
                Rows.text(row, "digest"),
                Rows.text(row, "yaml"),
                Rows.text(row, "author"),
                Rows.instant(row, "applied_at"));
    }
}
