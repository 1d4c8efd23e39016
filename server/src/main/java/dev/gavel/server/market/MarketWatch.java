package dev.gavel.server.market;

import dev.gavel.auction.contract.Market;
import dev.gavel.persistence.crypto.TenantKeyStore;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.ConfigChanges;
import dev.gavel.persistence.postgres.MarketStore;
import dev.gavel.persistence.postgres.SuppressionLists;
import dev.gavel.persistence.postgres.Tenants;
import dev.gavel.server.buyer.Endpoints;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps this node's markets equal to what is stored: loads all at start, and again each tenant that announces a change. A version that cannot
 * be compiled is logged and left out; the one before stays in use.
 *
 * <p>Thread safety: any thread; compiles off the event loops.
 */
public final class MarketWatch {

    private static final Logger LOG = LoggerFactory.getLogger(MarketWatch.class);
    private static final Duration SCHEDULE_TICK = Duration.ofSeconds(5);

    private final Tenants tenants;
    private final MarketStore store;
    private final SuppressionLists lists;
    private final TenantKeyStore keyStore;
    private final ConfigChanges changes;
    private final Endpoints endpoints;
    private final LiveMarkets markets;
    private final InstantSource clock;
    private final Function<String, Mono<Void>> beforehand;
    private final Consumer<String> loaded;
    private final Disposable.Composite running = Disposables.composite();

    /**
     * @param beforehand what else of a tenant is loaded whenever anything of it changed, before its market is used; never fails
     * @param loaded is told each tenant whose market is in use from now on
     */
    public MarketWatch(
            Tenants tenants,
            MarketStore store,
            SuppressionLists lists,
            TenantKeyStore keyStore,
            ConfigChanges changes,
            Endpoints endpoints,
            LiveMarkets markets,
            InstantSource clock,
            Function<String, Mono<Void>> beforehand,
            Consumer<String> loaded) {
        this.tenants = tenants;
        this.store = store;
        this.lists = lists;
        this.keyStore = keyStore;
        this.changes = changes;
        this.endpoints = endpoints;
        this.markets = markets;
        this.clock = clock;
        this.beforehand = beforehand;
        this.loaded = loaded;
    }

    /** Loads every tenant's newest market; completes when all are in use. */
    public Mono<Void> loadAll() {
        return tenants.list().concatMap(tenant -> load(tenant.slug())).then();
    }

    /** Follows changes, schedules and windows from now on. */
    public void follow() {
        running.add(changes.changes()
                .concatMap(tenant -> tenant.equals(ConfigChanges.RELOAD) ? loadAll() : load(tenant))
                .subscribe());
        running.add(Flux.interval(SCHEDULE_TICK, Schedulers.boundedElastic())
                .onBackpressureDrop()
                .subscribe(_ -> markets.refresh(clock.instant())));
    }

    public void stop() {
        running.dispose();
    }

    private Mono<Void> load(String tenant) {
        return loadMarket(tenant).then(Mono.defer(() -> loadLists(tenant)));
    }

    /** Where it fails the dates that are known go on ageing, until nothing is sold by them. */
    private Mono<Void> loadLists(String tenant) {
        return lists.dates(tenant)
                .doOnNext(dates -> markets.put(tenant, dates))
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("tenant", tenant)
                            .setCause(failure)
                            .log("The dates of the lists could not be read");
                    return Mono.empty();
                })
                .then();
    }

    private Mono<Void> loadMarket(String tenant) {
        return beforehand
                .apply(tenant)
                .then(store.latest(tenant))
                .flatMap(latest -> latest.filter(version -> isNews(tenant, version))
                        .map(version -> keyStore.loadOrCreate(tenant)
                                .publishOn(Schedulers.boundedElastic())
                                .doOnNext(keys -> use(tenant, version, keys))
                                .then())
                        .orElse(Mono.empty()))
                .onErrorResume(failure -> {
                    LOG.atError()
                            .addKeyValue("tenant", tenant)
                            .setCause(failure)
                            .log("A market could not be loaded");
                    return Mono.empty();
                });
    }

    private boolean isNews(String tenant, MarketStore.Version version) {
        LiveMarket current = markets.of(tenant);
        return current == null || current.market().version() < version.number();
    }

    private void use(String tenant, MarketStore.Version version, TenantKeys keys) {
        Market market = MarketDesk.read(tenant, version);
        LiveMarket compiled = LiveMarket.compile(market, keys, clock.instant(), markets.of(tenant));
        endpoints.apply(market);
        markets.put(compiled);
        loaded.accept(tenant);
        LOG.atInfo()
                .addKeyValue("tenant", tenant)
                .addKeyValue("version", version.number())
                .log("Market in use");
    }
}
