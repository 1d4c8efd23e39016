package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.crypto.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A node in a process of its own with many connections that are kept, and with a market of many contracts that is replaced while it is pinged. The short
 * form has a tenth of what is promised: {@code -Dgavel.scale.connections=2000 -Dgavel.scale.contracts=50000 -Dgavel.scale.heap=1g} has all.
 */
class ScaleIT {

    private static final int CONNECTIONS = Integer.getInteger("gavel.scale.connections", 200);
    private static final int CONTRACTS = Integer.getInteger("gavel.scale.contracts", 3_000);
    private static final String HEAP = System.getProperty("gavel.scale.heap", "384m");
    private static final int ROUNDS = 3;
    private static final int MOST_REPEATS = 100;
    private static final long REPEAT_NANOS = 300_000_000L;
    private static final List<String> STATES = List.of("TX", "FL", "CA", "NY", "OH", "GA", "NC", "MI");

    @RegisterExtension
    static final World WORLD = World.with();

    @Test
    @Timeout(600)
    void everyoneOfManyKeptConnectionsIsServed(TestReporter reporter) throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon").buyer("beacon", "credit_limit: 90000000.00"));
        AtomicInteger numbers = new AtomicInteger();
        try (NodeProcess process = WORLD.startProcess(HEAP)) {
            market.awaitLive(process.node());
            CyclicBarrier allOpen = new CyclicBarrier(CONNECTIONS);
            List<CompletableFuture<Integer>> vendors = new ArrayList<>();
            long began = System.nanoTime();
            for (int i = 0; i < CONNECTIONS; i++) {
                vendors.add(World.atTheSameTime(() -> pings(market, process.port(), allOpen, numbers)));
            }
            int accepted = 0;
            for (CompletableFuture<Integer> vendor : vendors) {
                accepted += vendor.get(500, TimeUnit.SECONDS);
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            report(
                    reporter,
                    "kept",
                    CONNECTIONS + " connections, " + accepted + " pings accepted in " + millis + " ms");
            assertThat(accepted).isEqualTo(CONNECTIONS * ROUNDS);
        }
    }

    /** Opens a connection, waits until all are open, and pings on it more than once. */
    private static int pings(Marketplace market, int port, CyclicBarrier allOpen, AtomicInteger numbers) {
        int accepted = 0;
        try (KeptLine line = new KeptLine(port, market.key())) {
            allOpen.await(120, TimeUnit.SECONDS);
            for (int i = 0; i < ROUNDS; i++) {
                KeptLine.Said said = line.post("/api/ping", someoneNew(market, numbers));
                for (int repeat = 0; repeat < MOST_REPEATS && said.code() == 503; repeat++) {
                    // All at once is more than a busy machine can do: who is told to comes again. With somebody else: a
                    // ping whose answer
                    // came too late may have reserved, and its consumer is being sold until that lapses.
                    LockSupport.parkNanos(REPEAT_NANOS);
                    said = line.post("/api/ping", someoneNew(market, numbers));
                }
                if (!said.status().equals("accepted")) {
                    throw new AssertionError(said.toString());
                }
                accepted++;
            }
            return accepted;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> someoneNew(Marketplace market, AtomicInteger numbers) {
        int number = numbers.getAndIncrement();
        Map<String, Object> body = market.pingBody(Consumer.number(0), "fb-17");
        body.put("phone_hash", Sha256.hexOf("phone " + number));
        body.put("email_hash", Sha256.hexOf("email " + number));
        return body;
    }

    @Test
    @Timeout(600)
    void aLargeMarketIsReplacedWhileItIsPinged(TestReporter reporter) throws Exception {
        Marketplace market = WORLD.open(contracts("10.00"));
        AtomicInteger numbers = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        try (NodeProcess process = WORLD.startProcess(HEAP)) {
            market.awaitLive(process.node());
            List<CompletableFuture<Integer>> vendors = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                vendors.add(World.atTheSameTime(() -> pingUntil(market, process.node(), over, numbers)));
            }
            long began = System.nanoTime();
            market.apply(contracts("11.00"));
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> ping(market, process.node(), numbers).price().equals("11.00"));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            over.set(true);
            int accepted = 0;
            for (CompletableFuture<Integer> vendor : vendors) {
                accepted += vendor.get(120, TimeUnit.SECONDS);
            }
            report(
                    reporter,
                    "reload",
                    CONTRACTS + " contracts replaced in " + millis + " ms, " + accepted + " pings accepted meanwhile");
            assertThat(accepted).isPositive();
        }
    }

    private static void report(TestReporter reporter, String name, String line) throws IOException {
        reporter.publishEntry(name, line);
        Files.writeString(Path.of("target", "scale-" + name + ".txt"), line + "\n");
    }

    private static MarketText contracts(String price) {
        MarketText text = MarketText.auto().buyer("beacon", "credit_limit: 90000000.00");
        for (int i = 0; i < CONTRACTS; i++) {
            String state = STATES.get(i % STATES.size());
            text.contract("c" + i, "beacon", "filter: {state: {equals: " + state + "}}", "price: " + price);
        }
        return text;
    }

    private static int pingUntil(Marketplace market, Node node, AtomicBoolean over, AtomicInteger numbers) {
        int accepted = 0;
        while (!over.get()) {
            ping(market, node, numbers);
            accepted++;
        }
        return accepted;
    }

    private static HttpAnswer ping(Marketplace market, Node node, AtomicInteger numbers) {
        Map<String, Object> body = someoneNew(market, numbers);
        HttpAnswer ping = node.post(market.key(), "/api/ping", body);
        for (int repeat = 0; repeat < MOST_REPEATS && ping.code() == 503; repeat++) {
            LockSupport.parkNanos(REPEAT_NANOS);
            ping = node.post(market.key(), "/api/ping", body);
        }
        if (!ping.status().equals("accepted")) {
            throw new AssertionError(ping.code() + " " + ping.body());
        }
        return ping;
    }
}
