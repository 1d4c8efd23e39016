package dev.gavel.server.faults;

import dev.gavel.auction.money.Money;
import dev.gavel.persistence.audit.AuditVerify;
import dev.gavel.persistence.audit.Checkpoints;
import dev.gavel.persistence.audit.VerifyReport;
import dev.gavel.persistence.dnc.DncStore;
import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.persistence.postgres.Ledger;
import dev.gavel.persistence.postgres.MarketStore;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.persistence.postgres.Tenants;
import dev.gavel.server.Config;
import dev.gavel.server.MasterKey;
import dev.gavel.server.market.MarketDesk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: stores, nodes, vendors and buyers; all faults of a row; then everything is whole again, what was left open comes to its end, vendors
 * repeat what they posted, and the invariants are checked.
 */
final class FaultRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FaultRun.class);
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);
    private static final Duration REDIS_TRUE_WITHIN = Duration.ofSeconds(40);
    private static final int REPEATS_AT_ONCE = 8;

    private final FaultSettings settings;
    private final SplittableRandom random;
    private final FaultStores stores;
    private final FaultBuyers buyers;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> tenantToKey = new LinkedHashMap<>();
    private final List<NodeChild> nodes = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private FaultRun(FaultSettings settings) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.buyers = new FaultBuyers(settings.seed());
        this.stores = new FaultStores(settings, buyers.port());
    }

    /** @param logs where the nodes' logs go */
    static FaultResult run(FaultSettings settings, Path logs) {
        try (FaultRun run = new FaultRun(settings)) {
            return run.runAll(logs);
        }
    }

    private FaultResult runAll(Path logs) {
        for (int i = 1; i <= settings.tenants(); i++) {
            open("tenant-" + i);
        }
        for (int i = 1; i <= settings.nodes(); i++) {
            nodes.add(new NodeChild(stores.environment(), emptyLog(logs, "node-" + i), client));
        }
        nodes.forEach(NodeChild::awaitReady);
        log("nodes are ready");
        FaultVendors vendors = new FaultVendors(nodes, tenantToKey, client);
        long began = System.nanoTime();
        vendors.start(settings.vendors(), random.split());
        await("the first sale", SETTLED_WITHIN, () -> vendors.hasSoldSince(began));
        Injector injector = new Injector(settings, stores, nodes, vendors, random.split());
        List<Outage> outages = injector.injectAll();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        buyers.calmDown();
        vendors.stop();
        log("all is healed");
        long open = open();
        settle();
        log("what was open is resolved");
        repeatPosts(vendors);
        settle();
        log("posts were repeated");
        await("events that wait", SETTLED_WITHIN, () -> count("SELECT count(*) FROM gavel.outbox") == 0);
        violations.addAll(redisDifferences());
        log("Redis was compared");
        Books books = Books.read(stores.postgres());
        violations.addAll(new FaultInvariants(books, vendors, buyers.heard(), stores.postgres()).violations());
        tenantToKey.keySet().forEach(this::verifyChain);
        return result(vendors, books, outages, seconds, open);
    }

    private Path emptyLog(Path logs, String node) {
        try {
            Files.createDirectories(logs);
            return Files.writeString(logs.resolve(settings.row().word() + "-" + node + ".log"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tenant with its funds, its key and its market. */
    private void open(String tenant) {
        TenantScope scope = stores.scope();
        Tenants tenants = new Tenants(stores.app());
        String buyersUrl = "http://127.0.0.1:" + stores.portFor(Fault.Line.BUYERS, buyers.port());
        FaultMarket market =
                FaultMarket.lastingFor(settings.leadsExpected() / settings.tenants(), buyersUrl + "/" + tenant);
        tenants.create(tenant, tenant).block();
        market.funds()
                .forEach((buyer, amount) -> new Ledger(scope)
                        .deposit(tenant, buyer, "USD", Money.parseMicros(amount), "first-" + buyer, Instant.now())
                        .block());
        new DncStore(scope)
                .acknowledge(tenant, true, "made-up consumers", "test", Instant.now())
                .block();
        ApiKeyStore.NewKey wanted =
                new ApiKeyStore.NewKey(tenant, "test", false, Set.of("ping", "post"), FaultMarket.VENDOR, List.of(), 0);
        tenantToKey.put(
                tenant,
                new ApiKeyStore(scope, tenants)
                        .create(wanted, Instant.now())
                        .block()
                        .secret());
        MarketDesk desk = new MarketDesk(new MarketStore(scope), Clock.systemUTC());
        switch (desk.plan(tenant, market.yaml()).block()) {
            case MarketDesk.Plan.Refused refused ->
                throw new IllegalStateException(refused.problems().toString());
            case MarketDesk.Plan.Ready ready ->
                desk.apply(tenant, ready, "test").block();
        }
    }

    private void log(String what) {
        LOG.info("{}: {}", settings.row().word(), what);
    }

    private long count(String sql) {
        return Long.parseLong(stores.postgres().superuserQuery(sql).getFirst());
    }

    private long open() {
        return count("SELECT count(*) FROM gavel.delivery WHERE state IN ('INTENT', 'UNRESOLVED')");
    }

    /** Makes what is open due at once, so that the run need not wait for the back-off, until nothing is open. */
    private void settle() {
        await("open deliveries", SETTLED_WITHIN, () -> {
            if (open() == 0) {
                return true;
            }
            stores.postgres()
                    .superuser(
                            "UPDATE gavel.delivery SET next_attempt_at = now() WHERE state IN ('INTENT', 'UNRESOLVED')");
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            return false;
        });
    }

    /** Everything that was posted is posted once more. */
    private void repeatPosts(FaultVendors vendors) {
        try (ExecutorService repeating =
                Executors.newFixedThreadPool(REPEATS_AT_ONCE, Thread.ofVirtual().factory())) {
            for (String ping : vendors.posted()) {
                SplittableRandom own = random.split();
                repeating.execute(
                        () -> vendors.postUntilDecided(vendors.promises().get(ping), own));
            }
        }
    }

    /** Reservations end, and the reconciler is given its time. */
    private List<String> redisDifferences() {
        long until = System.nanoTime() + REDIS_TRUE_WITHIN.toNanos();
        List<String> differences;
        do {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            Books books = Books.read(stores.postgres());
            differences = new ArrayList<>();
            for (String tenant : tenantToKey.keySet()) {
                differences.addAll(stores.redis().ask(tenant, redis -> RedisBooks.differences(tenant, redis, books)));
            }
        } while (!differences.isEmpty() && System.nanoTime() - until < 0);
        return differences;
    }

    private void verifyChain(String tenant) {
        TenantScope scope = stores.scope();
        Checkpoints checkpoints = new Checkpoints(scope, stores.app(), MasterKey.of(Config.from(stores.environment())));
        VerifyReport report = new AuditVerify(scope, checkpoints).verify(tenant).block();
        if (!(report instanceof VerifyReport.Intact)) {
            violations.add("the chain of " + tenant + " is broken: " + report);
        }
    }

    private void await(String what, Duration patience, BooleanSupplier condition) {
        long until = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                violations.add("not within " + patience + ": " + what);
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private FaultResult result(FaultVendors vendors, Books books, List<Outage> outages, long seconds, long open) {
        Map<String, FaultBuyers.Heard> heard = buyers.heard();
        Map<String, Long> deliveries = new TreeMap<>();
        deliveries.put("deliveries", (long) heard.size());
        deliveries.put(
                "repeated",
                heard.values().stream().filter(one -> one.times() > 1).count());
        return new FaultResult(
                settings.row().word(),
                settings.seed(),
                settings.command(),
                Instant.now(),
                Runtime.getRuntime().availableProcessors(),
                seconds,
                settings.nodes(),
                FaultResult.byFault(outages),
                vendors.tally(),
                deliveries,
                books.leads().size(),
                books.sales().size(),
                open,
                stores.disturbed(),
                Map.of("events of accepted pings", lostPingEvents(vendors, books)),
                List.copyOf(violations));
    }

    private static long lostPingEvents(FaultVendors vendors, Books books) {
        Set<String> told = new java.util.HashSet<>(vendors.promises().keySet());
        books.events().stream()
                .filter(event -> event.path("outcome").asString("").equals("awarded"))
                .forEach(event -> told.remove(event.path("ping").asString("")));
        return told.size();
    }

    @Override
    public void close() {
        nodes.forEach(NodeChild::close);
        buyers.close();
        client.close();
        stores.close();
    }
}
