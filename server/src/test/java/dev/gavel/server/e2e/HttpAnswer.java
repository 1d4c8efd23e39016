package dev.gavel.server.e2e;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a node answered. */
record HttpAnswer(int code, HttpHeaders headers, String body) {

    private static final JsonMapper JSON = JsonMapper.shared();

    JsonNode json() {
        return JSON.readTree(body);
    }

    /** The text, number or flag at a place such as {@code /reason/name}; empty when there is none. */
    String at(String pointer) {
        return json().at(pointer).asString("");
    }

    String status() {
        return at("/status");
    }

    /** What the vendor gets, as it was written. */
    String price() {
        return at("/price");
    }

    String pingId() {
        return at("/ping_id");
    }

    /** Why nothing was sold: of a decision, or of a problem document. */
    String reason() {
        return json().has("reason") ? at("/reason/name") : at("/name");
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** Enough to see in a failed assertion what happened. */
    @Override
    public String toString() {
        return code + " " + body;
    }
}
