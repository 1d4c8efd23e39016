package dev.gavel.server.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Buyers that write down what they received, and make trouble of their own: some refuse, some lose the answer, some answer too late or garbage. What
 * a buyer decides follows from the delivery's id and the run's seed: a repetition is answered alike, and from the third time on promptly.
 *
 * <p>Thread safety: any thread.
 */
final class FaultBuyers implements AutoCloseable {

    static {
        // The JDK's server otherwise waits for acknowledgements between header and body.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Duration LATE = Duration.ofMillis(1_200);
    private static final int PROMPT_FROM = 3;

    private final HttpServer server;
    private final long seed;
    private final Map<String, Heard> keyToHeard = new ConcurrentHashMap<>();
    private volatile boolean calm;

    /**
     * What a buyer knows of a delivery.
     *
     * @param key the delivery's id, as the header said
     * @param path {@code /<tenant>/<buyer>/post}
     */
    record Heard(String key, String path, String pingId, boolean accepted, int times) {

        String tenant() {
            return path.split("/", -1)[1];
        }

        String buyer() {
            return path.split("/", -1)[2];
        }

        private Heard again() {
            return new Heard(key, path, pingId, accepted, times + 1);
        }
    }

    private enum Manner {
        PROMPT,
        ANSWER_LOST,
        LATE,
        GARBAGE,
        ERROR
    }

    FaultBuyers(long seed) {
        this.seed = seed;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** From now on all answer at once. */
    void calmDown() {
        calm = true;
    }

    /** What was received, by the delivery's id. */
    Map<String, Heard> heard() {
        return Map.copyOf(keyToHeard);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            exchange.getRequestBody().readAllBytes();
            if (path.endsWith("/bid")) {
                long cents = 750 + mix(path.hashCode() + System.nanoTime()) % 400;
                answer(
                        exchange,
                        200,
                        "{\"status\":\"bid\",\"price\":\"%d.%02d\",\"bid_id\":\"b\"}"
                                .formatted(cents / 100, cents % 100));
            } else {
                take(exchange, path);
            }
        }
    }

    private void take(HttpExchange exchange, String path) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("idempotency-key");
        String ping = exchange.getRequestHeaders().getFirst("gavel-ping-id");
        if (key == null || ping == null) {
            answer(exchange, 400, "{}");
            return;
        }
        long drawn = mix(key.hashCode() ^ seed);
        Heard heard = keyToHeard.compute(
                key, (_, known) -> known == null ? new Heard(key, path, ping, drawn % 100 < 90, 1) : known.again());
        String decision = heard.accepted()
                ? "{\"status\":\"accepted\",\"reference\":\"" + key + "\"}"
                : "{\"status\":\"rejected\",\"reason\":\"not wanted\"}";
        switch (heard.times() >= PROMPT_FROM || calm ? Manner.PROMPT : manner(mix(drawn + heard.times()))) {
            case PROMPT -> answer(exchange, 200, decision);
            case ANSWER_LOST -> {} // Closed without a word.
            case LATE -> {
                LockSupport.parkNanos(LATE.toNanos());
                answer(exchange, 200, decision);
            }
            case GARBAGE -> answer(exchange, 200, "<html>Welcome</html>");
            case ERROR -> answer(exchange, 500, "");
        }
    }

    private static Manner manner(long drawn) {
        int of100 = (int) (drawn % 100);
        if (of100 < 92) {
            return Manner.PROMPT;
        }
        return switch (of100) {
            case 92, 93 -> Manner.ANSWER_LOST;
            case 94, 95 -> Manner.LATE;
            case 96, 97 -> Manner.GARBAGE;
            default -> Manner.ERROR;
        };
    }

    /** Not negative. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return (mixed ^ (mixed >>> 31)) >>> 1;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
