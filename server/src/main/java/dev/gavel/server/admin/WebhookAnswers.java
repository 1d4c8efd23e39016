package dev.gavel.server.admin;

import dev.gavel.persistence.postgres.WebhookHistory;
import dev.gavel.persistence.postgres.WebhookHistory.Entry;
import dev.gavel.server.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes messages to others, without their bodies. Thread safety: stateless. */
final class WebhookAnswers {

    private WebhookAnswers() {}

    static byte[] list(List<Entry> entries, int limit) {
        return Json.object(json -> {
            json.writeArrayPropertyStart("messages");
            for (Entry entry : entries) {
                json.writeStartObject();
                write(json, entry);
                json.writeEndObject();
            }
            json.writeEndArray();
            Json.writeNullable(
                    json,
                    "next",
                    entries.size() < limit ? null : entries.getLast().taskId());
        });
    }

    static byte[] one(Entry entry) {
        return Json.object(json -> write(json, entry));
    }

    private static void write(JsonGenerator json, Entry entry) {
        json.writeStringProperty("message_id", entry.taskId());
        json.writeStringProperty("state", word(entry.state()));
        json.writeStringProperty("kind", entry.kind());
        json.writeStringProperty("party", word(entry.party()));
        json.writeStringProperty("recipient", entry.recipient());
        json.writeStringProperty("subject", entry.subject());
        json.writeNumberProperty("attempts", entry.attempts());
        json.writeNumberProperty("replays", entry.replays());
        json.writeStringProperty("created_at", entry.createdAt().toString());
        boolean waits = entry.state() == WebhookHistory.State.PENDING;
        writeTime(json, "next_attempt_at", waits ? entry.nextAttemptAt() : null);
        writeTime(json, "give_up_at", waits ? entry.giveUpAt() : null);
        writeTime(json, "ended_at", entry.endedAt());
        Integer lastStatus = entry.lastStatus();
        if (lastStatus == null) {
            json.writeNullProperty("last_status");
        } else {
            json.writeNumberProperty("last_status", lastStatus);
        }
        Json.writeNullable(json, "last_failure", entry.lastFailure());
    }

    private static void writeTime(JsonGenerator json, String name, @Nullable Instant time) {
        Json.writeNullable(json, name, time == null ? null : time.toString());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
