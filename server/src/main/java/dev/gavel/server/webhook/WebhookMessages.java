package dev.gavel.server.webhook;

import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.EndedDelivery;
import dev.gavel.persistence.postgres.LeadNews;
import dev.gavel.persistence.postgres.PostRefusal;
import dev.gavel.persistence.postgres.SaleReturn;
import dev.gavel.server.http.Json;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * The bodies of messages: ids, amounts and words of the market. A vendor reads its payout and nothing of the buyer, a buyer its price and nothing of
 * the vendor; of the consumer neither reads anything. {@code docs/webhooks.md} describes them.
 *
 * <p>Thread safety: stateless.
 */
final class WebhookMessages {

    private WebhookMessages() {}

    static byte[] soldForVendor(LeadNews news, EndedDelivery sold) {
        return message("sale", news.at(), json -> {
            writeVendorsLead(json, news, sold.legId());
            writeAmount(json, "price", sold.payoutMicros());
            json.writeStringProperty("currency", news.currency());
        });
    }

    static byte[] soldToBuyer(LeadNews news, EndedDelivery sold) {
        return message("sale", news.at(), json -> {
            writeBuyersLead(json, news, sold);
            writeAmount(json, "price", sold.priceMicros());
            json.writeStringProperty("currency", news.currency());
        });
    }

    static byte[] unsoldForVendor(LeadNews news, String legId) {
        return message("reject", news.at(), json -> {
            writeVendorsLead(json, news, legId);
            writeReason(json, Reason.BUYERS_REJECTED);
            json.writeNullProperty("field");
        });
    }

    static byte[] rejectedByBuyer(LeadNews news, EndedDelivery rejected) {
        return message("reject", news.at(), json -> {
            writeBuyersLead(json, news, rejected);
            Json.writeNullable(json, "detail", rejected.reason());
        });
    }

    static byte[] refused(PostRefusal refusal) {
        return message("reject", refusal.at(), json -> {
            json.writeStringProperty("ping_id", refusal.pingId());
            json.writeNullProperty("lead_id");
            json.writeNullProperty("leg");
            json.writeStringProperty("campaign", refusal.campaign());
            json.writeStringProperty("source", refusal.source());
            writeReason(json, refusal.reason());
            Json.writeNullable(json, "field", refusal.field());
        });
    }

    static byte[] returnedForVendor(SaleReturn stands, Instant at) {
        return message("return", at, json -> {
            writeReturn(json, stands);
            json.writeStringProperty("ping_id", stands.pingId());
            json.writeStringProperty("campaign", stands.campaign());
            writeAmount(json, "payout", stands.payoutMicros());
            writeAmount(json, "clawback", stands.clawbackMicros());
            json.writeStringProperty("currency", stands.currency());
        });
    }

    static byte[] returnedForBuyer(SaleReturn stands, Instant at) {
        return message("return", at, json -> {
            writeReturn(json, stands);
            json.writeStringProperty("delivery_id", stands.deliveryId());
            json.writeStringProperty("contract", stands.contract());
            writeAmount(json, "price", stands.priceMicros());
            writeAmount(json, "amount", stands.amountMicros());
            writeAmount(json, "refund", stands.refundMicros());
            json.writeStringProperty("currency", stands.currency());
        });
    }

    private static void writeReturn(JsonGenerator json, SaleReturn stands) {
        json.writeStringProperty("status", stands.state().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("return_id", stands.returnId());
        json.writeStringProperty("lead_id", stands.leadId());
        json.writeStringProperty("leg", stands.legId());
        json.writeStringProperty("reason", stands.reason());
    }

    private static void writeVendorsLead(JsonGenerator json, LeadNews news, String legId) {
        json.writeStringProperty("ping_id", news.pingId());
        json.writeStringProperty("lead_id", news.leadId());
        json.writeStringProperty("leg", legId);
        json.writeStringProperty("campaign", news.campaign());
        json.writeStringProperty("source", news.source());
    }

    private static void writeBuyersLead(JsonGenerator json, LeadNews news, EndedDelivery delivery) {
        json.writeStringProperty("lead_id", news.leadId());
        json.writeStringProperty("leg", delivery.legId());
        json.writeStringProperty("delivery_id", delivery.deliveryId());
        json.writeStringProperty("campaign", news.campaign());
        json.writeStringProperty("contract", delivery.contract());
        Json.writeNullable(json, "reference", delivery.reference());
    }

    private static void writeReason(JsonGenerator json, Reason reason) {
        json.writeObjectPropertyStart("reason");
        json.writeNumberProperty("code", reason.code());
        json.writeStringProperty("name", reason.text());
        json.writeStringProperty("message", reason.message());
        json.writeEndObject();
    }

    private static void writeAmount(JsonGenerator json, String name, long micros) {
        json.writeStringProperty(name, Money.format(micros));
    }

    private static byte[] message(String type, Instant at, Consumer<JsonGenerator> rest) {
        return Json.object(json -> {
            json.writeStringProperty("type", type);
            json.writeStringProperty("occurred_at", at.toString());
            rest.accept(json);
        });
    }
}
