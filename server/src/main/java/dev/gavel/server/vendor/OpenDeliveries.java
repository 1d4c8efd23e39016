package dev.gavel.server.vendor;

import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.persistence.postgres.OpenDelivery;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.server.buyer.Deliverer;
import dev.gavel.server.buyer.Delivery;
import dev.gavel.server.buyer.DeliveryOutcome;
import dev.gavel.server.market.LiveCampaign;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import java.time.Duration;
import java.util.HashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Resolves what was left open: deliveries whose buyer gave no clear answer, and those that a node began and never settled. The same buyer is
 * asked again with the same delivery id, until it says yes or no; nobody else gets the lead meanwhile.
 *
 * <p>Thread safety: any thread. Each delivery is leased to one node at a time.
 */
public final class OpenDeliveries {

    private static final Logger LOG = LoggerFactory.getLogger(OpenDeliveries.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int AT_A_TIME = 16;
    private static final int TENANTS_AT_ONCE = 4;

    private final LiveMarkets markets;
    private final SalesBook sales;
    private final Deliverer deliveries;
    private final Resolver resolver;
    private final PingSealer sealer = new PingSealer();
    private final FlowClock clock;
    private final Disposable.Swap running = Disposables.swap();

    public OpenDeliveries(
            LiveMarkets markets, SalesBook sales, Deliverer deliveries, CapLedger ledger, FlowClock clock) {
        this.markets = markets;
        this.sales = sales;
        this.deliveries = deliveries;
        this.resolver = new Resolver(sales, ledger, clock);
        this.clock = clock;
    }

    /** Looks for open deliveries from now on. */
    public void follow() {
        running.update(clock.after(TICK)
                .thenMany(Flux.defer(() -> Flux.fromIterable(markets.all())))
                .flatMap(this::resolveDue, TENANTS_AT_ONCE)
                .then()
                .repeat()
                .subscribe());
    }

    public void stop() {
        running.dispose();
    }

    private Mono<Void> resolveDue(LiveMarket market) {
        return Flux.defer(() -> sales.openDeliveries(market.tenant(), clock.instant(), LEASE, AT_A_TIME))
                .collectList()
                .flatMapMany(Flux::fromIterable)
                // Each by itself: one that cannot be read must not end the others that are on their way.
                .flatMap(open -> Mono.defer(() -> resolve(market, open)).onErrorResume(failure -> {
                    warn(open, failure);
                    return Mono.empty();
                }))
                .then()
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("tenant", market.tenant())
                            .addKeyValue("failure", failure.toString())
                            .log("Open deliveries could not be looked for");
                    return Mono.empty();
                });
    }

    private Mono<Void> resolve(LiveMarket market, OpenDelivery open) {
        Contract contract = market.contract(open.contract());
        LiveCampaign campaign = market.campaign(open.campaign());
        if (contract == null || campaign == null) {
            // The configuration no longer knows them: an operator decides.
            return Mono.empty();
        }
        RememberedPing whole = sealer.openLead(market.keys(), open.leadId(), open.sealedLead());
        return ask(delivery(campaign, contract, open, whole), open)
                .flatMap(outcome -> resolver.settle(campaign, open, whole, outcome));
    }

    private Mono<DeliveryOutcome> ask(Delivery delivery, OpenDelivery open) {
        if (open.endpoint() == null) {
            // A buyer that fetches its leads has taken it with the intent.
            return Mono.just(new DeliveryOutcome.Accepted(null, null));
        }
        Deadline deadline = Deadline.after(PATIENCE.toNanos(), clock.nanoTime());
        return Mono.fromCompletionStage(() -> deliveries.deliver(delivery, deadline));
    }

    private static Delivery delivery(
            LiveCampaign campaign, Contract contract, OpenDelivery open, RememberedPing whole) {
        Vertical vertical = campaign.campaign().vertical();
        Lead lead = LeadReader.read(Lead.of(vertical), vertical, new HashMap<>(whole.fields()))
                .lead();
        return new Delivery(
                open.tenant(),
                open.deliveryId(),
                contract,
                open.pingId(),
                open.leadId(),
                open.legId(),
                open.campaign(),
                open.source(),
                open.priceMicros(),
                whole.candidates().get(whole.positionOf(open.contract())).bidReference(),
                lead,
                whole.consent());
    }

    private static void warn(OpenDelivery open, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("tenant", open.tenant())
                .addKeyValue("delivery", open.deliveryId())
                .setCause(failure)
                .log("An open delivery could not be resolved; it is tried again");
    }
}
