package dev.gavel.server;

import dev.gavel.gates.GateHistory;
import dev.gavel.gates.Gates;
import dev.gavel.gates.RuleFiles;
import dev.gavel.persistence.audit.Drainer;
import dev.gavel.persistence.dnc.ListDirectory;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.server.access.Access;
import dev.gavel.server.access.Idempotent;
import dev.gavel.server.access.KeyRing;
import dev.gavel.server.access.KeyWatch;
import dev.gavel.server.admin.AccountWatch;
import dev.gavel.server.admin.AccountsApi;
import dev.gavel.server.admin.AdminDesk;
import dev.gavel.server.admin.CounterUpdates;
import dev.gavel.server.admin.DeliveriesApi;
import dev.gavel.server.admin.HoldsApi;
import dev.gavel.server.admin.ReturnsApi;
import dev.gavel.server.admin.WebhooksApi;
import dev.gavel.server.buyer.CallPolicy;
import dev.gavel.server.buyer.Deliveries;
import dev.gavel.server.buyer.Endpoints;
import dev.gavel.server.buyer.WireBidSource;
import dev.gavel.server.dnc.DncWatch;
import dev.gavel.server.dnc.Scrubbing;
import dev.gavel.server.evidence.Verifying;
import dev.gavel.server.http.AdaptiveAdmission;
import dev.gavel.server.http.Admission;
import dev.gavel.server.http.HttpDoor;
import dev.gavel.server.http.Router;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.market.MarketDesk;
import dev.gavel.server.market.MarketWatch;
import dev.gavel.server.ops.AuditBacklog;
import dev.gavel.server.ops.CapMetrics;
import dev.gavel.server.ops.Health;
import dev.gavel.server.ops.HoldMetrics;
import dev.gavel.server.ops.Housekeeping;
import dev.gavel.server.ops.IpListFile;
import dev.gavel.server.ops.Meters;
import dev.gavel.server.suppression.Suppressions;
import dev.gavel.server.vendor.ExplainApi;
import dev.gavel.server.vendor.ExplainDesk;
import dev.gavel.server.vendor.FlowClock;
import dev.gavel.server.vendor.HeldPosts;
import dev.gavel.server.vendor.HoldUpkeep;
import dev.gavel.server.vendor.LateAnswers;
import dev.gavel.server.vendor.OpenDeliveries;
import dev.gavel.server.vendor.VendorDesk;
import dev.gavel.server.webhook.Announcements;
import dev.gavel.server.webhook.PartyWebhooks;
import dev.gavel.server.webhook.WebhookKind;
import dev.gavel.server.webhook.WebhookSender;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * One node, put together by hand: read {@link #Gavel(Config)} from top to bottom to see what there is. Serves once constructed, and stops in
 * the reverse order.
 */
public final class Gavel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gavel.class);
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final Duration COUNTERS_PATIENCE = Duration.ofSeconds(5);
    private static final int AUDIT_CONNECTIONS = 2;

    private final Config config;
    private final Clock clock = Clock.systemUTC();
    private final Deque<Closing> closings = new ArrayDeque<>();
    private final Admission admission;
    private final HttpDoor door;

    /**
     * Starts a node. Blocks until it serves.
     *
     * @throws RuntimeException when it cannot; nothing is left running
     */
    public static Gavel start(Config config) {
        return new Gavel(config);
    }

    private Gavel(Config config) {
        this.config = config;
        admission = new Admission(config.httpLimits());
        try {
            // Shared by everything: meters, and the event loops of HTTP, Redis and buyers.
            Meters meters = closing("meters", new Meters());
            LoopResources loops = LoopResources.create("gavel", config.eventLoops(), true);
            onClose(
                    "loops",
                    () -> loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2))
                            .block());

            AdaptiveAdmission adaptive = new AdaptiveAdmission(
                    admission, config.admission(), config.httpLimits(), meters.registry(), System::nanoTime);
            onClose("admission", adaptive::stop);

            // What is kept.
            LiveMarkets markets = new LiveMarkets();
            Stores stores =
                    closing("postgres", Stores.open(config, Announcements.of(markets), meters.registry(), clock));
            Counters counters = closing(
                    "redis",
                    Counters.open(config, loops.onServer(true), stores.counterTruth(), meters.registry(), clock));

            // Who is called, and who calls.
            Endpoints endpoints = closing(
                    "buyers",
                    new Endpoints(loops, meters.registry(), config.secrets()::get, CallPolicy.STANDARD, clock));
            Deliveries deliveries = new Deliveries(
                    endpoints,
                    new LateAnswers(markets, stores.deliveryDecisions(), stores.sales(), counters.ledger(), clock));
            DncWatch dncWatch = new DncWatch(stores.dnc(), dncDirectory(), markets, clock, meters.registry());
            Scrubbing scrubbing = closing(
                    "do-not-call provider",
                    new Scrubbing(markets, stores.dnc(), loops, config.secrets()::get, meters.registry(), clock));
            Verifying verifying = closing(
                    "certificate verifiers",
                    new Verifying(markets, loops, config.secrets()::get, meters.registry(), clock));
            AuditBacklog backlog = new AuditBacklog(counters.events()::backlog, config.auditBacklogMost());
            GateHistory gates = gates(meters);
            VendorDesk vendors = VendorDesk.open(
                    markets,
                    backlog::isOver,
                    gates.current(),
                    counters.ledger(),
                    counters.lists(),
                    counters.contacts(),
                    scrubbing,
                    verifying,
                    stores.evidence()::keep,
                    new WireBidSource(endpoints),
                    deliveries,
                    stores.sales(),
                    stores.holds(),
                    meters.registry(),
                    clock);

            // Whom nobody may be sold, and who is told of it.
            Suppressions suppressions = suppressions(stores, counters, markets, meters);
            ExplainApi explain = new ExplainApi(
                    markets,
                    new ExplainDesk(
                            gates,
                            counters.lists(),
                            scrubbing,
                            counters.ledger(),
                            stores.storedLeads(),
                            stores.suppressions(),
                            stores.evidence(),
                            clock));
            AdminDesk admin = adminDesk(stores, counters, markets, vendors.heldPosts(), meters);

            // The door.
            KeyRing keyRing = new KeyRing();
            Health health = health(stores, counters, dncWatch);
            Router routes = Routes.of(
                    vendors.api(),
                    explain,
                    admin,
                    suppressions,
                    new Access(keyRing),
                    new Idempotent(stores.idempotency()),
                    health,
                    meters);
            door = new HttpDoor(
                    config.httpHost(), config.httpPort(), config.tls(), config.httpLimits(), loops, admission, routes);
            door.measure(meters.registry());

            // What runs beside.
            awaitRedis(counters);
            keepHouse(stores);
            followConfiguration(stores, counters, endpoints, markets, keyRing, dncWatch);
            followAudit(counters, markets, backlog, meters);
            followSales(stores, counters, markets, deliveries, meters);
            followSuppressions(suppressions, loops, stores, markets, meters);
            followHolds(stores, markets, vendors.heldPosts(), meters);
            admin.watch().follow();
            onClose("accounts", admin.watch()::stop);
            counters.shards().reconcile(markets::tenants);
            onClose("reconciler", counters.shards()::stopReconciling);

            adaptive.follow(loops.onServer(true));
            awaitCounters(counters, markets);
            door.start();
            onClose("door", this::stopDoor);
            health.started();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private GateHistory gates(Meters meters) {
        Path listFile = config.ipListFile();
        if (listFile == null) {
            return new GateHistory(RuleFiles.bundled(), Gates::standard);
        }
        IpListFile addresses = new IpListFile(listFile, clock, meters.registry());
        addresses.follow();
        onClose("ip list", addresses::stop);
        return new GateHistory(RuleFiles.bundled(), rules -> Gates.standard(rules, addresses));
    }

    private Suppressions suppressions(Stores stores, Counters counters, LiveMarkets markets, Meters meters) {
        return new Suppressions(
                new Suppressions.Parts(
                        stores.suppressions(),
                        stores.suppressionLists(),
                        stores.revocations(),
                        stores.webhookTasks(),
                        stores.tenantKeys(),
                        counters.changes()),
                markets,
                config.secrets()::get,
                meters.registry(),
                clock);
    }

    /** Redis's copy of the suppression lists, and the messages to others. */
    private void followSuppressions(
            Suppressions suppressions, LoopResources loops, Stores stores, LiveMarkets markets, Meters meters) {
        suppressions.follow();
        onClose("suppressions", suppressions::stop);
        List<WebhookKind> kinds = new ArrayList<>(PartyWebhooks.all(markets, config.secrets()::get));
        kinds.add(suppressions.webhooks());
        WebhookSender sender = new WebhookSender(
                loops,
                stores.webhookTasks(),
                kinds,
                markets,
                config.webhookPrivateAddresses(),
                meters.registry(),
                clock);
        sender.follow();
        onClose("webhooks", sender::stop);
    }

    /** Posts that a person is to look at: they expire, or are sold once they were released. */
    private void followHolds(Stores stores, LiveMarkets markets, HeldPosts heldPosts, Meters meters) {
        HoldUpkeep upkeep = new HoldUpkeep(
                markets,
                stores.holds(),
                stores.storedLeads(),
                heldPosts,
                new HoldMetrics(meters.registry()),
                FlowClock.of(clock));
        upkeep.follow();
        onClose("holds", upkeep::stop);
    }

    private AdminDesk adminDesk(
            Stores stores, Counters counters, LiveMarkets markets, HeldPosts heldPosts, Meters meters) {
        AccountWatch watch = new AccountWatch(
                markets,
                stores.accountStatuses(),
                stores.returns(),
                stores.deliveryDecisions(),
                clock,
                meters.registry());
        CounterUpdates updates = new CounterUpdates(counters.changes()::addFunds, counters.ledger());
        return new AdminDesk(
                new ReturnsApi(markets, stores.returns(), new MarketDesk(stores.markets(), clock), updates, clock),
                new AccountsApi(markets, stores.statements(), stores.manualBookings(), updates, watch, clock),
                new DeliveriesApi(markets, stores.deliveryDecisions(), updates, clock),
                new WebhooksApi(stores.webhookHistory(), clock),
                new HoldsApi(markets, stores.holds(), stores.storedLeads(), heldPosts, clock),
                watch);
    }

    private Health health(Stores stores, Counters counters, DncWatch dncWatch) {
        return new Health(
                admission,
                List.of(
                        new Health.Check("postgres", stores.database().ping()),
                        new Health.Check("redis", NodeRedis.check(counters.shards()))),
                dncWatch::warnings);
    }

    /** A node that is told of no folder finds no list in it. */
    private ListDirectory dncDirectory() {
        Path folder = config.dncDirectory();
        return new ListDirectory(folder == null ? Path.of("GAVEL_DNC_DIRECTORY-is-not-set") : folder);
    }

    private void keepHouse(Stores stores) {
        Housekeeping housekeeping = new Housekeeping(
                stores.tenants(),
                stores.checkpoints(),
                stores.idempotency(),
                stores.webhookHistory(),
                stores.capWindows(),
                clock);
        housekeeping.makePartitions().block(START_PATIENCE);
        housekeeping.follow();
        onClose("housekeeping", housekeeping::stop);
    }

    /** Markets and keys: loaded now, and again whenever they change. */
    private void followConfiguration(
            Stores stores,
            Counters counters,
            Endpoints endpoints,
            LiveMarkets markets,
            KeyRing keyRing,
            DncWatch dncWatch) {
        MarketWatch marketWatch = new MarketWatch(
                stores.tenants(),
                stores.markets(),
                stores.suppressionLists(),
                stores.tenantKeys(),
                stores.changes(),
                endpoints,
                markets,
                clock,
                dncWatch::load,
                tenant -> makeCountersReady(counters, tenant));
        marketWatch.loadAll().block(START_PATIENCE);
        marketWatch.follow();
        onClose("configuration", marketWatch::stop);
        dncWatch.follow();
        onClose("do-not-call", dncWatch::stop);
        KeyWatch keyWatch = new KeyWatch(stores.apiKeys(), stores.changes(), keyRing, clock);
        keyWatch.load().block(START_PATIENCE);
        keyWatch.follow();
        onClose("keys", keyWatch::stop);
    }

    /** Ahead of the first ping, which would otherwise be the one to find out that they must be rebuilt. */
    private static void makeCountersReady(Counters counters, String tenant) {
        counters.shards()
                .ready(tenant)
                .subscribe(
                        _ -> {},
                        failure -> LOG.atWarn()
                                .addKeyValue("tenant", tenant)
                                .setCause(failure)
                                .log("The counters are not ready"));
    }

    private static void awaitRedis(Counters counters) {
        Mono.fromCompletionStage(counters.shards().connected())
                .timeout(START_PATIENCE)
                .onErrorMap(
                        TimeoutException.class,
                        late -> new IllegalStateException("Redis cannot be reached, see the log", late))
                .block();
    }

    /** A rebuild under way is waited for a while; after that this tenant's pings are told to come again, and the others' are served. */
    private static void awaitCounters(Counters counters, LiveMarkets markets) {
        Flux.fromIterable(markets.tenants())
                .flatMap(tenant -> counters.shards().ready(tenant).onErrorComplete())
                .then()
                .timeout(COUNTERS_PATIENCE, Mono.empty())
                .block();
    }

    /** Events from Redis and the outbox into the chain. */
    private void followAudit(Counters counters, LiveMarkets markets, AuditBacklog backlog, Meters meters) {
        Database database =
                Database.open(DatabaseUrl.parse(config.databaseAuditUrl()).settings(AUDIT_CONNECTIONS));
        onClose("audit database", database::dispose);
        Drainer drainer = new Drainer(counters.events(), database, clock, meters.registry());
        Disposable draining = drainer.start(markets::tenants);
        onClose("audit", () -> {
            draining.dispose();
            markets.tenants().forEach(tenant -> drainer.drainAll(tenant).block(config.drain()));
        });
        backlog.follow(markets::tenants);
        onClose("audit backlog", backlog::stop);
    }

    /** Deliveries that were left open, and how full the caps are. */
    private void followSales(
            Stores stores, Counters counters, LiveMarkets markets, Deliveries deliveries, Meters meters) {
        OpenDeliveries open =
                new OpenDeliveries(markets, stores.sales(), deliveries, counters.ledger(), FlowClock.of(clock));
        open.follow();
        onClose("open deliveries", open::stop);
        CapMetrics capMetrics = new CapMetrics(markets, stores.counterTruth(), clock, meters.registry());
        capMetrics.follow();
        onClose("cap metrics", capMetrics::stop);
    }

    /** The port that it serves on. */
    public int port() {
        return door.port();
    }

    /** Everybody has time to go elsewhere: balancers see that readiness is off, callers read that their connections close. */
    private void stopDoor() {
        Mono.delay(config.drainNotice()).block();
        door.stop(config.drain());
    }

    /** Turns readiness off, goes on for the time of notice, answers what is in flight, and stops everything. */
    @Override
    public void close() {
        admission.drain();
        Closing closing;
        while ((closing = closings.pollFirst()) != null) {
            try {
                closing.action().run();
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("part", closing.part()).setCause(e).log("A part did not stop cleanly");
            }
        }
    }

    private record Closing(String part, Runnable action) {}

    private void onClose(String part, Runnable action) {
        closings.addFirst(new Closing(part, action));
    }

    private <T extends AutoCloseable> T closing(String part, T resource) {
        onClose(part, () -> {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        return resource;
    }
}
