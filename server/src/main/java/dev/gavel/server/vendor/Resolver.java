package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.OpenDelivery;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.persistence.postgres.Settlement;
import dev.gavel.server.buyer.DeliveryOutcome;
import dev.gavel.server.http.Json;
import dev.gavel.server.market.LiveCampaign;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Ends an open delivery by what its buyer says: transaction 2, then what the ledger reserved.
 *
 * <p>Thread safety: stateless.
 */
final class Resolver {

    private final SalesBook sales;
    private final CapLedger ledger;
    private final InstantSource clock;

    Resolver(SalesBook sales, CapLedger ledger, InstantSource clock) {
        this.sales = sales;
        this.ledger = ledger;
        this.clock = clock;
    }

    Mono<Void> settle(LiveCampaign campaign, OpenDelivery open, RememberedPing whole, DeliveryOutcome outcome) {
        return switch (outcome) {
            case DeliveryOutcome.Accepted accepted ->
                settle(open, LegOutcome.ACCEPTED, accepted.reference(), null).then();
            case DeliveryOutcome.Rejected rejected ->
                settle(open, LegOutcome.REJECTED, null, rejected.reason())
                        .filter(settled -> settled.gaveBack(open.deliveryId()))
                        .flatMap(_ -> Mono.fromCompletionStage(
                                () -> ledger.release(Resolution.reservation(campaign.campaign(), open, whole))));
            // Asked again when the lease is over. An earlier attempt may have arrived, so "not sent" now proves
            // nothing.
            case DeliveryOutcome.Unknown _, DeliveryOutcome.NotSent _ -> Mono.empty();
        };
    }

    private Mono<Settlement.Settled> settle(
            OpenDelivery open, LegOutcome outcome, @Nullable String reference, @Nullable String reason) {
        LegResult result = new LegResult(open.legId(), open.deliveryId(), outcome, reference, reason);
        return sales.settle(Resolution.settlement(open, result, clock.instant(), event(open, outcome)));
    }

    private String event(OpenDelivery open, LegOutcome outcome) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", "delivery_resolved");
            json.writeStringProperty("at", clock.instant().toString());
            json.writeStringProperty("ping", open.pingId());
            json.writeStringProperty("lead", open.leadId());
            json.writeStringProperty("leg", open.legId());
            json.writeStringProperty("delivery", open.deliveryId());
            json.writeStringProperty("contract", open.contract());
            json.writeStringProperty("buyer", open.buyer());
            json.writeNumberProperty("price_micros", open.priceMicros());
            json.writeNumberProperty("payout_micros", open.payoutMicros());
            json.writeNumberProperty("attempts", open.attempts());
            json.writeStringProperty("outcome", outcome.name().toLowerCase(Locale.ROOT));
        });
    }
}
