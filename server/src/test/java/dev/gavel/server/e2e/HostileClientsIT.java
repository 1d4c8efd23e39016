package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A node in a process of its own, with a quarter of a gigabyte of heap and few places, among clients that are slow, broken or mean to harm it. Vendors
 * who behave are all served; memory and open files stay within bounds; afterwards nothing is left of it. How much slower good clients' pings were is
 * reported, and not asserted: it depends on what else the machine does.
 *
 * <p>{@code -Dgavel.hostile.clients=2000 -Dgavel.hostile.seconds=60} for the long form.
 */
class HostileClientsIT {

    private static final int CLIENTS = Integer.getInteger("gavel.hostile.clients", 190);
    private static final int SECONDS = Integer.getInteger("gavel.hostile.seconds", 10);
    private static final int VENDORS = 4;
    private static final long MOST_RESIDENT_KB = 1_200_000;
    private static final int FILES_LEFT = 20;

    @RegisterExtension
    static final World WORLD = World.with(
            "GAVEL_HTTP_IN_FLIGHT", "48",
            "GAVEL_HTTP_REQUEST_MS", "3000",
            "GAVEL_HTTP_IDLE_MS", "6000");

    @Test
    @Timeout(900)
    void goodClientsAreServedAndNothingIsLeft(TestReporter reporter) throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon").buyer("beacon", "credit_limit: 90000000.00"));
        try (NodeProcess process = WORLD.startProcess()) {
            market.awaitLive(process.node());
            GoodClients good = new GoodClients(market, process.node(), VENDORS);
            good.during(2_000);
            GoodClients.Phase calm = good.during(5_000);
            long filesBefore = files(process.pid());

            GoodClients.Phase storm;
            try (Storm _ = new Storm(CLIENTS, process.port(), market.key())) {
                storm = good.during(SECONDS * 1_000L);
            }
            long residentKb = status(process.pid(), "VmHWM");

            await().atMost(Duration.ofSeconds(40)).until(() -> files(process.pid()) <= filesBefore + FILES_LEFT);
            GoodClients.Phase after = good.during(3_000);
            report(reporter, calm, storm, after, residentKb);
            assertThat(calm.failures()).as("calm").isEmpty();
            assertThat(storm.failures()).as("storm").isEmpty();
            assertThat(after.failures()).as("after").isEmpty();
            assertThat(storm.sold()).isPositive();
            assertThat(after.sold()).isPositive();
            assertThat(residentKb).isLessThan(MOST_RESIDENT_KB);
        }
    }

    private static void report(
            TestReporter reporter,
            GoodClients.Phase calm,
            GoodClients.Phase storm,
            GoodClients.Phase after,
            long residentKb)
            throws IOException {
        double ratio = (double) storm.percentileMicros(99) / Math.max(1, calm.percentileMicros(99));
        String report = String.join(
                "\n",
                CLIENTS + " hostile clients: " + Hostility.among(CLIENTS),
                calm.line("calm"),
                storm.line("storm"),
                after.line("after"),
                "p99 of the storm is %.1f times that of the calm; most resident %d kB".formatted(ratio, residentKb),
                "");
        reporter.publishEntry("hostile clients", report);
        Files.writeString(Path.of("target", "hostile-clients.txt"), report);
    }

    /** Clients of all kinds, side by side, until it is closed. */
    private static final class Storm implements AutoCloseable {

        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> clients = new ArrayList<>();

        Storm(int size, int port, String key) {
            Map<Hostility, Integer> counts = new EnumMap<>(Hostility.among(size));
            counts.forEach((kind, count) -> {
                for (int i = 0; i < count; i++) {
                    clients.add(Thread.startVirtualThread(() -> kind.runUntil(over::get, port, key)));
                }
            });
        }

        @Override
        public void close() {
            over.set(true);
            // Whoever waits to send gives up.
            clients.forEach(Thread::interrupt);
            for (Thread client : clients) {
                try {
                    client.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static long files(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.count();
        }
    }

    private static long status(long pid, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
