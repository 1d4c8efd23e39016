package dev.gavel.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A marketplace under traffic that nobody sees: the demo in a temporary folder, vendors that ping and post for a few seconds, and everything
 * stopped and deleted. A Java virtual machine that is told to take notes ({@code -XX:AOTCacheOutput}, JEP 514 and 515) learns here which classes a
 * node needs and how its methods behave, so that the next one starts fast and serves fast from its first ping.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class Rehearsal {

    private static final int VENDORS = 8;
    private static final int POST_EVERY = 5;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path temporary;
    private final AtomicInteger leads = new AtomicInteger();
    private final LongAdder pings = new LongAdder();
    private final LongAdder sales = new LongAdder();

    /**
     * A rehearsal that has not begun.
     *
     * @param temporary where it makes its folder
     */
    public Rehearsal(Path temporary) {
        this.temporary = temporary;
    }

    /** What came of it. */
    public record Result(long pings, long sales) {}

    /**
     * Runs it. Blocks until everything has ended.
     *
     * @param traffic how long vendors ping, besides some seconds to start and stop
     * @throws IOException when a call of a vendor failed
     */
    public Result run(Duration traffic) throws IOException {
        Path folder = Files.createTempDirectory(temporary, "gavel-rehearsal");
        try (Demo demo = Demo.start(folder, 0)) {
            play(demo, System.nanoTime() + traffic.toNanos());
        } finally {
            delete(folder);
        }
        return new Result(pings.sum(), sales.sum());
    }

    private void play(Demo demo, long endNanos) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            CompletableFuture<?>[] vendors = new CompletableFuture<?>[VENDORS];
            for (int i = 0; i < VENDORS; i++) {
                vendors[i] = goOn(demo, client, endNanos);
            }
            CompletableFuture.allOf(vendors).join();
        }
    }

    /** One vendor: a lead after the other until the end. */
    private CompletableFuture<?> goOn(Demo demo, HttpClient client, long endNanos) {
        if (System.nanoTime() - endNanos >= 0) {
            return CompletableFuture.completedFuture(null);
        }
        return offer(demo, client, leads.getAndIncrement()).thenComposeAsync(_ -> goOn(demo, client, endNanos));
    }

    private CompletableFuture<?> offer(Demo demo, HttpClient client, int number) {
        SampleLead lead = new SampleLead(number);
        return send(demo, client, "ping", lead.ping()).thenCompose(answer -> {
            pings.increment();
            boolean accepted = answer.path("status").asString("").equals("accepted");
            if (!accepted || number % POST_EVERY != 0) {
                return CompletableFuture.completedFuture(answer);
            }
            String pingId = answer.path("ping_id").asString();
            return send(demo, client, "post", lead.post(pingId)).thenApply(this::countSale);
        });
    }

    private JsonNode countSale(JsonNode answer) {
        if (answer.path("status").asString("").equals("sold")) {
            sales.increment();
        }
        return answer;
    }

    private static CompletableFuture<JsonNode> send(Demo demo, HttpClient client, String call, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(demo.url() + "/api/" + call))
                .header("authorization", "Bearer " + demo.key())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> JSON.readTree(response.body()));
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
