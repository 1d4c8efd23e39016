package dev.gavel.server.admin;

import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.OpenDelivery;
import dev.gavel.persistence.postgres.Settlement;
import dev.gavel.server.http.Json;
import dev.gavel.server.vendor.Resolution;
import java.time.Instant;
import java.util.Locale;

/** What an operator says about an open delivery, as transaction 2 writes it. Thread safety: stateless. */
public final class DeliveryVerdict {

    private static final String REASON = "decided_by_operator";

    private DeliveryVerdict() {}

    /**
     * The settlement with its event; the operator's own words stay with the decision, for they are free text.
     *
     * @param outcome {@code ACCEPTED} or {@code REJECTED}
     * @param actor the key, or {@code operator}
     */
    public static Settlement settlement(OpenDelivery open, LegOutcome outcome, String actor, Instant at) {
        LegResult result = new LegResult(
                open.legId(), open.deliveryId(), outcome, null, outcome == LegOutcome.REJECTED ? REASON : null);
        return Resolution.settlement(open, result, at, event(open, outcome, actor, at));
    }

    private static String event(OpenDelivery open, LegOutcome outcome, String actor, Instant at) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", "delivery_decided");
            json.writeStringProperty("at", at.toString());
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
            json.writeStringProperty("actor", actor);
        });
    }
}
