package dev.gavel.persistence.testkit;

import dev.gavel.persistence.embedded.EmbeddedPostgres;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.Login;
import dev.gavel.persistence.postgres.Migrations;
import dev.gavel.persistence.postgres.TenantScope;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A migrated database of a test class's own, on one server for the whole JVM. {@code close} drops it; the server ends with the JVM.
 *
 * <p>Thread safety: {@link #create} may be called from any thread.
 */
public final class PostgresForTests implements AutoCloseable {

    private static final String TEMPLATE = "gavel_template";
    private static final Login OWNER = new Login(Login.OWNER, "owner-password");
    private static final Login APP = new Login(Login.APP, "app-password");
    private static final Login AUDIT = new Login(Login.AUDIT, "audit-password");
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int MOST_SERVERS = 16;

    /** A machine that is busy with other things is no database that is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Path HOME = Path.of("target", "postgres").toAbsolutePath();

    private final EmbeddedPostgres server;
    private final boolean ownServer;
    private final String name;
    private final Database app;
    private final Database audit;

    private PostgresForTests(EmbeddedPostgres server, boolean ownServer, String name) {
        this.server = server;
        this.ownServer = ownServer;
        this.name = name;
        this.app = Database.open(patient(settings(APP).withMaxConnections(16)));
        this.audit = Database.open(patient(settings(AUDIT).withMaxConnections(2)));
    }

    /** A server of a test's own is there to be killed: it is not waited for. */
    private Database.Settings patient(Database.Settings settings) {
        return ownServer ? settings : settings.withAcquireTimeout(PATIENCE);
    }

    /** Started when it is first asked for. */
    private static final class Shared {
        private static final EmbeddedPostgres SERVER = startServer();
    }

    /** A fresh database at the newest version. */
    public static PostgresForTests create() {
        return create(Shared.SERVER, false);
    }

    /**
     * The same on a server of its own, which keeps what it committed when it is killed, and ends with {@link #close}.
     *
     * @param directory of its data; empty or missing
     */
    public static PostgresForTests createOnOwnServer(Path directory) {
        return createOnOwnServer(directory, List.of());
    }

    /**
     * The same with settings of the server.
     *
     * @param directory of its data; what is in it belongs to the server's account from now on
     */
    public static PostgresForTests createOnOwnServer(Path directory, List<String> settings) {
        List<String> all = new ArrayList<>(settings);
        all.add("max_connections=100");
        EmbeddedPostgres own = EmbeddedPostgres.start(directory, HOME.resolve("bin"), all);
        prepare(own);
        return create(own, true);
    }

    private static PostgresForTests create(EmbeddedPostgres server, boolean ownServer) {
        String name = "test_" + COUNT.incrementAndGet();
        execute(server, "postgres", "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        execute(server, "postgres", "GRANT CREATE ON DATABASE " + name + " TO " + Login.OWNER);
        return new PostgresForTests(server, ownServer, name);
    }

    /** The server, for tests that end it; only where it is this test's own. */
    public EmbeddedPostgres ownServer() {
        if (!ownServer) {
            throw new IllegalStateException("the server is everybody's");
        }
        return server;
    }

    /** The application role's connections. */
    public Database app() {
        return app;
    }

    /** The audit role's connections. */
    public Database audit() {
        return audit;
    }

    /** The door to tenants' rows. */
    public TenantScope scope() {
        return new TenantScope(app);
    }

    /** How to connect as one of the roles. */
    public Database.Settings settings(Login login) {
        return Database.Settings.of(server.host(), server.port(), name, login);
    }

    /** How to connect as the application role. */
    public Database.Settings appSettings() {
        return settings(APP);
    }

    /** How to connect as the audit role. */
    public Database.Settings auditSettings() {
        return settings(AUDIT);
    }

    /** The owner's login. */
    public Login owner() {
        return OWNER;
    }

    /** The JDBC address of the database. */
    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    /** Makes tenants that rows may belong to. */
    public PostgresForTests withTenants(String... slugs) {
        for (String slug : slugs) {
            superuser("INSERT INTO gavel.tenant (slug, name) VALUES ('" + slug + "', '" + slug + "')");
        }
        return this;
    }

    /** Runs SQL as the superuser, past all security. */
    public void superuser(String... statements) {
        execute(server, name, statements);
    }

    /** The first column of a query as the superuser. */
    public List<String> superuserQuery(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(jdbcUrl(), EmbeddedPostgres.SUPERUSER, server.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The invariant of every test: balances and entries sum to zero, and each balance is the sum of its entries. */
    public void requireBalancedLedger() {
        List<String> broken = superuserQuery("""
                SELECT a.tenant || ' ' || a.account || ': balance ' || a.balance_micros || ', entries ' || coalesce(sum(e.amount_micros), 0)
                FROM gavel.account a LEFT JOIN gavel.entry e ON e.tenant = a.tenant AND e.account = a.account
                GROUP BY a.tenant, a.account, a.balance_micros
                HAVING a.balance_micros <> coalesce(sum(e.amount_micros), 0)
                UNION ALL
                SELECT tenant || ' sums to ' || sum(balance_micros) FROM gavel.account GROUP BY tenant HAVING sum(balance_micros) <> 0
                UNION ALL
                SELECT tenant || ' ' || transfer_id || ' does not balance' FROM gavel.entry
                GROUP BY tenant, transfer_id HAVING sum(amount_micros) <> 0""");
        if (!broken.isEmpty()) {
            throw new AssertionError("the ledger is broken: " + broken);
        }
    }

    @Override
    public void close() {
        app.dispose();
        audit.dispose();
        if (ownServer) {
            server.close();
        } else {
            execute(server, "postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }

    private static EmbeddedPostgres startServer() {
        for (int i = 0; i < MOST_SERVERS; i++) {
            try {
                EmbeddedPostgres started = EmbeddedPostgres.start(
                        HOME.resolve("server-" + i),
                        HOME.resolve("bin"),
                        List.of("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200"));
                prepare(started);
                return started;
            } catch (IllegalStateException e) {
                if (i == MOST_SERVERS - 1 || !e.getMessage().contains("in use")) {
                    throw e;
                }
            }
        }
        throw new AssertionError();
    }

    /** Drops what an earlier JVM left and makes the template anew. */
    private static void prepare(EmbeddedPostgres server) {
        Login admin = new Login(EmbeddedPostgres.SUPERUSER, server.password());
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl("postgres"), admin.user(), admin.password());
                Statement statement = connection.createStatement()) {
            List<String> leftovers = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%' OR datname = '" + TEMPLATE + "'")) {
                while (rows.next()) {
                    leftovers.add(rows.getString(1));
                }
            }
            for (String leftover : leftovers) {
                statement.execute("DROP DATABASE " + leftover + " WITH (FORCE)");
            }
            statement.execute("CREATE DATABASE " + TEMPLATE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Migrations migrations = new Migrations(server.jdbcUrl(TEMPLATE));
        migrations.createRoles(admin, OWNER, APP, AUDIT);
        migrations.migrate(OWNER);
    }

    private static void execute(EmbeddedPostgres server, String database, String... statements) {
        try (Connection connection = DriverManager.getConnection(
                        server.jdbcUrl(database), EmbeddedPostgres.SUPERUSER, server.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
