package dev.gavel.server;

import dev.gavel.gates.GateRules;
import dev.gavel.gates.Gates;
import dev.gavel.gates.ScreeningList;
import dev.gavel.persistence.audit.Drainer;
import dev.gavel.persistence.crypto.KeyService;
import dev.gavel.persistence.crypto.TenantKeyStore;
import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.persistence.postgres.ConfigChanges;
import dev.gavel.persistence.postgres.CounterTruth;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.IdempotencyStore;
import dev.gavel.persistence.postgres.MarketStore;
import dev.gavel.persistence.postgres.Sales;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.persistence.postgres.Tenants;
import dev.gavel.persistence.redis.Epochs;
import dev.gavel.persistence.redis.EventStream;
import dev.gavel.persistence.redis.Lanes;
import dev.gavel.persistence.redis.RedisCapLedger;
import dev.gavel.persistence.redis.RedisScreeningList;
import dev.gavel.server.access.Access;
import dev.gavel.server.access.Idempotent;
import dev.gavel.server.access.KeyRing;
import dev.gavel.server.access.KeyWatch;
import dev.gavel.server.buyer.CallPolicy;
import dev.gavel.server.buyer.Deliveries;
import dev.gavel.server.buyer.Endpoints;
import dev.gavel.server.buyer.HttpBidSource;
import dev.gavel.server.http.Admission;
import dev.gavel.server.http.HttpDoor;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.market.MarketWatch;
import dev.gavel.server.ops.Health;
import dev.gavel.server.ops.Meters;
import dev.gavel.server.vendor.OpenDeliveries;
import dev.gavel.server.vendor.VendorApi;
import dev.gavel.server.vendor.VendorDesk;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * One node, put together by hand: read {@link #Gavel(Config)} from top to bottom to see what there is. Starts serving when constructed, and
 * stops in the reverse order.
 */
public final class Gavel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gavel.class);
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final int AUDIT_CONNECTIONS = 2;
    private static final int MONTHS_AHEAD = 3;

    private final Deque<Closing> closings = new ArrayDeque<>();
    private final Admission admission;
    private final HttpDoor door;

    /** Starts a node. Blocks until it serves. @throws RuntimeException when it cannot; nothing is left running */
    public static Gavel start(Config config) {
        return new Gavel(config);
    }

    private Gavel(Config config) {
        Clock clock = Clock.systemUTC();
        admission = new Admission(config.httpLimits());
        try {
            // What is shared: meters, and the event loops of HTTP, Redis and buyers.
            Meters meters = closing("meters", new Meters());
            LoopResources loops = LoopResources.create("gavel", config.eventLoops(), true);
            onClose(
                    "loops",
                    () -> loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2))
                            .block());

            // Postgres.
            DatabaseUrl databaseUrl = DatabaseUrl.parse(config.databaseUrl());
            Database database = Database.open(databaseUrl.settings(config.databaseConnections()));
            onClose("database", database::dispose);
            database.bindTo(meters.registry());
            TenantScope scope = new TenantScope(database);
            Tenants tenants = new Tenants(database);
            MarketStore marketStore = new MarketStore(scope);
            Sales sales = new Sales(scope);
            ConfigChanges changes = new ConfigChanges(database);
            KeyService masterKey = MasterKey.of(config);
            TenantKeyStore tenantKeys = new TenantKeyStore(scope, masterKey);

            // Redis.
            Lanes lanes = closing("redis", NodeRedis.open(config, loops.onServer(true), meters.registry()));
            Epochs epochs = new Epochs(lanes, NodeRedis.counterSource(new CounterTruth(scope), clock));
            RedisCapLedger ledger = new RedisCapLedger(lanes, epochs, clock);
            ScreeningList lists = new RedisScreeningList(lanes, epochs, clock);

            // Buyers.
            Endpoints endpoints = closing(
                    "buyers",
                    new Endpoints(loops, meters.registry(), config.secrets()::get, CallPolicy.STANDARD, clock));
            Deliveries deliveries = new Deliveries(endpoints);

            // Vendors.
            LiveMarkets markets = new LiveMarkets();
            VendorApi vendors = VendorDesk.open(
                    markets,
                    Gates.standard(GateRules.bundled()),
                    ledger,
                    lists,
                    new HttpBidSource(endpoints),
                    deliveries,
                    sales,
                    meters.registry(),
                    clock);
            KeyRing keyRing = new KeyRing();
            KeyWatch keyWatch = new KeyWatch(new ApiKeyStore(scope, tenants), changes, keyRing, clock);

            // The door.
            Health health = new Health(
                    admission,
                    List.of(
                            new Health.Check("postgres", database.ping()),
                            new Health.Check("redis", NodeRedis.check(lanes))));
            door = new HttpDoor(
                    config.httpHost(),
                    config.httpPort(),
                    config.tls(),
                    config.httpLimits(),
                    loops,
                    admission,
                    Routes.of(
                            vendors,
                            new Access(keyRing),
                            new Idempotent(new IdempotencyStore(scope, clock)),
                            health,
                            meters));

            // What runs beside: configuration, open deliveries, the audit log.
            MarketWatch marketWatch = new MarketWatch(
                    tenants,
                    marketStore,
                    tenantKeys,
                    changes,
                    endpoints,
                    markets,
                    clock,
                    tenant -> epochs.ready(tenant)
                            .subscribe(
                                    _ -> {}, failure -> LOG.warn("The counters of {} are not ready", tenant, failure)));
            OpenDeliveries openDeliveries = new OpenDeliveries(markets, sales, deliveries, ledger, clock);

            Database auditDatabase =
                    Database.open(DatabaseUrl.parse(config.databaseAuditUrl()).settings(AUDIT_CONNECTIONS));
            onClose("audit database", auditDatabase::dispose);
            Drainer drainer = new Drainer(
                    NodeRedis.eventSource(new EventStream(lanes, nodeName())), auditDatabase, clock, meters.registry());

            Mono.fromCompletionStage(lanes.connected()).block(START_PATIENCE);
            tenants.makePartitions(MONTHS_AHEAD).block(START_PATIENCE);
            marketWatch.loadAll().block(START_PATIENCE);
            keyWatch.load().block(START_PATIENCE);
            marketWatch.follow();
            onClose("configuration", marketWatch::stop);
            keyWatch.follow();
            onClose("keys", keyWatch::stop);
            Disposable draining = drainer.start(markets::tenants);
            onClose("audit", () -> {
                draining.dispose();
                markets.tenants().forEach(tenant -> drainer.drainAll(tenant).block(config.drain()));
            });
            openDeliveries.follow();
            onClose("open deliveries", openDeliveries::stop);
            door.start();
            onClose("door", () -> door.stop(config.drain()));
            health.started();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The port that it serves on. */
    public int port() {
        return door.port();
    }

    /** Turns readiness off, answers what is in flight, and stops everything. */
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

    /** What this process is called among the nodes. */
    private static String nodeName() {
        return "node-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
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
