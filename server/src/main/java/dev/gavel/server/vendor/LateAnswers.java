package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.persistence.postgres.DeliveryDecisions;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.OpenDelivery;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.server.buyer.Deliveries;
import dev.gavel.server.buyer.Delivery;
import dev.gavel.server.buyer.DeliveryOutcome;
import dev.gavel.server.market.LiveCampaign;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Makes use of what buyers say after nobody waited for it any more: a delivery that is still open ends so, at once; one that an operator has decided
 * keeps its end, and what the buyer said is written down beside it.
 *
 * <p>Thread safety: any thread.
 */
public final class LateAnswers implements Deliveries.LateListener {

    private static final Logger LOG = LoggerFactory.getLogger(LateAnswers.class);

    private final LiveMarkets markets;
    private final DeliveryDecisions decisions;
    private final Resolver resolver;
    private final PingSealer sealer = new PingSealer();
    private final InstantSource clock;

    public LateAnswers(
            LiveMarkets markets, DeliveryDecisions decisions, SalesBook sales, CapLedger ledger, InstantSource clock) {
        this.markets = markets;
        this.decisions = decisions;
        this.resolver = new Resolver(sales, ledger, clock);
        this.clock = clock;
    }

    @Override
    public void heard(Delivery delivery, DeliveryOutcome outcome) {
        decisions
                .open(delivery.tenant(), delivery.deliveryId())
                .flatMap(open -> settle(open, outcome).thenReturn(true))
                .switchIfEmpty(Mono.defer(() -> note(delivery, outcome).thenReturn(true)))
                .subscribe(
                        _ -> {},
                        failure -> LOG.atWarn()
                                .addKeyValue("delivery", delivery.deliveryId())
                                .setCause(failure)
                                .log("A late answer could not be written down; an open delivery is asked again"));
    }

    private Mono<Void> settle(OpenDelivery open, DeliveryOutcome outcome) {
        LiveMarket market = markets.of(open.tenant());
        LiveCampaign campaign = market == null ? null : market.campaign(open.campaign());
        if (market == null || campaign == null) {
            // The configuration no longer knows it: an operator decides.
            return Mono.empty();
        }
        RememberedPing whole = sealer.openLead(market.keys(), open.leadId(), open.sealedLead());
        return resolver.settle(campaign, open, whole, outcome);
    }

    private Mono<Void> note(Delivery delivery, DeliveryOutcome outcome) {
        LegOutcome said = outcome instanceof DeliveryOutcome.Accepted ? LegOutcome.ACCEPTED : LegOutcome.REJECTED;
        LegResult result = new LegResult(delivery.legId(), delivery.deliveryId(), said, null, null);
        return decisions.answeredLate(delivery.tenant(), result, clock.instant());
    }
}
