package dev.gavel.server.demo;

import dev.gavel.auction.money.Money;
import dev.gavel.persistence.dnc.DncState;
import dev.gavel.persistence.dnc.DncStore;
import dev.gavel.persistence.embedded.EmbeddedPostgres;
import dev.gavel.persistence.embedded.EmbeddedRedis;
import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.Ledger;
import dev.gavel.persistence.postgres.Login;
import dev.gavel.persistence.postgres.MarketStore;
import dev.gavel.persistence.postgres.Migrations;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.persistence.postgres.Tenants;
import dev.gavel.server.Config;
import dev.gavel.server.DatabaseUrl;
import dev.gavel.server.Gavel;
import dev.gavel.server.buyer.sim.Bidding;
import dev.gavel.server.buyer.sim.SimBuyers;
import dev.gavel.server.market.MarketDesk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import reactor.netty.resources.LoopResources;

/**
 * A marketplace on one machine: embedded Postgres and Redis, simulated buyers with funds, one vendor's key, and a node. Data stays in the
 * folder between runs. Everything stops with {@link #close}.
 */
public final class Demo implements AutoCloseable {

    public static final String TENANT = "demo";

    private static final String VENDOR = "acme-media";
    private static final List<String> BUYERS = List.of(
            "lone-star-auto",
            "beacon-insurance",
            "harbor-quotes",
            "prairie-mutual",
            "sunward-energy",
            "evergreen-benefits");
    private static final String CURRENCY = "USD";
    private static final long FUNDS_MICROS = 5_000 * Money.UNIT_MICROS;
    private static final String POSTGRES_DATABASE = "postgres";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 2;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final DemoFiles files;
    private final Map<String, String> environment;
    private final Database database;
    private final TenantScope scope;
    private final String apiKey;
    private final Gavel node;

    /**
     * Starts everything. Blocks until it serves.
     *
     * @param folder where data is kept
     * @param port where to serve; another one when it is taken
     */
    public static Demo start(Path folder, int port) {
        return new Demo(folder, port);
    }

    private Demo(Path folder, int port) {
        files = new DemoFiles(folder.resolve("demo"));
        try {
            EmbeddedPostgres postgres = opened(EmbeddedPostgres.start(folder.resolve("postgres")));
            EmbeddedRedis redis = opened(EmbeddedRedis.start(folder.resolve("redis")));
            environment = environment(postgres, redis, freePort(port));
            migrate(postgres);
            Config config = Config.from(environment);
            database = Database.open(DatabaseUrl.parse(config.databaseUrl()).settings(CONNECTIONS));
            parts.push(database::dispose);
            scope = new TenantScope(database);
            SimBuyers buyers = opened(startBuyers());
            applyMarket(buyers.port());
            acknowledgeNoRegistry();
            payIn();
            apiKey = apiKey();
            node = opened(Gavel.start(config));
            writeEnvironmentFile();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** {@code http://127.0.0.1:port}. */
    public String url() {
        return "http://127.0.0.1:" + node.port();
    }

    /** The vendor's key. */
    public String key() {
        return apiKey;
    }

    /** The file of variables with which other commands work on this demo. */
    public Path environmentFile() {
        return files.folder().resolve("env");
    }

    /** To look at what was stored. */
    public TenantScope scope() {
        return scope;
    }

    /** The demo's database. */
    public Database database() {
        return database;
    }

    /** What the node is configured by. */
    public Config config() {
        return Config.from(environment);
    }

    /** Stops the node: what was in flight is answered, and the audit log is complete. */
    public void stopServing() {
        if (parts.remove(node)) {
            node.close();
        }
    }

    @Override
    public void close() {
        AutoCloseable part;
        while ((part = parts.poll()) != null) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the demo did not stop", e);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private Map<String, String> environment(EmbeddedPostgres postgres, EmbeddedRedis redis, int port) {
        String at = "@" + postgres.host() + ":" + postgres.port() + "/" + POSTGRES_DATABASE;
        Map<String, String> variables = new TreeMap<>();
        variables.put("GAVEL_DATABASE_URL", "postgres://" + Login.APP + ":" + files.secret("app-password") + at);
        variables.put(
                "GAVEL_DATABASE_AUDIT_URL", "postgres://" + Login.AUDIT + ":" + files.secret("audit-password") + at);
        variables.put(
                "GAVEL_DATABASE_OWNER_URL", "postgres://" + Login.OWNER + ":" + files.secret("owner-password") + at);
        variables.put("GAVEL_REDIS_URL", redis.uri());
        variables.put("GAVEL_MASTER_KEY", files.secret("master-key"));
        variables.put("GAVEL_HTTP_PORT", Integer.toString(port));
        variables.put("GAVEL_DRAIN_MS", "2000");
        return variables;
    }

    private void migrate(EmbeddedPostgres postgres) {
        Migrations migrations = new Migrations(postgres.jdbcUrl(POSTGRES_DATABASE));
        Login owner = new Login(Login.OWNER, files.secret("owner-password"));
        migrations.createRoles(
                new Login(EmbeddedPostgres.SUPERUSER, postgres.password()),
                owner,
                new Login(Login.APP, files.secret("app-password")),
                new Login(Login.AUDIT, files.secret("audit-password")));
        migrations.migrate(owner);
    }

    /** On the port of the last run when it is free, so that the market stays the same. */
    private SimBuyers startBuyers() {
        LoopResources loops = LoopResources.create("sim-buyers", 1, true);
        parts.push(
                () -> loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block());
        String before = files.read("buyers-port");
        SimBuyers buyers = SimBuyers.start(before == null ? 0 : freePort(Integer.parseInt(before)), loops);
        files.write("buyers-port", Integer.toString(buyers.port()));
        BUYERS.forEach(buyers::buyer);
        buyers.buyer("harbor-quotes").bids(Bidding.perZip(24 * Money.UNIT_MICROS, 36 * Money.UNIT_MICROS));
        buyers.buyer("prairie-mutual").bids(Bidding.perZip(8 * Money.UNIT_MICROS, 13 * Money.UNIT_MICROS));
        buyers.buyer("sunward-energy").bids(Bidding.perZip(40 * Money.UNIT_MICROS, 90 * Money.UNIT_MICROS));
        return buyers;
    }

    private void applyMarket(int buyersPort) {
        String yaml = resource("market.yaml").replace("${SIM_PORT}", Integer.toString(buyersPort));
        new Tenants(database).create(TENANT, "Demo").block(PATIENCE);
        MarketDesk desk = new MarketDesk(new MarketStore(scope), Clock.systemUTC());
        MarketDesk.Plan plan = Objects.requireNonNull(desk.plan(TENANT, yaml).block(PATIENCE));
        switch (plan) {
            case MarketDesk.Plan.Refused refused ->
                throw new IllegalStateException("the demo's market is wrong: " + refused.problems());
            case MarketDesk.Plan.Ready ready ->
                desk.apply(TENANT, ready, "gavel demo").block(PATIENCE);
        }
    }

    /** Nobody in the demo exists, so that nobody is on a list; a real tenant imports the registry instead. */
    private void acknowledgeNoRegistry() {
        DncStore store = new DncStore(scope);
        DncState state = Objects.requireNonNull(store.state(TENANT).block(PATIENCE));
        if (state.acknowledgment() == null) {
            store.acknowledge(
                            TENANT,
                            true,
                            "a demo with made-up consumers",
                            "gavel demo",
                            Clock.systemUTC().instant())
                    .block(PATIENCE);
        }
    }

    private void payIn() {
        Ledger ledger = new Ledger(scope);
        for (String buyer : BUYERS) {
            ledger.deposit(
                            TENANT,
                            buyer,
                            CURRENCY,
                            FUNDS_MICROS,
                            "demo-" + buyer,
                            Clock.systemUTC().instant())
                    .block(PATIENCE);
        }
    }

    private String apiKey() {
        String kept = files.read("api-key");
        if (kept != null) {
            return kept;
        }
        ApiKeyStore.NewKey wanted =
                new ApiKeyStore.NewKey(TENANT, "demo vendor", false, Set.of("ping", "post"), VENDOR, List.of(), 0);
        ApiKeyStore.Created created = Objects.requireNonNull(new ApiKeyStore(scope, new Tenants(database))
                .create(wanted, Clock.systemUTC().instant())
                .block(PATIENCE));
        files.write("api-key", created.secret());
        return created.secret();
    }

    private void writeEnvironmentFile() {
        StringBuilder lines =
                new StringBuilder("# The variables of the last gavel demo: ./gavel --env-file FILE COMMAND");
        environment.forEach(
                (key, value) -> lines.append('\n').append(key).append('=').append(value));
        files.write("env", lines.toString());
    }

    /** A text that ships with the demo. */
    static String resource(String name) {
        try (InputStream in = Demo.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort(int wanted) {
        try (ServerSocket _ = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return wanted;
        } catch (IOException _) {
            return 0;
        }
    }
}
