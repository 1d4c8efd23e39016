package dev.gavel.server.admin;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.persistence.postgres.AccountStatus;
import dev.gavel.persistence.postgres.AccountStatuses;
import dev.gavel.persistence.postgres.DeliveryDecisions;
import dev.gavel.persistence.postgres.Returns;
import dev.gavel.server.http.Json;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps the books tidy: notes when a buyer runs low, out of funds, or is back, tells it once as an event, and shows it as
 * {@code gavel_account_status}; ends returns that nobody decided; counts deliveries that nobody answered for, and decisions about them that buyers contradicted. A buyer without
 * funds is refused by the counters at each ping; this only makes it visible.
 *
 * <p>Thread safety: any thread. Every node does it; the database lets one of them tell each change.
 */
public final class AccountWatch {

    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);
    private static final Duration TICK = Duration.ofSeconds(15);
    private static final int EXPIRED_AT_ONCE = 500;

    private final LiveMarkets markets;
    private final AccountStatuses statuses;
    private final Returns returns;
    private final DeliveryDecisions deliveries;
    private final InstantSource clock;
    private final MultiGauge gauge;
    private final MultiGauge unresolved;
    private final MultiGauge oldest;
    private final MultiGauge contradicted;
    private final Disposable.Swap running = Disposables.swap();

    public AccountWatch(
            LiveMarkets markets,
            AccountStatuses statuses,
            Returns returns,
            DeliveryDecisions deliveries,
            InstantSource clock,
            MeterRegistry registry) {
        this.markets = markets;
        this.statuses = statuses;
        this.returns = returns;
        this.deliveries = deliveries;
        this.clock = clock;
        this.gauge = MultiGauge.builder("gavel.account.status").register(registry);
        this.unresolved = MultiGauge.builder("gavel.deliveries.unresolved").register(registry);
        this.oldest = MultiGauge.builder("gavel.deliveries.unresolved.age")
                .baseUnit("seconds")
                .register(registry);
        this.contradicted = MultiGauge.builder("gavel.deliveries.contradicted").register(registry);
    }

    /** Watches from now on. */
    public void follow() {
        running.update(Flux.interval(Duration.ZERO, TICK)
                .onBackpressureDrop()
                .concatMap(_ -> lookAtAll(), 1)
                .subscribe());
    }

    public void stop() {
        running.dispose();
    }

    private Mono<Void> lookAtAll() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        DeliveryRows deliveryRows = new DeliveryRows();
        return Flux.fromIterable(markets.all())
                .concatMap(market -> logged(
                        market, statuses(market, rows).then(expire(market)).then(count(market, deliveryRows))))
                .then(Mono.fromRunnable(() -> {
                    gauge.register(rows, true);
                    unresolved.register(deliveryRows.unresolved, true);
                    oldest.register(deliveryRows.ages, true);
                    contradicted.register(deliveryRows.contradicted, true);
                }));
    }

    /** Looks at one tenant's buyers now; a failure is logged. */
    public Mono<Void> look(LiveMarket market) {
        return logged(market, statuses(market, new ArrayList<>()));
    }

    private Mono<Void> statuses(LiveMarket market, List<MultiGauge.Row<?>> rows) {
        Map<String, Long> leastPrices = leastPriceMicrosByBuyer(market.market());
        return statuses.noted(market.tenant())
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(noted -> {
                    Buyer buyer = market.market().buyers().get(noted.buyer());
                    if (buyer == null) {
                        return Mono.empty();
                    }
                    AccountStatus status = status(buyer, noted.availableMicros(), leastPrices);
                    rows.add(MultiGauge.Row.of(
                            Tags.of("tenant", market.tenant(), "buyer", noted.buyer()), number(status)));
                    return status == noted.status() ? Mono.empty() : note(market, noted, status);
                })
                .then();
    }

    private Mono<Boolean> note(LiveMarket market, AccountStatuses.Noted noted, AccountStatus status) {
        Instant now = clock.instant();
        String event = event(noted.buyer(), status, noted.availableMicros(), now);
        return statuses.note(market.tenant(), noted.buyer(), status, now, event);
    }

    private static int number(AccountStatus status) {
        return switch (status) {
            case ACTIVE -> 0;
            case LOW -> 1;
            case OUT_OF_FUNDS -> 2;
        };
    }

    /** What a buyer's funds mean: what is left must pay its cheapest contract. */
    static AccountStatus status(Buyer buyer, long availableMicros, Map<String, Long> leastPriceMicrosByBuyer) {
        Long least = leastPriceMicrosByBuyer.get(buyer.id());
        if (least != null && availableMicros < least) {
            return AccountStatus.OUT_OF_FUNDS;
        }
        return availableMicros < buyer.lowBalanceMicros() ? AccountStatus.LOW : AccountStatus.ACTIVE;
    }

    /** The cheapest that each buyer may be charged; buyers without an open contract are left out. */
    static Map<String, Long> leastPriceMicrosByBuyer(Market market) {
        Map<String, Long> least = new HashMap<>();
        for (Contract contract : market.contracts()) {
            if (!contract.paused()) {
                least.merge(contract.buyer(), leastPriceMicros(contract.price()), Math::min);
            }
        }
        return least;
    }

    private static long leastPriceMicros(PriceRule price) {
        return switch (price) {
            case PriceRule.Fixed(long priceMicros) -> priceMicros;
            case PriceRule.RealTime(String _, long leastMicros, long _) -> leastMicros;
            case PriceRule.Table(List<PriceRule.Row> rows) ->
                rows.stream().mapToLong(PriceRule.Row::priceMicros).min().orElse(0);
        };
    }

    private static String event(String buyer, AccountStatus status, long availableMicros, Instant now) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", "account_status");
            json.writeStringProperty("at", now.toString());
            json.writeStringProperty("buyer", buyer);
            json.writeStringProperty("status", status.name().toLowerCase(Locale.ROOT));
            json.writeNumberProperty("available_micros", availableMicros);
        });
    }

    private Mono<Void> expire(LiveMarket market) {
        Instant now = clock.instant();
        return returns.expire(market.tenant(), now, EXPIRED_AT_ONCE, stands -> ReturnEvent.of(stands, now))
                .then();
    }

    /** What the gauges about deliveries show of all tenants. */
    private record DeliveryRows(
            List<MultiGauge.Row<?>> unresolved, List<MultiGauge.Row<?>> ages, List<MultiGauge.Row<?>> contradicted) {

        DeliveryRows() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private Mono<Void> count(LiveMarket market, DeliveryRows rows) {
        Tags tags = Tags.of("tenant", market.tenant());
        return deliveries
                .summary(market.tenant())
                .doOnNext(summary -> {
                    Duration age = summary.count() == 0
                            ? Duration.ZERO
                            : Duration.between(summary.oldestBeganAt(), clock.instant());
                    rows.unresolved.add(MultiGauge.Row.of(tags, summary.count()));
                    rows.ages.add(MultiGauge.Row.of(tags, age.toSeconds()));
                    rows.contradicted.add(MultiGauge.Row.of(tags, summary.contradicted()));
                })
                .then();
    }

    private static Mono<Void> logged(LiveMarket market, Mono<Void> work) {
        return work.onErrorResume(failure -> {
            LOG.atWarn()
                    .addKeyValue("tenant", market.tenant())
                    .addKeyValue("failure", failure.toString())
                    .log("The accounts could not be looked at");
            return Mono.empty();
        });
    }
}
