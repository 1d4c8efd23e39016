package dev.gavel.server.admin;

import dev.gavel.auction.money.Money;
import dev.gavel.persistence.postgres.DeliveryDecisions.Decision;
import dev.gavel.persistence.postgres.DeliveryDecisions.Unresolved;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.server.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes deliveries that nobody answered for, and what was decided. Thread safety: stateless. */
final class DeliveryAnswers {

    private DeliveryAnswers() {}

    static byte[] unresolved(List<Unresolved> deliveries, Instant now) {
        return Json.object(json -> {
            json.writeArrayPropertyStart("deliveries");
            for (Unresolved delivery : deliveries) {
                json.writeStartObject();
                write(json, delivery, now);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, Unresolved delivery, Instant now) {
        json.writeStringProperty("status", "unresolved");
        json.writeStringProperty("delivery_id", delivery.deliveryId());
        json.writeStringProperty("leg", delivery.legId());
        json.writeStringProperty("lead_id", delivery.leadId());
        json.writeStringProperty("ping_id", delivery.pingId());
        json.writeStringProperty("campaign", delivery.campaign());
        json.writeStringProperty("contract", delivery.contract());
        json.writeStringProperty("buyer", delivery.buyer());
        json.writeStringProperty("vendor", delivery.vendor());
        json.writeStringProperty("currency", delivery.currency());
        json.writeStringProperty("held", Money.format(delivery.heldMicros()));
        json.writeStringProperty("payout", Money.format(delivery.payoutMicros()));
        json.writeNumberProperty("attempts", delivery.attempts());
        json.writeStringProperty("began_at", delivery.beganAt().toString());
        json.writeNumberProperty(
                "age_seconds",
                Math.max(0, Duration.between(delivery.beganAt(), now).toSeconds()));
        json.writeStringProperty("next_attempt_at", delivery.nextAttemptAt().toString());
        Json.writeNullable(json, "doubt", delivery.doubt());
    }

    static byte[] decisions(List<Decision> decisions) {
        return Json.object(json -> {
            json.writeArrayPropertyStart("deliveries");
            for (Decision decision : decisions) {
                json.writeStartObject();
                json.writeStringProperty("status", "contradicted");
                json.writeStringProperty("delivery_id", decision.deliveryId());
                json.writeStringProperty("ping_id", decision.pingId());
                json.writeStringProperty("decided", word(decision.outcome()));
                json.writeStringProperty("reason", decision.reason());
                json.writeStringProperty("decided_by", decision.actor());
                json.writeStringProperty("decided_at", decision.decidedAt().toString());
                Json.writeNullable(json, "answered", wordOrNull(decision.lateOutcome()));
                Json.writeNullable(
                        json,
                        "answered_at",
                        decision.lateAt() == null ? null : decision.lateAt().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static String word(LegOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String wordOrNull(@Nullable LegOutcome outcome) {
        return outcome == null ? null : word(outcome);
    }
}
