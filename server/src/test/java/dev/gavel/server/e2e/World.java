package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.persistence.audit.AuditVerify;
import dev.gavel.persistence.audit.Checkpoints;
import dev.gavel.persistence.audit.VerifyReport;
import dev.gavel.persistence.embedded.EmbeddedRedis;
import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.MarketStore;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.persistence.postgres.Tenants;
import dev.gavel.persistence.redis.RedisForTests;
import dev.gavel.persistence.testkit.PostgresForTests;
import dev.gavel.server.Config;
import dev.gavel.server.MasterKey;
import dev.gavel.server.buyer.sim.SimBuyers;
import dev.gavel.server.cli.GavelCommand;
import dev.gavel.server.market.MarketDesk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;
import reactor.netty.resources.LoopResources;

/**
 * All of Gavel for one test class, on real parts: a fresh database, Redis, simulated buyers, and nodes that serve HTTP; their event loops must
 * not block. A test opens a {@link Marketplace} of its own in it. When the class is through, the nodes stop and what holds for every history is
 * checked: the ledger balances, no account is overdrawn, no cap is exceeded and none leaks, the audit chain is whole.
 */
final class World implements BeforeAllCallback, AfterAllCallback {

    static {
        // The console is where tests log to; nothing else may block a loop.
        BlockHound.builder()
                .allowBlockingCallsInside("ch.qos.logback.core.OutputStreamAppender", "append")
                .install();
    }

    private static final String MASTER_KEY = "ab".repeat(32);

    private final boolean ownServers;
    private final Map<String, String> settings;
    private final List<String> tenants = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private PostgresForTests postgres;
    private Path redisDirectory;
    private EmbeddedRedis redis;
    private LoopResources loops;
    private SimBuyers sims;
    private HttpClient client;

    private World(boolean ownServers, Map<String, String> settings) {
        this.ownServers = ownServers;
        this.settings = settings;
    }

    /** @param settings more {@code GAVEL_} variables, names and values in turn */
    static World with(String... settings) {
        return new World(false, pairs(settings));
    }

    /** The same with a Postgres and a Redis of its own, which may be killed. */
    static World withOwnServers(String... settings) {
        return new World(true, pairs(settings));
    }

    private static Map<String, String> pairs(String... settings) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            pairs.put(settings[i], settings[i + 1]);
        }
        return pairs;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        if (ownServers) {
            Path directory = Files.createTempDirectory("gavel-e2e-");
            // Postgres does not run as root: its user must reach the folder.
            Files.setPosixFilePermissions(
                    directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            postgres = PostgresForTests.createOnOwnServer(directory.resolve("postgres"));
            redisDirectory = directory.resolve("redis");
            redis = EmbeddedRedis.start(redisDirectory);
        } else {
            postgres = PostgresForTests.create();
            redis = RedisForTests.server();
        }
        loops = LoopResources.create("sim-buyers", 1, true);
        sims = SimBuyers.start(0, loops);
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        startNode();
    }

    /** Starts one more node on the same stores. */
    Node startNode(String... more) {
        Map<String, String> variables = new TreeMap<>(environment());
        variables.putAll(pairs(more));
        Node node = Node.start(Config.from(variables), client);
        nodes.add(node);
        return node;
    }

    /** Starts a node in a process of its own; whoever asks for it ends it. */
    NodeProcess startProcess() {
        return startProcess("256m");
    }

    /** The same with so much heap. */
    NodeProcess startProcess(String heap) {
        return new NodeProcess(environment(), heap, temporary("node.log", ""), client);
    }

    /** The same with an environment of its own. */
    NodeProcess startProcess(Map<String, String> environment) {
        return new NodeProcess(environment, "256m", temporary("node.log", ""), client);
    }

    /** Ends a node as an operator does. */
    void stopNode(Node node) {
        nodes.remove(node);
        node.close();
    }

    /** What nodes and commands are configured by. */
    Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("GAVEL_DATABASE_URL", url(postgres.appSettings()));
        variables.put("GAVEL_DATABASE_AUDIT_URL", url(postgres.auditSettings()));
        variables.put("GAVEL_DATABASE_OWNER_URL", url(postgres.settings(postgres.owner())));
        variables.put("GAVEL_REDIS_URL", redis.uri());
        variables.put("GAVEL_MASTER_KEY", MASTER_KEY);
        variables.put("GAVEL_HTTP_PORT", "0");
        variables.put("GAVEL_EVENT_LOOPS", "2");
        variables.put("GAVEL_WEBHOOK_PRIVATE_ADDRESSES", "on");
        variables.put("GAVEL_DRAIN_NOTICE_MS", "0");
        variables.putAll(settings);
        return variables;
    }

    private static String url(Database.Settings to) {
        return "postgres://" + to.login().user() + ":" + to.login().password() + "@" + to.host() + ":" + to.port() + "/"
                + to.database();
    }

    /** A tenant of its own for a test, whose buyers pay on credit. */
    Marketplace open(MarketText market) {
        return open(market, Map.of());
    }

    /** As the other, with deposits by buyer. */
    Marketplace open(MarketText market, Map<String, String> funds) {
        String tenant = RedisForTests.newTenant();
        tenants.add(tenant);
        return new Marketplace(this, tenant, market, funds);
    }

    void apply(String tenant, String yaml) {
        MarketDesk desk = new MarketDesk(new MarketStore(scope()), Clock.systemUTC());
        switch (desk.plan(tenant, yaml).block()) {
            case MarketDesk.Plan.Refused refused -> throw new AssertionError(refused.problems() + "\n" + yaml);
            case MarketDesk.Plan.Ready ready ->
                desk.apply(tenant, ready, "test").block();
        }
    }

    /** The first node. */
    Node node() {
        return nodes.getFirst();
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    PostgresForTests postgres() {
        return postgres;
    }

    EmbeddedRedis redis() {
        return redis;
    }

    /** @param signal {@code STOP} to let Redis hang, {@code CONT} to let it go on */
    void signalRedis(String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(redis.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Ends Redis without any farewell, as a crash does. */
    void killRedis() {
        ProcessHandle.of(redis.pid()).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        redis.close();
    }

    /** Starts Redis again where it was; with nothing in it when {@code empty}. */
    void restartRedis(boolean empty) {
        if (empty) {
            delete(redisDirectory.resolve("appendonlydir"));
        }
        redis = EmbeddedRedis.start(redisDirectory);
    }

    SimBuyers sims() {
        return sims;
    }

    TenantScope scope() {
        return postgres.scope();
    }

    Tenants tenants() {
        return new Tenants(postgres.app());
    }

    ApiKeyStore keys() {
        return new ApiKeyStore(scope(), tenants());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        try {
            nodes.forEach(Node::close);
            requireInvariants();
        } finally {
            sims.close();
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
            client.close();
            postgres.close();
            if (ownServers) {
                redis.close();
                delete(redisDirectory.getParent());
            }
        }
    }

    private void requireInvariants() {
        postgres.requireBalancedLedger();
        assertThat(postgres.superuserQuery("""
                SELECT tenant || ' ' || account || ' ' || balance_micros FROM gavel.account
                WHERE (account LIKE 'buyer/%' AND balance_micros < -credit_limit_micros)
                   OR (account LIKE 'held/%' AND balance_micros < 0)
                   OR (account LIKE 'vendor/%' AND balance_micros < (
                        SELECT coalesce(sum(least(e.amount_micros, 0)), 0) FROM gavel.entry e
                        JOIN gavel.transfer t ON t.tenant = e.tenant AND t.transfer_id = e.transfer_id AND t.kind = 'REFUND'
                        WHERE e.tenant = account.tenant AND e.account = account.account))""")).as("overdrawn accounts").isEmpty();
        assertThat(postgres.superuserQuery("""
                WITH claim AS (
                    SELECT d.tenant, c.counter, c.start, c.top, c.amount, d.state
                    FROM gavel.delivery d, unnest(claim_counters, claim_starts, claim_limits, claim_amounts) AS c(counter, start, top, amount)
                    WHERE NOT EXISTS (SELECT 1 FROM gavel.sale_return r
                        WHERE r.tenant = d.tenant AND r.delivery_id = d.delivery_id AND r.cap_given_back)),
                right_use AS (
                    SELECT tenant, counter, start, max(top) AS top,
                        coalesce(sum(amount) FILTER (WHERE state IN ('INTENT', 'UNRESOLVED', 'ACCEPTED')), 0) AS used
                    FROM claim GROUP BY tenant, counter, start)
                SELECT r.tenant || ' ' || r.counter || ': ' || coalesce(u.used, 0) || ' used, ' || r.used || ' held, limit ' || r.top
                FROM right_use r LEFT JOIN gavel.cap_usage u
                    ON u.tenant = r.tenant AND u.counter = r.counter AND u.window_start = r.start
                WHERE coalesce(u.used, 0) <> r.used OR r.used > r.top""")).as("caps exceeded or leaked").isEmpty();
        assertThat(postgres.superuserQuery("""
                SELECT tenant || ' ' || ping_id FROM gavel.sale GROUP BY tenant, ping_id, leg_id HAVING count(*) > 1""")).as("legs sold twice").isEmpty();
        assertThat(postgres.superuserQuery("SELECT tenant || ' ' || bytes FROM gavel.outbox"))
                .as("events that were not chained")
                .isEmpty();
        tenants.forEach(tenant -> assertThat(verifyAudit(tenant)).isInstanceOf(VerifyReport.Intact.class));
        requireKnownEvents();
    }

    /** What stands in the chain stands in docs/audit.md. */
    private void requireKnownEvents() {
        EventCatalogue catalogue = EventCatalogue.read();
        assertThat(postgres.superuserQuery("""
                SELECT DISTINCT (bytes::jsonb->>'type') || ' ' || member
                FROM gavel.event, jsonb_object_keys(bytes::jsonb) AS member""")).as("members of events").allMatch(found -> {
            int space = found.indexOf(' ');
            return catalogue.knows(found.substring(0, space), found.substring(space + 1));
        });
    }

    /** How a command ended. */
    record Ended(int exitCode, String out, String err) {}

    /** Runs a command as an operator does, configured for this world. One at a time: it takes the console over. */
    Ended gavel(String... words) {
        return gavel(environment(), words);
    }

    synchronized Ended gavel(Map<String, String> variables, String... words) {
        Path file = temporary(
                "env",
                String.join(
                        "\n",
                        variables.entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .toList()));
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--env-file", file.toString()));
        PrintStream console = System.out;
        PrintStream errorConsole = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int exitCode = GavelCommand.run(arguments.toArray(String[]::new));
            return new Ended(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(console);
            System.setErr(errorConsole);
        }
    }

    /** Does something on a thread of its own. */
    static <T> CompletableFuture<T> atTheSameTime(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
    }

    /** A file that goes away with the JVM. */
    static Path temporary(String name, String text) {
        try {
            Path file = Files.createTempFile("gavel-e2e-", "-" + name);
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Walks a tenant's chain. */
    VerifyReport verifyAudit(String tenant) {
        Checkpoints checkpoints = new Checkpoints(scope(), postgres.app(), MasterKey.of(Config.from(environment())));
        return new AuditVerify(scope(), checkpoints).verify(tenant).block();
    }

    private static void delete(Path directory) {
        try (var tree = Files.walk(directory)) {
            for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be deleted", e);
        }
    }
}
