package dev.gavel.server.e2e;

import dev.gavel.server.Config;
import dev.gavel.server.Gavel;
import dev.gavel.server.testing.OpenApiContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A running node as its callers see it: over HTTP, each answer held against the published contract.
 *
 * <p>Thread safety: any thread.
 */
final class Node implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port;
    private final AutoCloseable gavel;
    private final HttpClient client;

    /** Starts a node in this JVM. */
    static Node start(Config config, HttpClient client) {
        Gavel gavel = Gavel.start(config);
        return new Node(gavel.port(), gavel, client);
    }

    /** A node that runs elsewhere. */
    Node(int port, HttpClient client) {
        this(port, () -> {}, client);
    }

    private Node(int port, AutoCloseable gavel, HttpClient client) {
        this.port = port;
        this.gavel = gavel;
        this.client = client;
    }

    HttpAnswer get(String key, String path) {
        return send(request(key, path).GET().build());
    }

    HttpAnswer post(String key, String path, Map<String, Object> body, String... headers) {
        return post(key, path, "application/json", JSON.writeValueAsString(body), headers);
    }

    /** @param headers names and values in turn */
    HttpAnswer post(String key, String path, String contentType, String body, String... headers) {
        HttpRequest.Builder request = request(key, path).header("Content-Type", contentType);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private HttpRequest.Builder request(String key, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    HttpAnswer send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            OpenApiContract.shipped()
                    .check(request.method(), request.uri().getPath(), response.statusCode(), response.body());
            return new HttpAnswer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Answers what is in flight, and stops. */
    @Override
    public void close() {
        try {
            gavel.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
