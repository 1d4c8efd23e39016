package dev.gavel.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A process that is told to end under load loses no request: callers that keep their connections are told to go, and what was begun is answered. */
class DrainIT {

    private static final int CALLERS = 8;
    private static final Duration SLOW = Duration.ofMillis(700);

    @RegisterExtension
    static final World WORLD = World.with("GAVEL_DRAIN_MS", "20000", "GAVEL_EVENT_LOOPS", "2");

    @Test
    void noConnectionIsResetAndNoAnswerLost() throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        market.buyer("beacon").posts(Posting.accept(), new Manner.After(SLOW));
        Map<String, String> environment = WORLD.environment();
        environment.put("GAVEL_DRAIN_NOTICE_MS", "3000");
        try (NodeProcess process = WORLD.startProcess(environment)) {
            market.awaitLive(process.node());
            Map<String, String> soldByPing = new ConcurrentHashMap<>();
            List<CompletableFuture<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(World.atTheSameTime(() -> sellUntilSentAway(process.port(), market, soldByPing)));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> soldByPing.size() >= 2 * CALLERS);
            process.terminate();
            await().until(() -> process.node().get("", "/readyz").code() == 503);

            for (CompletableFuture<Integer> caller : callers) {
                assertThat(caller.get())
                        .as("requests of a caller, all of them answered")
                        .isPositive();
            }
            assertThat(process.awaitEnd()).as("ended by the signal").isEqualTo(143);
            assertThat(WORLD.postgres()
                            .superuserQuery("SELECT count(*) FROM gavel.sale WHERE tenant = '" + market.tenant() + "'"))
                    .as("every sale was answered, and every answered sale is there")
                    .containsExactly(Integer.toString(soldByPing.size()));
            for (String pingId : soldByPing.keySet()) {
                assertThat(market.pingStatus(pingId).status()).isEqualTo("sold");
            }
        }
    }

    /** Pings and posts over one connection until an answer says that it closes; completes with how many were answered. */
    private static int sellUntilSentAway(int port, Marketplace market, Map<String, String> soldByPing) {
        try (Line line = new Line(port, market.key())) {
            int answered = 0;
            while (true) {
                Consumer consumer = market.consumer();
                Said ping = line.post("/api/ping", market.pingBody(consumer, "fb-17"));
                answered++;
                assertThat(ping.json().path("status").asString())
                        .as(ping.toString())
                        .isEqualTo("accepted");
                if (ping.closes()) {
                    return answered;
                }
                String pingId = ping.json().path("ping_id").asString();
                Said post = line.post("/api/post", market.postBody(pingId, consumer));
                answered++;
                assertThat(post.json().path("status").asString())
                        .as(post.toString())
                        .isEqualTo("sold");
                soldByPing.put(pingId, "sold");
                if (post.closes()) {
                    return answered;
                }
            }
        } catch (IOException e) {
            throw new AssertionError("a request was cut", e);
        }
    }

    private record Said(int code, boolean closes, JsonNode json) {}

    /** One connection, kept while the server keeps it. */
    private static final class Line implements AutoCloseable {

        private static final JsonMapper JSON = JsonMapper.shared();

        private final Socket socket;
        private final InputStream in;
        private final String key;

        Line(int port, String key) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(30_000);
            in = new BufferedInputStream(socket.getInputStream());
            this.key = key;
        }

        Said post(String path, Map<String, Object> body) throws IOException {
            byte[] json = JSON.writeValueAsBytes(body);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length + "\r\n\r\n")
                    .getBytes(UTF_8));
            request.writeBytes(json);
            socket.getOutputStream().write(request.toByteArray());
            int code = Integer.parseInt(line().split(" ", 3)[1]);
            int length = 0;
            boolean closes = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).strip());
                }
                closes |= lower.equals("connection: close");
            }
            return new Said(code, closes, JSON.readTree(in.readNBytes(length)));
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the server ended the connection");
                }
                line.write(c);
            }
            return line.toString(UTF_8).strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
