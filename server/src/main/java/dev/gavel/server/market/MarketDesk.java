package dev.gavel.server.market;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.market.Change;
import dev.gavel.auction.market.MarketDiff;
import dev.gavel.auction.market.MarketFile;
import dev.gavel.auction.market.MarketReading;
import dev.gavel.auction.market.Problem;
import dev.gavel.auction.market.Verticals;
import dev.gavel.persistence.crypto.Sha256;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.MarketStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Where a tenant's market file is compared, checked and applied as the next version.
 *
 * <p>Thread safety: any thread. Reading a large file takes a while: not for an event loop.
 */
public final class MarketDesk {

    private final MarketStore store;
    private final InstantSource clock;

    public MarketDesk(MarketStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** What comes of a file. */
    public sealed interface Plan {

        /** The file is wrong; nothing can be applied. */
        record Refused(List<Problem> problems) implements Plan {}

        /**
         * The file is good.
         *
         * @param changes against {@code from}; empty when it means the same
         */
        record Ready(String yaml, Market market, long from, List<Change> changes) implements Plan {}
    }

    /** Reads a file and compares it with the newest version. */
    public Mono<Plan> plan(String tenant, String yaml) {
        return switch (MarketFile.read(yaml, tenant, Verticals.standard())) {
            case MarketReading.Refused refused -> Mono.just(new Plan.Refused(refused.problems()));
            case MarketReading.Accepted accepted ->
                store.bookedCurrency(tenant)
                        .flatMap(booked -> booked.filter(currency ->
                                        !currency.equals(accepted.market().currency()))
                                .<Mono<Plan>>map(currency -> Mono.just(
                                        new Plan.Refused(List.of(currencyBooked(yaml, accepted.market(), currency)))))
                                .orElseGet(() -> ready(tenant, yaml, accepted.market())));
        };
    }

    private Mono<Plan> ready(String tenant, String yaml, Market market) {
        return store.latest(tenant)
                .map(latest -> new Plan.Ready(
                        yaml,
                        market,
                        latest.map(MarketStore.Version::number).orElse(0L),
                        MarketDiff.between(before(tenant, latest, market), market)));
    }

    private static Problem currencyBooked(String yaml, Market market, String booked) {
        int line = 1
                + (int) yaml.lines()
                        .takeWhile(text -> !text.startsWith("currency:"))
                        .count();
        return new Problem(
                "currency",
                line,
                market.currency() + " (expected: " + booked
                        + ", in which money is booked already; accounts keep their currency)");
    }

    /** Applies a plan, unless somebody applied another version meanwhile. */
    public Mono<MarketStore.Applied> apply(String tenant, Plan.Ready plan, String author) {
        Market market = plan.market();
        return store.apply(new MarketStore.Change(
                tenant,
                plan.from(),
                Sha256.hexOf(plan.yaml()),
                plan.yaml(),
                author,
                clock.instant(),
                market.currency(),
                market.buyers().values().stream().collect(Collectors.toMap(Buyer::id, Buyer::creditLimitMicros))));
    }

    /** The newest version of a tenant's market, compiled to be looked at; empty before the first. */
    public Mono<LiveMarket> live(String tenant, TenantKeys keys) {
        return newest(tenant).map(market -> LiveMarket.compile(market, keys, clock.instant(), null));
    }

    /** A tenant's market as it was in force at a moment, read off the event loops; empty before the first. */
    public Mono<Market> inForceAt(String tenant, Instant at) {
        return store.inForceAt(tenant, at)
                .flatMap(Mono::justOrEmpty)
                .publishOn(Schedulers.boundedElastic())
                .map(version -> read(tenant, version));
    }

    /** The newest version of a tenant's market; empty before the first. */
    public Mono<Market> newest(String tenant) {
        return store.latest(tenant).flatMap(Mono::justOrEmpty).map(version -> read(tenant, version));
    }

    /**
     * The market of a stored version.
     *
     * @throws IllegalStateException when this version of Gavel cannot read it any more
     */
    static Market read(String tenant, MarketStore.Version version) {
        return switch (MarketFile.read(version.yaml(), tenant, Verticals.standard())) {
            case MarketReading.Accepted accepted -> accepted.market().atVersion(version.number());
            case MarketReading.Refused refused ->
                throw new IllegalStateException("market " + tenant + ", version " + version.number() + ": "
                        + refused.problems().getFirst());
        };
    }

    private static Market before(String tenant, Optional<MarketStore.Version> latest, Market after) {
        return latest.map(version -> read(tenant, version))
                .orElseGet(() -> new Market(tenant, 0, after.currency(), Map.of(), Map.of(), Map.of(), List.of()));
    }
}
