package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.crypto.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final List<String> STATES = List.of("TX", "FL", "CA", "NY", "OH", "GA", "NC", "MI");

    @RegisterExtension
    static final World WORLD = World.with();

    @Test
    @Timeout(600)
    void everyoneOfManyKeptConnectionsIsServed(TestReporter reporter) throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
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
            reporter.publishEntry(
                    "kept", CONNECTIONS + " connections, " + accepted + " pings accepted in " + millis + " ms");
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
            await().atMost(Duration.ofSeconds(300))
                    .until(() -> ping(market, process.node(), numbers).price().equals("11.00"));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            over.set(true);
            int accepted = 0;
            for (CompletableFuture<Integer> vendor : vendors) {
                accepted += vendor.get(120, TimeUnit.SECONDS);
            }
            reporter.publishEntry(
                    "reload",
                    CONTRACTS + " contracts replaced in " + millis + " ms, " + accepted + " pings accepted meanwhile");
            assertThat(accepted).isPositive();
        }
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
        HttpAnswer ping = node.post(market.key(), "/api/ping", someoneNew(market, numbers));
        if (!ping.status().equals("accepted")) {
            throw new AssertionError(ping.code() + " " + ping.body());
        }
        return ping;
    }
}
