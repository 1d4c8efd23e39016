package dev.gavel.server.suppression;

import dev.gavel.gates.SuppressionKind;
import dev.gavel.server.http.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** The audit events of lists and revocations: whole JSON objects, which name nobody. */
public final class SuppressionEvent {

    private SuppressionEvent() {}

    /** Entries were recorded. */
    public static String suppressed(Instant at, Collection<SuppressionKind> kinds, String by) {
        Map<String, Integer> counts = new TreeMap<>();
        kinds.forEach(kind -> counts.merge(kind.text(), 1, Integer::sum));
        return event("suppressed", at, json -> {
            json.writeStringProperty("by", by);
            json.writeObjectPropertyStart("entries");
            counts.forEach(json::writeNumberProperty);
            json.writeEndObject();
        });
    }

    /** Entries were ended because they were a mistake. */
    public static String corrected(Instant at, Collection<SuppressionKind> kinds, long ended, String by, String why) {
        return event("suppression_corrected", at, json -> {
            json.writeStringProperty("by", by);
            json.writeStringProperty("why", why);
            json.writeArrayPropertyStart("kinds");
            kinds.forEach(kind -> json.writeString(kind.text()));
            json.writeEndArray();
            json.writeNumberProperty("ended", ended);
        });
    }

    /** A file was loaded whole. */
    public static String imported(
            Instant at, SuppressionKind kind, String source, String digest, Instant datedAt, long added, long bad) {
        return event("suppression_imported", at, json -> {
            json.writeStringProperty("kind", kind.text());
            json.writeStringProperty("source", source);
            json.writeStringProperty("sha256", digest);
            json.writeStringProperty("dated_at", datedAt.toString());
            json.writeNumberProperty("added", added);
            json.writeNumberProperty("bad_lines", bad);
        });
    }

    /** A list's source was given up. */
    public static String retired(Instant at, SuppressionKind list, String source) {
        return event("suppression_source_retired", at, json -> {
            json.writeStringProperty("list", list.text());
            json.writeStringProperty("source", source);
        });
    }

    /** A file of requests that were withdrawn was taken. */
    public static String withdrawn(Instant at, SuppressionKind kind, String digest, long ended, String by) {
        return event("suppression_withdrawn", at, json -> {
            json.writeStringProperty("by", by);
            json.writeStringProperty("kind", kind.text());
            json.writeStringProperty("sha256", digest);
            json.writeNumberProperty("ended", ended);
        });
    }

    /** What became of the requests of a file was written down for whoever asked. */
    public static String reported(Instant at, SuppressionKind kind, String digest, long notFound, long found) {
        return event("suppression_reported", at, json -> {
            json.writeStringProperty("kind", kind.text());
            json.writeStringProperty("sha256", digest);
            json.writeNumberProperty("not_found", notFound);
            json.writeNumberProperty("found", found);
        });
    }

    /** A consumer revoked. */
    static String revoked(Instant at, String revocationId, String channel, Instant dueAt, int buyers) {
        return event("consent_revoked", at, json -> {
            json.writeStringProperty("revocation", revocationId);
            json.writeStringProperty("channel", channel);
            json.writeStringProperty("due_at", dueAt.toString());
            json.writeNumberProperty("buyers", buyers);
        });
    }

    /** A buyer took note. */
    static String acknowledged(Instant at, String revocationId, String buyer, String by) {
        return event("revocation_acknowledged", at, json -> {
            json.writeStringProperty("revocation", revocationId);
            json.writeStringProperty("buyer", buyer);
            json.writeStringProperty("by", by);
        });
    }

    private static String event(String type, Instant at, Consumer<JsonGenerator> rest) {
        return Json.objectText(json -> {
            json.writeStringProperty("type", type);
            json.writeStringProperty("at", at.toString());
            rest.accept(json);
        });
    }
}
