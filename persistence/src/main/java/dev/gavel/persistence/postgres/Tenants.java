package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which tenants there are, and the upkeep that serves them all. Stands on platform tables: what is here names tenants and no more.
 *
 * <p>Thread safety: any thread. Fails with {@link DatabaseUnavailableException} when the database cannot be reached.
 */
public final class Tenants {

    private static final String CREATE =
            "INSERT INTO tenant (slug, name) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING";
    private static final String LIST = "SELECT slug, name FROM tenant ORDER BY slug";
    private static final String MAKE_PARTITIONS = "SELECT make_partitions($1) AS made";

    private final Database database;

    public Tenants(Database database) {
        this.database = requireNonNull(database, "database");
    }

    /**
     * One tenant.
     *
     * @param slug 1 to 63 of a to z, 0 to 9 and hyphen, not starting with one
     */
    public record Tenant(String slug, String name) {}

    /** Makes a tenant; completes with whether it is new. */
    public Mono<Boolean> create(String slug, String name) {
        return database.inTransaction(connection -> Mono.from(connection
                        .createStatement(CREATE)
                        .bind(0, slug)
                        .bind(1, name)
                        .execute())
                .flatMap(result -> result.getRowsUpdated())
                .map(inserted -> inserted == 1));
    }

    /** All tenants, by slug. */
    public Flux<Tenant> list() {
        return database.stream(connection -> connection
                .createStatement(LIST)
                .execute()
                .concatMap(result -> result.map(row -> new Tenant(Rows.text(row, "slug"), Rows.text(row, "name")))));
    }

    /**
     * Makes the monthly partitions from the last month on, where they are missing. To be called daily; without it rows go to the default
     * partitions, where they are safe but slow.
     *
     * @return how many were made
     */
    public Mono<Integer> makePartitions(int monthsAhead) {
        return database.inTransaction(connection -> Flux.from(connection
                        .createStatement(MAKE_PARTITIONS)
                        .bind(0, monthsAhead)
                        .execute())
                .concatMap(result -> result.map(row -> Rows.smallNumber(row, "made")))
                .next());
    }
}
