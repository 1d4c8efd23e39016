package dev.gavel.server.admin;

import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.HeldLead;
import dev.gavel.persistence.postgres.HoldDecision;
import dev.gavel.server.http.Json;
import dev.gavel.server.vendor.HeldPosts;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** Holds as JSON; no personal data. Thread safety: stateless. */
final class HoldAnswers {

    private HoldAnswers() {}

    static byte[] one(HeldLead held) {
        return Json.object(json -> write(json, held));
    }

    /** @param answer what the lead's vendor is told now */
    static byte[] sold(HeldLead held, byte[] answer) {
        return Json.object(json -> {
            write(json, held);
            json.writeName("answer");
            json.writeRawValue(new String(answer, StandardCharsets.UTF_8));
        });
    }

    static byte[] list(List<HeldLead> found, int limit) {
        return Json.object(json -> {
            json.writeArrayPropertyStart("holds");
            for (HeldLead held : found) {
                json.writeStartObject();
                write(json, held);
                json.writeEndObject();
            }
            json.writeEndArray();
            Json.writeNullable(
                    json,
                    "next_before",
                    found.size() < limit ? null : found.getLast().leadId());
        });
    }

    private static void write(JsonGenerator json, HeldLead held) {
        json.writeStringProperty("lead_id", held.leadId());
        json.writeStringProperty("ping_id", held.pingId());
        json.writeStringProperty("state", held.state().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("campaign", held.campaign());
        json.writeStringProperty("vendor", held.vendor());
        json.writeStringProperty("source", held.source());
        json.writeStringProperty("held_at", held.heldAt().toString());
        json.writeStringProperty("until", held.until().toString());
        json.writeArrayPropertyStart("reasons");
        HeldPosts.reasons(held).stream()
                .sorted(Comparator.comparingInt(Reason::code))
                .forEach(reason -> writeReason(json, reason));
        json.writeEndArray();
        json.writeName("findings");
        json.writeRawValue(held.findings());
        HoldDecision decision = held.decision();
        if (decision != null) {
            json.writeObjectPropertyStart("decision");
            json.writeStringProperty("decision", decision.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("by", decision.by());
            json.writeStringProperty("key", decision.with());
            json.writeStringProperty("reason", decision.why());
            json.writeStringProperty("at", decision.at().toString());
            json.writeEndObject();
        }
        if (held.endedAt() != null) {
            json.writeStringProperty("ended_at", held.endedAt().toString());
        }
        if (held.endReason() != null) {
            int code = held.endReason();
            json.writeNumberProperty("end_reason", code);
        }
    }

    private static void writeReason(JsonGenerator json, Reason reason) {
        json.writeStartObject();
        json.writeNumberProperty("code", reason.code());
        json.writeStringProperty("name", reason.text());
        json.writeStringProperty("message", reason.message());
        json.writeEndObject();
    }
}
