package dev.gavel.server.vendor;

import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Finding;
import dev.gavel.persistence.postgres.DeliveryStanding;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The audit events of a post: whole JSON objects, without data of the lead. */
final class PostEvent {

    private PostEvent() {}

    /**
     * Before any buyer hears: who is about to, and what the gates have found.
     *
     * @param ofLead what they found of the lead
     * @param ofBuyer what they found of the buyer of an attempt
     */
    static String begun(
            Post post, List<Attempt> attempts, List<Finding> ofLead, Function<Attempt, List<Finding>> ofBuyer) {
        return event(post, "post_begun", json -> {
            FindingsJson.writeShort(json, ofLead);
            writeWaived(json, "released", post);
            json.writeArrayPropertyStart("legs");
            for (Attempt attempt : attempts) {
                json.writeStartObject();
                writeAttempt(json, attempt);
                FindingsJson.writeShort(json, ofBuyer.apply(attempt));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** A buyer that did not take the lead; the result's reason is the buyer's, already cleaned. */
    static String delivered(Post post, Attempt attempt, LegResult result) {
        return event(post, "delivery", json -> {
            writeAttempt(json, attempt);
            json.writeStringProperty("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
            if (result.reason() != null) {
                json.writeStringProperty("detail", result.reason());
            }
        });
    }

    /** The end of a post that reached buyers. A leg whose sale was told of before, by whoever asked its buyer again meanwhile, says so. */
    static String settled(Post post, PostOutcome.Delivered outcome, List<DeliveryStanding> deliveries) {
        return event(post, "post_settled", json -> {
            json.writeNumberProperty("payout_micros", outcome.payoutMicros());
            json.writeArrayPropertyStart("legs");
            for (PostOutcome.Leg leg : outcome.legs()) {
                json.writeStartObject();
                json.writeStringProperty("leg", leg.legId());
                json.writeStringProperty("state", VendorAnswers.text(leg.state()));
                if (leg.state() == PostOutcome.LegState.SOLD && soldBefore(leg.legId(), deliveries)) {
                    json.writeBooleanProperty("sold_before", true);
                }
                json.writeNumberProperty("payout_micros", leg.payoutMicros());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static boolean soldBefore(String legId, List<DeliveryStanding> deliveries) {
        return deliveries.stream()
                .anyMatch(delivery -> delivery.legId().equals(legId)
                        && delivery.outcome() == LegOutcome.ACCEPTED
                        && delivery.endedBefore());
    }

    /**
     * The head of the event of a post that no buyer heard of; the ledger's stream completes it.
     *
     * @param findings what the gates that were asked have found, when one of them refused
     */
    static byte[] refusedHead(Post post, Reason reason, @Nullable String field, List<Finding> findings) {
        String whole = event(post, "post_refused", json -> {
            json.writeNumberProperty("reason", reason.code());
            if (field != null) {
                json.writeStringProperty("field", field);
            }
            if (!findings.isEmpty()) {
                FindingsJson.writeShort(json, findings);
            }
        });
        return whole.substring(0, whole.length() - 1).getBytes(StandardCharsets.UTF_8);
    }

    /** A lead that a person is to look at. */
    static String held(Post post, List<Finding> findings) {
        return event(post, "held", json -> {
            writeWaived(json, "review", post);
            json.writeStringProperty(
                    "until", Instant.ofEpochSecond(post.expiresAtSeconds()).toString());
            FindingsJson.writeShort(json, findings);
        });
    }

    /** A lead that a person released and that something else stands against. */
    static String heldRefused(Post post, Reason reason, @Nullable String field, List<Finding> findings) {
        return event(post, "hold_ended", json -> {
            json.writeStringProperty("state", "refused");
            json.writeNumberProperty("reason", reason.code());
            if (field != null) {
                json.writeStringProperty("field", field);
            }
            if (!findings.isEmpty()) {
                FindingsJson.writeShort(json, findings);
            }
        });
    }

    private static void writeWaived(JsonGenerator json, String name, Post post) {
        if (post.waived().isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart(name);
        post.waived().stream().mapToInt(Reason::code).sorted().forEach(json::writeNumber);
        json.writeEndArray();
    }

    private static void writeAttempt(JsonGenerator json, Attempt attempt) {
        json.writeStringProperty("leg", attempt.legId());
        json.writeStringProperty("delivery", attempt.deliveryId());
        json.writeStringProperty("contract", attempt.contract().id());
        json.writeStringProperty("buyer", attempt.contract().buyer());
        json.writeNumberProperty("price_micros", attempt.kept().priceMicros());
        json.writeNumberProperty("payout_micros", attempt.promisedPayoutMicros());
    }

    private static String event(Post post, String type, Consumer<JsonGenerator> rest) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", type);
            json.writeStringProperty("at", post.now().toString());
            json.writeStringProperty("ping", post.pingId().toString());
            json.writeStringProperty("lead", post.leadId());
            json.writeStringProperty("campaign", post.campaign().id());
            json.writeStringProperty("vendor", post.ping().vendor());
            json.writeStringProperty("source", post.ping().source());
            json.writeNumberProperty("market_version", post.market().market().version());
            rest.accept(json);
        });
    }
}
