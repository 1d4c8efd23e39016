package dev.gavel.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.persistence.testkit.PostgresForTests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    private static final List<String> DOWN = List.of(
            "D11__holds.sql",
            "D10__evidence.sql",
            "D9__webhooks.sql",
            "D8__cap_windows.sql",
            "D7__dnc.sql",
            "D6__lists.sql",
            "D5__accounts.sql",
            "D4__audit.sql",
            "D3__posts.sql",
            "D2__ledger.sql",
            "D1__tenants.sql");

    private static final List<String> SCHEMA_DUMP = List.of(
            "SELECT c.relkind::text || ' ' || c.relname || ' ' || c.relrowsecurity || c.relforcerowsecurity || ' ' || c.relowner::regrole "
                    + "FROM pg_class c WHERE relnamespace = 'gavel'::regnamespace AND relname NOT LIKE 'flyway%' ORDER BY 1",
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') "
                    + "FROM information_schema.columns WHERE table_schema = 'gavel' AND table_name NOT LIKE 'flyway%' ORDER BY 1",
            "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
                    + "WHERE connamespace = 'gavel'::regnamespace AND conrelid::regclass::text NOT LIKE '%flyway%' ORDER BY 1",
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'gavel' AND tablename NOT LIKE 'flyway%' ORDER BY 1",
            "SELECT tablename || ' ' || policyname || ' ' || qual || ' ' || with_check FROM pg_policies WHERE schemaname = 'gavel' ORDER BY 1",
            "SELECT pg_get_functiondef(oid) || coalesce(proacl::text, '') FROM pg_proc WHERE pronamespace = 'gavel'::regnamespace ORDER BY 1",
            "SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid "
                    + "WHERE c.relnamespace = 'gavel'::regnamespace AND NOT tgisinternal ORDER BY 1",
            "SELECT table_name || ' ' || column_name || ' ' || grantee || ' ' || privilege_type FROM information_schema.column_privileges "
                    + "WHERE table_schema = 'gavel' AND table_name NOT LIKE 'flyway%' ORDER BY 1");

    @Test
    void upDownUpGivesTheSameSchema() throws Exception {
        try (PostgresForTests postgres = PostgresForTests.create()) {
            Migrations migrations = new Migrations(postgres.jdbcUrl());
            List<String> first = dump(postgres);
            assertThat(first).hasSizeGreaterThan(100);
            assertThat(migrations.version(postgres.owner())).isEqualTo(newestVersion());

            for (String script : DOWN) {
                execute(postgres, read(script));
            }
            assertThat(dump(postgres)).isEmpty();
            assertThat(migrations.migrate(postgres.owner())).isEqualTo(DOWN.size());
            assertThat(dump(postgres)).isEqualTo(first);
        }
    }

    @Test
    void aSecondRunDoesNothing() {
        try (PostgresForTests postgres = PostgresForTests.create()) {
            assertThat(new Migrations(postgres.jdbcUrl()).migrate(postgres.owner()))
                    .isZero();
        }
    }

    @Test
    void applicationRoleOwnsNothingAndCannotBypassRowSecurity() {
        try (PostgresForTests postgres = PostgresForTests.create()) {
            assertThat(
                            postgres.superuserQuery(
                                    "SELECT relname FROM pg_class WHERE relowner IN ('gavel_app'::regrole, 'gavel_audit'::regrole)"))
                    .isEmpty();
            assertThat(
                            postgres.superuserQuery(
                                    "SELECT rolname FROM pg_roles WHERE rolname LIKE 'gavel%' AND (rolbypassrls OR rolsuper) ORDER BY 1"))
                    .containsExactly("gavel_audit");
        }
    }

    @Test
    void moneyAndEvidenceCannotBeEdited() {
        try (PostgresForTests postgres = PostgresForTests.create()) {
            assertThat(postgres.superuserQuery("""
                            SELECT grantee || ' ' || table_name || ' ' || privilege_type FROM information_schema.role_table_grants
                            WHERE table_schema = 'gavel' AND grantee IN ('gavel_app', 'gavel_audit')
                              AND table_name IN ('transfer', 'entry', 'event', 'checkpoint', 'sale')
                              AND privilege_type NOT IN ('SELECT', 'INSERT')""")).isEmpty();
        }
    }

    @Test
    void auditRoleMayDoNothingElse() {
        try (PostgresForTests postgres = PostgresForTests.create()) {
            assertThat(postgres.superuserQuery("""
                            SELECT DISTINCT table_name || ' ' || privilege_type FROM information_schema.column_privileges
                            WHERE table_schema = 'gavel' AND grantee = 'gavel_audit'
                            UNION SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants
                            WHERE table_schema = 'gavel' AND grantee = 'gavel_audit' ORDER BY 1"""))
                    .containsExactly(
                            "chain_head INSERT",
                            "chain_head SELECT",
                            "chain_head UPDATE",
                            "event INSERT",
                            "event SELECT",
                            "outbox DELETE",
                            "outbox SELECT",
                            "tenant SELECT");
        }
    }

    @Test
    void partitionsAreMadeAheadAndOnce() {
        try (PostgresForTests postgres = PostgresForTests.create()) {
            Tenants tenants = new Tenants(postgres.app());
            assertThat(tenants.makePartitions(3).block()).isZero();
            int tables = postgres.superuserQuery("SELECT name FROM gavel.partitioned_table")
                    .size();
            assertThat(tenants.makePartitions(5).block()).isEqualTo(2 * tables);
        }
    }

    private static List<String> dump(PostgresForTests postgres) {
        List<String> lines = new ArrayList<>();
        SCHEMA_DUMP.forEach(query -> lines.addAll(postgres.superuserQuery(query)));
        return lines;
    }

    private static void execute(PostgresForTests postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(),
                        postgres.owner().user(),
                        postgres.owner().password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Versions have gaps where work was done side by side. */
    private static int newestVersion() {
        String newest = DOWN.getFirst();
        return Integer.parseInt(newest.substring(1, newest.indexOf('_')));
    }

    private static String read(String script) throws IOException {
        try (InputStream in = MigrationsTest.class.getResourceAsStream("migrations/" + script)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
