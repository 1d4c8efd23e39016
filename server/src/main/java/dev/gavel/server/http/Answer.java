package dev.gavel.server.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is sent back for one {@link Call}.
 *
 * @param headers beyond content type and length
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

    public static final String JSON = "application/json";
    public static final String PROBLEM = "application/problem+json";
    public static final String TEXT = "text/plain; charset=utf-8";

    public Answer {
        requireNonNull(contentType, "contentType");
        headers = Map.copyOf(headers);
    }

    public static Answer json(int status, byte[] body) {
        return new Answer(status, JSON, body, Map.of());
    }

    public static Answer text(int status, String body) {
        return new Answer(status, TEXT, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
