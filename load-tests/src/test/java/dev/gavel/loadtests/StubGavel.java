package dev.gavel.loadtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Answers as Gavel does, without deciding anything: each tenth ping is rejected. Proves simulations, measures nothing. */
final class StubGavel {

    private static final int REJECTED_EVERY = 10;

    private final HttpServer server;
    private final ExecutorService threads;
    private final AtomicLong pings = new AtomicLong();

    private StubGavel(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Starts on a free port of the loopback. */
    static StubGavel start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            StubGavel stub = new StubGavel(server, threads);
            server.createContext("/api/ping", stub::ping);
            server.createContext("/api/post", StubGavel::post);
            server.setExecutor(threads);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void ping(HttpExchange exchange) throws IOException {
        long number = pings.incrementAndGet();
        String id = "ping_" + number;
        answer(exchange, number % REJECTED_EVERY == 0 ? """
                        {"status":"rejected","ping_id":"%s","reason":{"code":3001,"name":"no_contract","message":"No contract."}}""".formatted(id) : """
                        {"status":"accepted","ping_id":"%s","price":"42.50","currency":"USD","expires_at":"2026-11-22T12:00:00Z",\
                        "legs":[{"leg":"leg_1","price":"42.50"}]}""".formatted(id));
    }

    private static void post(HttpExchange exchange) throws IOException {
        answer(exchange, """
                {"status":"sold","lead_id":"lead_1","price":"42.50","legs":[{"leg":"leg_1","price":"42.50"}],"redirect_url":null}""");
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = json.getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
