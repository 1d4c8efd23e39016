package dev.gavel.server.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gavel.server.webhook.WebhookSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A receiver of messages on this machine: keeps what comes, and answers as it was told. Thread safety: any thread. */
final class WebhookInbox implements AutoCloseable {

    private final HttpServer server;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private volatile boolean silent;
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

    /** One message as it came. */
    record Message(String id, String idempotencyKey, String timestamp, String signature, String body) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        boolean isSignedBy(String secret) {
            return WebhookSignature.verify(
                    WebhookSignature.key(secret),
                    id,
                    timestamp,
                    signature,
                    body.getBytes(StandardCharsets.UTF_8),
                    Instant.now());
        }
    }

    WebhookInbox() {
        this(0);
    }

    WebhookInbox(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        messages.add(new Message(
                exchange.getRequestHeaders().getFirst(WebhookSignature.ID),
                exchange.getRequestHeaders().getFirst("idempotency-key"),
                exchange.getRequestHeaders().getFirst(WebhookSignature.TIMESTAMP),
                exchange.getRequestHeaders().getFirst(WebhookSignature.SIGNATURE),
                body));
        if (silent) {
            // Whoever asked waits in vain; the server's end closes the connection.
            return;
        }
        Integer status = answers.poll();
        exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        exchange.close();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    /** Answers the next message with this status, and those behind it with 204. */
    WebhookInbox answering(int status) {
        answers.add(status);
        return this;
    }

    /** Takes messages and says nothing. */
    WebhookInbox neverAnswering() {
        silent = true;
        return this;
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
