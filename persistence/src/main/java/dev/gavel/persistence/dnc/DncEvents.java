package dev.gavel.persistence.dnc;

import dev.gavel.persistence.dnc.DncState.ListVersion;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The audit events of do-not-call: JSON objects without any number. */
final class DncEvents {

    private static final JsonMapper JSON = JsonMapper.shared();

    private DncEvents() {}

    static String list(ListVersion version) {
        ObjectNode event = event(version.digest() == null ? "dnc_list_retired" : "dnc_list", version.at());
        event.put("list", version.list().text());
        event.put("version", version.version());
        if (version.digest() != null) {
            event.put("digest", version.digest());
            event.put("numbers", version.numbers());
            event.put("area_codes", version.areaCodes());
            event.put("oldest", String.valueOf(version.oldest()));
            event.put("newest", String.valueOf(version.newest()));
        }
        if (version.subscription() != null) {
            event.put("subscription", version.subscription());
        }
        return event.put("note", version.note()).put("author", version.author()).toString();
    }

    static String acknowledgment(boolean granted, String reason, String author, Instant at) {
        return event("dnc_acknowledgment", at)
                .put("granted", granted)
                .put("reason", reason)
                .put("author", author)
                .toString();
    }

    private static ObjectNode event(String type, Instant at) {
        return JSON.createObjectNode().put("type", type).put("at", at.toString());
    }
}
