package dev.gavel.server.buyer.sim;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as a simulated buyer got it. Its body is a lead: never shown.
 *
 * @param headers by lower-case name
 */
public record Received(Map<String, String> headers, String body) {

    public Received {
        headers = Map.copyOf(headers);
    }

    /**
     * The header's value, or null.
     *
     * @param name in lower case
     */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    @Override
    public String toString() {
        return "Received[" + body.length() + " characters]";
    }
}
