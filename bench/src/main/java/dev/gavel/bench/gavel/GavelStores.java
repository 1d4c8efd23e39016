package dev.gavel.bench.gavel;

import dev.gavel.bench.market.MarketYaml;
import dev.gavel.bench.net.LocalRedis;
import dev.gavel.persistence.dnc.DncStore;
import dev.gavel.persistence.embedded.EmbeddedPostgres;
import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.Login;
import dev.gavel.persistence.postgres.MarketStore;
import dev.gavel.persistence.postgres.Migrations;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.persistence.postgres.Tenants;
import dev.gavel.server.DatabaseUrl;
import dev.gavel.server.market.MarketDesk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a Gavel that is measured stands on: a Postgres of its own in a temporary folder, a Redis of its own with the same settings as the
 * ceilings' (without persistence), a market in force, a vendor's key without a rate limit. All of it ends with {@link #close}.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class GavelStores implements AutoCloseable {

    private static final String DATABASE = "postgres";
    private static final String PASSWORD = "bench-0123456789";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 2;

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final LocalRedis redis;
    private final String apiKey;

    private GavelStores(Path folder, EmbeddedPostgres postgres, LocalRedis redis, String marketYaml) {
        this.folder = folder;
        this.postgres = postgres;
        this.redis = redis;
        migrate();
        Database database =
                Database.open(DatabaseUrl.parse(databaseUrl(Login.APP)).settings(CONNECTIONS));
        try {
            apply(database, MarketYaml.TENANT, marketYaml);
            this.apiKey = makeKey(database, MarketYaml.TENANT, 0);
        } finally {
            database.dispose();
        }
    }

    /** Starts both, migrates, applies the market and makes a key. Blocks for some seconds. */
    public static GavelStores start(String marketYaml) throws IOException {
        Path folder = Files.createTempDirectory("gavel-bench");
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        LocalRedis redis = LocalRedis.start();
        return new GavelStores(folder, postgres, redis, marketYaml);
    }

    /**
     * Makes another tenant with this market.
     *
     * @param perSecond requests that its key may make; 0 for any number
     * @return its key
     */
    public String addTenant(String tenant, String marketYaml, int perSecond) {
        Database database =
                Database.open(DatabaseUrl.parse(databaseUrl(Login.APP)).settings(CONNECTIONS));
        try {
            apply(database, tenant, marketYaml);
            return makeKey(database, tenant, perSecond);
        } finally {
            database.dispose();
        }
    }

    /** The key that pings are sent with. */
    public String apiKey() {
        return apiKey;
    }

    /** The counters' server. */
    public LocalRedis redis() {
        return redis;
    }

    /** A connection that may do anything; the caller closes it. */
    public Connection superuser() throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl(DATABASE) + "?currentSchema=gavel", EmbeddedPostgres.SUPERUSER, postgres.password());
    }

    /** Connections of the role that writes the audit's chains; the caller disposes of them. */
    public Database audit() {
        return Database.open(DatabaseUrl.parse(databaseUrl(Login.AUDIT)).settings(CONNECTIONS));
    }

    /** The variables that a node on these stores is started with. */
    public Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("GAVEL_DATABASE_URL", databaseUrl(Login.APP));
        variables.put("GAVEL_DATABASE_AUDIT_URL", databaseUrl(Login.AUDIT));
        variables.put("GAVEL_REDIS_URL", "redis://127.0.0.1:" + redis.port());
        variables.put("GAVEL_MASTER_KEY", "0123456789abcdef".repeat(4));
        variables.put("GAVEL_HTTP_PORT", "0");
        variables.put("GAVEL_DRAIN_MS", "1000");
        return variables;
    }

    @Override
    public void close() {
        redis.close();
        postgres.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }

    private String databaseUrl(String user) {
        return "postgres://" + user + ":" + PASSWORD + "@" + postgres.host() + ":" + postgres.port() + "/" + DATABASE;
    }

    private void migrate() {
        Migrations migrations = new Migrations(postgres.jdbcUrl(DATABASE));
        Login owner = new Login(Login.OWNER, PASSWORD);
        migrations.createRoles(
                new Login(EmbeddedPostgres.SUPERUSER, postgres.password()),
                owner,
                new Login(Login.APP, PASSWORD),
                new Login(Login.AUDIT, PASSWORD));
        migrations.migrate(owner);
    }

    private static void apply(Database database, String tenant, String marketYaml) {
        new Tenants(database).create(tenant, "Bench").block(PATIENCE);
        new DncStore(new TenantScope(database))
                .acknowledge(
                        tenant,
                        true,
                        "made-up consumers",
                        "bench",
                        Clock.systemUTC().instant())
                .block(PATIENCE);
        MarketDesk desk = new MarketDesk(new MarketStore(new TenantScope(database)), Clock.systemUTC());
        switch (Objects.requireNonNull(desk.plan(tenant, marketYaml).block(PATIENCE))) {
            case MarketDesk.Plan.Refused refused ->
                throw new IllegalStateException("the market is wrong: " + refused.problems());
            case MarketDesk.Plan.Ready ready ->
                desk.apply(tenant, ready, "bench").block(PATIENCE);
        }
    }

    private static String makeKey(Database database, String tenant, int perSecond) {
        ApiKeyStore keys = new ApiKeyStore(new TenantScope(database), new Tenants(database));
        ApiKeyStore.NewKey wanted = new ApiKeyStore.NewKey(
                tenant, "bench", false, Set.of("ping", "post"), MarketYaml.VENDOR, List.of(), perSecond);
        return Objects.requireNonNull(
                        keys.create(wanted, Clock.systemUTC().instant()).block(PATIENCE))
                .secret();
    }
}
