package dev.gavel.server.vendor;

import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The JSON that vendors read. Business outcomes are all status 200. Thread safety: stateless. */
final class VendorAnswers {

    private VendorAnswers() {}

    /** @param unknown submitted names that the vertical does not have: told, so that a misspelt name is not lost in silence */
    static byte[] ping(PingOutcome outcome, String currency, List<String> unknown) {
        return Json.object(json -> {
            switch (outcome) {
                case PingOutcome.Accepted accepted -> writeAccepted(json, accepted, currency);
                case PingOutcome.Rejected rejected ->
                    writeRejected(json, rejected.pingId(), rejected.reason(), rejected.field());
            }
            writeUnknown(json, unknown);
        });
    }

    private static void writeAccepted(JsonGenerator json, PingOutcome.Accepted accepted, String currency) {
        json.writeStringProperty("status", "accepted");
        json.writeStringProperty("ping_id", accepted.pingId());
        json.writeStringProperty("price", Money.format(accepted.payoutMicros()));
        json.writeStringProperty("currency", currency);
        json.writeStringProperty(
                "expires_at", Instant.ofEpochSecond(accepted.expiresAtSeconds()).toString());
        if (!accepted.firm()) {
            json.writeBooleanProperty("firm", false);
        }
        json.writeArrayPropertyStart("legs");
        for (PingOutcome.PromisedLeg leg : accepted.legs()) {
            json.writeStartObject();
            json.writeStringProperty("leg", leg.legId());
            json.writeStringProperty("price", Money.format(leg.payoutMicros()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static byte[] post(PostOutcome outcome, String currency) {
        return Json.object(json -> {
            switch (outcome) {
                case PostOutcome.Delivered delivered -> writeDelivered(json, delivered, currency);
                case PostOutcome.Rejected rejected ->
                    writeRejected(json, rejected.pingId(), rejected.reason(), rejected.field());
            }
        });
    }

    /** What is told while another request is still delivering the same ping. */
    static byte[] pending(String pingId) {
        return Json.object(json -> writePending(json, pingId));
    }

    private static void writeDelivered(JsonGenerator json, PostOutcome.Delivered delivered, String currency) {
        if (delivered.isSold()) {
            json.writeStringProperty("status", "sold");
            json.writeStringProperty("ping_id", delivered.pingId());
        } else if (delivered.isPending()) {
            writePending(json, delivered.pingId());
        } else {
            writeRejected(json, delivered.pingId(), Reason.BUYERS_REJECTED, null);
        }
        json.writeStringProperty("lead_id", delivered.leadId());
        json.writeStringProperty("price", Money.format(delivered.payoutMicros()));
        json.writeStringProperty("currency", currency);
        json.writeArrayPropertyStart("legs");
        for (PostOutcome.Leg leg : delivered.legs()) {
            json.writeStartObject();
            json.writeStringProperty("leg", leg.legId());
            json.writeStringProperty("status", text(leg.state()));
            json.writeStringProperty("price", Money.format(leg.payoutMicros()));
            json.writeEndObject();
        }
        json.writeEndArray();
        Json.writeNullable(json, "redirect_url", firstRedirect(delivered));
    }

    private static void writePending(JsonGenerator json, String pingId) {
        json.writeStringProperty("status", "pending");
        json.writeStringProperty("ping_id", pingId);
        writeReason(json, Reason.DELIVERY_UNRESOLVED, null);
    }

    private static void writeRejected(JsonGenerator json, String pingId, Reason reason, @Nullable String field) {
        json.writeStringProperty("status", "rejected");
        json.writeStringProperty("ping_id", pingId);
        writeReason(json, reason, field);
    }

    private static void writeReason(JsonGenerator json, Reason reason, @Nullable String field) {
        json.writeObjectPropertyStart("reason");
        json.writeNumberProperty("code", reason.code());
        json.writeStringProperty("name", reason.text());
        json.writeStringProperty("message", reason.message());
        if (field != null) {
            json.writeStringProperty("field", field);
        }
        json.writeEndObject();
    }

    private static void writeUnknown(JsonGenerator json, List<String> unknown) {
        if (unknown.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("ignored_fields");
        for (String name : unknown) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    private static @Nullable String firstRedirect(PostOutcome.Delivered delivered) {
        for (PostOutcome.Leg leg : delivered.legs()) {
            if (leg.state() == PostOutcome.LegState.SOLD && leg.redirectUrl() != null) {
                return leg.redirectUrl();
            }
        }
        return null;
    }

    /** A leg's state on the wire. */
    static String text(PostOutcome.LegState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
