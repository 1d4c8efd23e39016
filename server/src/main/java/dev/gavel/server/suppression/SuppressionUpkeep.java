package dev.gavel.server.suppression;

import dev.gavel.persistence.postgres.SuppressionStore;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings Redis's copy of the suppression lists to what Postgres says: entries that it may not have heard of, consumers whose last entry ended,
 * and once a minute the entries whose term is over; and looks again for buyers of revoked consumers. Every node does it; twice does no harm.
 *
 * <p>Thread safety: any thread.
 */
final class SuppressionUpkeep {

    private static final Logger LOG = LoggerFactory.getLogger(SuppressionUpkeep.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int TICKS_PER_MINUTE = 60;
    private static final int MIRROR_AT_ONCE = 1_000;

    private final LiveMarkets markets;
    private final SuppressionStore store;
    private final SuppressionDesk desk;
    private final RevocationDesk revocations;
    private final InstantSource clock;
    private final Disposable.Swap running = Disposables.swap();

    SuppressionUpkeep(
            LiveMarkets markets,
            SuppressionStore store,
            SuppressionDesk desk,
            RevocationDesk revocations,
            InstantSource clock) {
        this.markets = markets;
        this.store = store;
        this.desk = desk;
        this.revocations = revocations;
        this.clock = clock;
    }

    void follow() {
        running.update(Flux.interval(TICK)
                .onBackpressureDrop()
                .concatMap(tick -> run(tick % TICKS_PER_MINUTE == 0), 1)
                .subscribe());
    }

    void stop() {
        running.dispose();
    }

    /** Does it now, for all tenants; what fails is logged and done again with the next tick. */
    Mono<Void> run(boolean endOver) {
        return Flux.fromIterable(markets.all())
                .concatMap(market -> run(market, endOver))
                .then();
    }

    private Mono<Void> run(LiveMarket market, boolean endOver) {
        String tenant = market.tenant();
        Mono<Void> over = endOver ? store.endOver(tenant, clock.instant()).then() : Mono.empty();
        return logged(tenant, "terms", over)
                .then(logged(
                        tenant,
                        "what is due",
                        Mono.defer(() -> store.due(tenant, clock.instant())).flatMap(due -> run(market, due))));
    }

    private Mono<Void> run(LiveMarket market, SuppressionStore.Due due) {
        String tenant = market.tenant();
        return logged(tenant, "mirror", due.unmirrored() ? mirror(tenant) : Mono.empty())
                .then(logged(
                        tenant, "take off", due.lifted() ? desk.takeOff(tenant).then() : Mono.empty()))
                .then(logged(tenant, "revocations", due.revocations() ? revocations.scanAgain(market) : Mono.empty()));
    }

    private Mono<Void> mirror(String tenant) {
        return store.unmirrored(tenant, MIRROR_AT_ONCE)
                .flatMap(keys -> desk.mirror(tenant, keys))
                .then();
    }

    private static Mono<Void> logged(String tenant, String what, Mono<Void> work) {
        return work.onErrorResume(failure -> {
            LOG.atWarn()
                    .addKeyValue("tenant", tenant)
                    .addKeyValue("what", what)
                    .addKeyValue("failure", failure.toString())
                    .log("The suppression list could not be kept up; it is tried again");
            return Mono.empty();
        });
    }
}
