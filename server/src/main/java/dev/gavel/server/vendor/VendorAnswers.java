package dev.gavel.server.vendor;

import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Json;
import dev.gavel.server.http.JsonBytes;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The JSON that vendors read. Business outcomes are all status 200. Thread safety: stateless. */
final class VendorAnswers {

    private VendorAnswers() {}

    /** @param unknown submitted names that the vertical does not have: told, so that a misspelt name is not lost in silence */
    static byte[] ping(PingOutcome outcome, String currency, List<String> unknown) {
        return JsonBytes.object(json -> {
            switch (outcome) {
                case PingOutcome.Accepted accepted -> writeAccepted(json, accepted, currency);
                case PingOutcome.Rejected rejected -> writeRejected(json, rejected);
            }
            writeUnknown(json, unknown);
        });
    }

    private static void writeAccepted(JsonBytes json, PingOutcome.Accepted accepted, String currency) {
        json.text("status", "accepted")
                .text("ping_id", accepted.pingId())
                .text("price", Money.format(accepted.payoutMicros()))
                .text("currency", currency)
                .text("expires_at", IsoTime.format(accepted.expiresAtSeconds()));
        if (!accepted.firm()) {
            json.bool("firm", false);
        }
        if (!accepted.review().isEmpty()) {
            json.array("review");
            for (Reason reason : new TreeSet<>(accepted.review())) {
                json.object()
                        .number("code", reason.code())
                        .text("name", reason.text())
                        .text("message", reason.message())
                        .endObject();
            }
            json.endArray();
        }
        json.array("legs");
        for (int i = 0; i < accepted.legs().size(); i++) {
            PingOutcome.PromisedLeg leg = accepted.legs().get(i);
            json.object()
                    .text("leg", leg.legId())
                    .text("price", Money.format(leg.payoutMicros()))
                    .endObject();
        }
        json.endArray();
    }

    private static void writeRejected(JsonBytes json, PingOutcome.Rejected rejected) {
        Reason reason = rejected.reason();
        json.text("status", "rejected")
                .text("ping_id", rejected.pingId())
                .object("reason")
                .number("code", reason.code())
                .text("name", reason.text())
                .text("message", reason.message());
        if (rejected.field() != null) {
            json.text("field", rejected.field());
        }
        json.endObject();
    }

    private static void writeUnknown(JsonBytes json, List<String> unknown) {
        if (unknown.isEmpty()) {
            return;
        }
        json.array("ignored_fields");
        for (String name : unknown) {
            json.element(name);
        }
        json.endArray();
    }

    static byte[] post(PostOutcome outcome, String currency) {
        return Json.object(json -> {
            switch (outcome) {
                case PostOutcome.Delivered delivered -> writeDelivered(json, delivered, currency);
                case PostOutcome.Rejected rejected ->
                    writeRejected(json, rejected.pingId(), rejected.reason(), rejected.field());
                case PostOutcome.Held held -> writeHeld(json, held);
            }
        });
    }

    /** What is told of a post that no buyer heard of. */
    static byte[] post(PostOutcome.Rejected rejected) {
        return Json.object(json -> writeRejected(json, rejected.pingId(), rejected.reason(), rejected.field()));
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

    private static void writeHeld(JsonGenerator json, PostOutcome.Held held) {
        json.writeStringProperty("status", "pending");
        json.writeStringProperty("ping_id", held.pingId());
        writeReason(json, Reason.HELD_FOR_REVIEW, null);
        json.writeStringProperty("lead_id", held.leadId());
        json.writeStringProperty("held_until", held.until().toString());
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
