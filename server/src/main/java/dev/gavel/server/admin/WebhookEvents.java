package dev.gavel.server.admin;

import dev.gavel.persistence.postgres.WebhookHistory;
import dev.gavel.server.http.Json;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The events of messages that operators have sent again, for the audit chain. Thread safety: stateless. */
public final class WebhookEvents {

    private WebhookEvents() {}

    /**
     * One message.
     *
     * @param actor the key, or {@code operator}
     */
    public static String replayed(Instant at, String taskId, String actor) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", "webhook_replayed");
            json.writeStringProperty("at", at.toString());
            json.writeStringProperty("message", taskId);
            json.writeStringProperty("actor", actor);
        });
    }

    /** Dead letters, as many as there were. */
    public static String replayedMany(Instant at, long count, WebhookHistory.Filter filter, String actor) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", "webhooks_replayed");
            json.writeStringProperty("at", at.toString());
            json.writeNumberProperty("count", count);
            Json.writeNullable(json, "party", wordOrNull(filter.party()));
            Json.writeNullable(json, "recipient", filter.recipient());
            Json.writeNullable(json, "kind", filter.kind());
            json.writeStringProperty("actor", actor);
        });
    }

    private static @Nullable String wordOrNull(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
    }
}
