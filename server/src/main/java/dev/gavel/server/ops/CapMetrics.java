package dev.gavel.server.ops;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Market;
import dev.gavel.persistence.postgres.CounterTruth;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How full the caps are: {@code gavel_cap_used} and {@code gavel_cap_limit} by tenant and counter (leads, or micros for caps on money), and
 * {@code gavel_funds_micros} by buyer, read from Postgres now and then.
 *
 * <p>Thread safety: any thread.
 */
public final class CapMetrics {

    private static final Duration TICK = Duration.ofSeconds(15);

    private final LiveMarkets markets;
    private final CounterTruth truth;
    private final InstantSource clock;
    private final MultiGauge used;
    private final MultiGauge limits;
    private final MultiGauge funds;
    private final Disposable.Swap running = Disposables.swap();

    public CapMetrics(LiveMarkets markets, CounterTruth truth, InstantSource clock, MeterRegistry registry) {
        this.markets = markets;
        this.truth = truth;
        this.clock = clock;
        this.used = MultiGauge.builder("gavel.cap.used").register(registry);
        this.limits = MultiGauge.builder("gavel.cap.limit").register(registry);
        this.funds = MultiGauge.builder("gavel.funds.micros").register(registry);
    }

    /** Reads from now on. */
    public void follow() {
        running.update(Flux.interval(Duration.ZERO, TICK)
                .onBackpressureDrop()
                .concatMap(_ -> read().onErrorComplete(), 1)
                .subscribe());
    }

    public void stop() {
        running.dispose();
    }

    /** Reads all tenants once. */
    Mono<Void> read() {
        Rows rows = new Rows();
        return Flux.fromIterable(markets.all())
                .concatMap(market -> read(market, rows))
                .then(Mono.fromRunnable(() -> {
                    used.register(rows.used, true);
                    limits.register(rows.limits, true);
                    funds.register(rows.funds, true);
                }));
    }

    private Mono<Void> read(LiveMarket market, Rows rows) {
        Map<String, Long> limitByCap = limits(market.market());
        limitByCap.forEach((cap, limit) -> rows.limits.add(row(market.tenant(), "counter", cap, limit)));
        Mono<Void> caps = truth.caps(market.tenant(), clock.instant())
                .doOnNext(cap -> rows.used.add(row(market.tenant(), "counter", cap.counter(), cap.used())))
                .then();
        Mono<Void> balances = truth.funds(market.tenant())
                .doOnNext(
                        buyer -> rows.funds.add(row(market.tenant(), "buyer", buyer.buyer(), buyer.availableMicros())))
                .then();
        return caps.then(balances);
    }

    private static Map<String, Long> limits(Market market) {
        Map<String, Long> limitByCap = new HashMap<>();
        for (Contract contract : market.contracts()) {
            contract.caps().forEach(cap -> limitByCap.put(cap.id(), cap.limit()));
        }
        for (Buyer buyer : market.buyers().values()) {
            for (Cap cap : buyer.caps()) {
                limitByCap.put(cap.id(), cap.limit());
            }
        }
        return limitByCap;
    }

    private static MultiGauge.Row<?> row(String tenant, String tag, String value, long number) {
        return MultiGauge.Row.of(Tags.of("tenant", tenant, tag, value), number);
    }

    private static final class Rows {
        private final List<MultiGauge.Row<?>> used = new ArrayList<>();
        private final List<MultiGauge.Row<?>> limits = new ArrayList<>();
        private final List<MultiGauge.Row<?>> funds = new ArrayList<>();
    }
}
