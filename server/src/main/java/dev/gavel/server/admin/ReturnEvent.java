package dev.gavel.server.admin;

import dev.gavel.persistence.postgres.SaleReturn;
import dev.gavel.server.http.Json;
import java.time.Instant;
import java.util.Locale;

/** A return's event, for the audit chain. Carries neither evidence nor note: both are free text. */
public final class ReturnEvent {

    private ReturnEvent() {}

    /** The event of a return as it now stands. */
    public static String of(SaleReturn stands, Instant at) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", "return_" + stands.state().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("at", at.toString());
            json.writeStringProperty("return", stands.returnId());
            json.writeStringProperty("ping", stands.pingId());
            json.writeStringProperty("lead", stands.leadId());
            json.writeStringProperty("leg", stands.legId());
            json.writeStringProperty("delivery", stands.deliveryId());
            json.writeStringProperty("contract", stands.contract());
            json.writeStringProperty("buyer", stands.buyer());
            json.writeStringProperty("vendor", stands.vendor());
            json.writeStringProperty("reason", stands.reason());
            json.writeNumberProperty("price_micros", stands.priceMicros());
            json.writeNumberProperty("amount_micros", stands.amountMicros());
            json.writeNumberProperty("refund_micros", stands.refundMicros());
            json.writeNumberProperty("clawback_micros", stands.clawbackMicros());
            json.writeBooleanProperty("cap_given_back", stands.capGivenBack());
            json.writeStringProperty("requested_by", stands.requestedBy());
            Json.writeNullable(json, "decided_by", stands.decidedBy());
        });
    }
}
