package dev.gavel.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.testkit.PostgresForTests;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Every table with a column {@code tenant} is found in the catalogue, so that a new one cannot be forgotten here. */
class TenantIsolationTest {
    private static final String TENANT_TABLES = """
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
            WHERE c.relnamespace = 'gavel'::regnamespace AND c.relkind IN ('r', 'p') %s ORDER BY 1""";

    private static PostgresForTests postgres;
    private static List<String> tables;
    private static final Map<String, String> INSERT_OF_A_BY_TABLE = new HashMap<>();

    @BeforeAll
    static void fillEveryTableForTwoTenants() {
        postgres = PostgresForTests.create().withTenants("a", "b");
        tables = postgres.superuserQuery(TENANT_TABLES.formatted("AND NOT c.relispartition"));
        // What the rows mean does not matter here; only the shape of a column does.
        postgres.superuserQuery("""
                SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint
                WHERE connamespace = 'gavel'::regnamespace AND contype IN ('c', 'f') AND conparentid = 0 AND coninhcount = 0
                  AND conrelid::regclass::text NOT LIKE '%flyway%'""").forEach(postgres::superuser);
        for (String table : tables) {
            INSERT_OF_A_BY_TABLE.put(table, insert(table, "a"));
            postgres.superuser(insert(table, "a"), insert(table, "b"));
        }
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void thereAreTables() {
        assertThat(tables).contains("lead", "sale", "entry", "event", "api_key").hasSizeGreaterThan(15);
    }

    @Test
    void everyTenantTableAndPartitionForcesRowSecurity() {
        assertThat(postgres.superuserQuery(
                        TENANT_TABLES.formatted("AND NOT (c.relrowsecurity AND c.relforcerowsecurity)")))
                .isEmpty();
    }

    @Test
    void everyKeyBeginsWithTheTenant() {
        assertThat(postgres.superuserQuery("""
                        SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                        JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant'
                        WHERE c.relnamespace = 'gavel'::regnamespace AND i.indisunique AND i.indkey[0] <> t.attnum""")).isEmpty();
    }

    @Test
    void withoutATenantNothingIsSeen() {
        for (String table : tables) {
            assertThat(raw("SELECT count(*) AS n FROM " + table)).as(table).isZero();
        }
    }

    @Test
    void withoutATenantNothingIsWritten() {
        for (String table : tables) {
            assertThatThrownBy(() -> postgres.app()
                            .inTransaction(connection -> update(connection, INSERT_OF_A_BY_TABLE.get(table)))
                            .block())
                    .as(table)
                    .isInstanceOf(R2dbcPermissionDeniedException.class);
        }
    }

    @Test
    void aTenantSeesItsOwnRowsOnly() {
        TenantScope scope = postgres.scope();
        for (String table : tables) {
            List<String> seen = scope.stream(
                            "b",
                            connection -> connection.query(
                                    row -> row.get("tenant", String.class), "SELECT tenant FROM " + table))
                    .collectList()
                    .block();
            assertThat(seen).as(table).containsExactly("b");
        }
    }

    @Test
    void aTenantCannotWriteForAnother() {
        TenantScope scope = postgres.scope();
        for (String table : tables) {
            assertThatThrownBy(() -> scope.inTransaction(
                                    "b", connection -> connection.update(INSERT_OF_A_BY_TABLE.get(table)))
                            .block())
                    .as(table)
                    .isInstanceOf(R2dbcPermissionDeniedException.class);
        }
    }

    @Test
    void aTenantCannotDeleteAnothersRows() {
        TenantScope scope = postgres.scope();
        List<String> deletable = postgres.superuserQuery(
                "SELECT table_name FROM information_schema.role_table_grants WHERE grantee = 'gavel_app' "
                        + "AND table_schema = 'gavel' AND privilege_type = 'DELETE'");
        assertThat(deletable).isNotEmpty();
        for (String table : deletable) {
            assertThat(scope.inTransaction(
                                    "b",
                                    connection -> connection.update("DELETE FROM " + table + " WHERE tenant = 'a'"))
                            .block())
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void theTenantDoesNotStayWithTheConnection() {
        try (PooledOne one = new PooledOne()) {
            one.scope.inTransaction("a", connection -> Mono.just(true)).block();
            Long seen = one.database
                    .inTransaction(connection -> count(connection, "SELECT count(*) AS n FROM account"))
                    .block();
            assertThat(seen).isZero();
        }
    }

    @Test
    void eventsCannotBeChangedEvenByTheirOwner() {
        assertThat(postgres.superuserQuery("SELECT has_table_privilege('gavel_owner', 'gavel.event', 'UPDATE')"))
                .containsExactly("t");
        assertThatThrownBy(() -> postgres.superuser("UPDATE gavel.event SET bytes = '{}'"))
                .hasMessageContaining("takes no UPDATE");
        assertThatThrownBy(() -> postgres.superuser("DELETE FROM gavel.event")).hasMessageContaining("takes no DELETE");
    }

    /** A pool of one connection: whoever comes next gets the same. */
    private static final class PooledOne implements AutoCloseable {
        private final Database database = Database.open(postgres.appSettings().withMaxConnections(1));
        private final TenantScope scope = new TenantScope(database);

        @Override
        public void close() {
            database.dispose();
        }
    }

    private static String insert(String table, String tenant) {
        List<String> columns = postgres.superuserQuery("SELECT column_name FROM information_schema.columns "
                + "WHERE table_schema = 'gavel' AND table_name = '" + table
                + "' AND is_nullable = 'NO' AND is_identity = 'NO' "
                + "ORDER BY ordinal_position");
        List<String> values = postgres.superuserQuery("""
                SELECT CASE WHEN column_name = 'tenant' THEN '''%s''' ELSE CASE data_type
                    WHEN 'text' THEN '''x''' WHEN 'uuid' THEN 'gen_random_uuid()' WHEN 'timestamp with time zone' THEN 'now()' WHEN 'date' THEN 'now()'
                    WHEN 'bytea' THEN '''\\x00''' WHEN 'ARRAY' THEN '''{}''' WHEN 'boolean' THEN 'true' ELSE '1' END END
                FROM information_schema.columns
                WHERE table_schema = 'gavel' AND table_name = '%s' AND is_nullable = 'NO' AND is_identity = 'NO'
                ORDER BY ordinal_position""".formatted(tenant, table));
        return "INSERT INTO gavel." + table + " (" + String.join(", ", columns) + ") VALUES ("
                + String.join(", ", values) + ")";
    }

    private static long raw(String sql) {
        return postgres.app()
                .inTransaction(connection -> count(connection, sql))
                .block();
    }

    private static Mono<Long> count(PostgresqlConnection connection, String sql) {
        return connection
                .createStatement(sql)
                .execute()
                .concatMap(result -> result.map(row -> row.get("n", Long.class)))
                .next();
    }

    private static Mono<Long> update(PostgresqlConnection connection, String sql) {
        return connection
                .createStatement(sql)
                .execute()
                .concatMap(result -> result.getRowsUpdated())
                .next();
    }
}
