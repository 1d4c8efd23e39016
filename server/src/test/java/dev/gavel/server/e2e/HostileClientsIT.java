package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A node in a process of its own, with a quarter of a gigabyte of heap and few places, among clients that are slow, broken or mean to harm it, which are in a process
 * of their own of the lowest priority. Vendors who behave are all served; memory and open files stay within bounds; afterwards nothing is left of it.
 *
 * <p>{@code -Dgavel.hostile.clients=2000 -Dgavel.hostile.seconds=60} for the long form; {@code -Dgavel.hostile.each=5} lets each kind of client go on alone for so many
 * seconds, too, and says what it costs the server; {@code -Dgavel.hostile.kinds=PIPELINES,CRUMBS} has only these.
 */
class HostileClientsIT {

    private static final int CLIENTS = Integer.getInteger("gavel.hostile.clients", 190);
    private static final int SECONDS = Integer.getInteger("gavel.hostile.seconds", 10);
    private static final int ACTIONS_PER_SECOND = Integer.getInteger("gavel.hostile.actions", 500);
    private static final int SECONDS_OF_EACH = Integer.getInteger("gavel.hostile.each", 0);
    private static final List<Hostility> KINDS = kinds(System.getProperty("gavel.hostile.kinds", ""));
    private static final int VENDORS = 4;
    private static final int PINGS_PER_SECOND = 100;
    private static final long MOST_RESIDENT_KB = 1_200_000;
    private static final int FILES_LEFT = 20;

    /** Where the run is long enough for a percentile to mean something; in short, and on a busy machine, it does not. */
    private static final int SECONDS_TO_JUDGE_LATENCY = 60;

    private static final int MOST_TIMES_SLOWER = 5;

    @RegisterExtension
    static final World WORLD = World.with(
            "GAVEL_HTTP_IN_FLIGHT", "48",
            "GAVEL_HTTP_REQUEST_MS", "3000",
            "GAVEL_HTTP_IDLE_MS", "6000");

    private final List<String> report = new ArrayList<>();

    @Test
    @Timeout(900)
    void goodClientsAreServedAndNothingIsLeft(TestReporter reporter) throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon").buyer("beacon", "credit_limit: 90000000.00"));
        try (NodeProcess process = WORLD.startProcess()) {
            market.awaitLive(process.node());
            GoodClients good = new GoodClients(market, process.port(), VENDORS, PINGS_PER_SECOND);
            good.during(4_000);
            GoodClients.Phase calm = phase("calm", process, good, 5);
            long filesBefore = files(process.pid());

            if (SECONDS_OF_EACH > 0) {
                for (Hostility kind : KINDS) {
                    storm(kind.name(), market, process, good, SECONDS_OF_EACH, List.of(kind));
                    await().atMost(Duration.ofSeconds(40))
                            .until(() -> files(process.pid()) <= filesBefore + FILES_LEFT);
                }
            }
            GoodClients.Phase storm = storm("storm", market, process, good, SECONDS, KINDS);
            long residentKb = status(process.pid(), "VmHWM");

            await().atMost(Duration.ofSeconds(40)).until(() -> files(process.pid()) <= filesBefore + FILES_LEFT);
            GoodClients.Phase after = phase("after", process, good, 3);
            note("p99 of the storm is %.1f times that of the calm; most resident %d kB"
                    .formatted(
                            (double) storm.percentileMicros(99) / Math.max(1, calm.percentileMicros(99)), residentKb));
            reporter.publishEntry("hostile clients", String.join("\n", report));
            assertThat(calm.failures()).as("calm").isEmpty();
            assertThat(storm.failures()).as("storm").isEmpty();
            assertThat(after.failures()).as("after").isEmpty();
            if (SECONDS >= SECONDS_TO_JUDGE_LATENCY) {
                assertThat(storm.percentileMicros(99))
                        .as("p99 of good pings in the storm")
                        .isLessThan(MOST_TIMES_SLOWER * calm.percentileMicros(99));
            }
            assertThat(storm.sold()).isPositive();
            assertThat(after.sold()).isPositive();
            assertThat(residentKb).isLessThan(MOST_RESIDENT_KB);
        }
    }

    private static List<Hostility> kinds(String names) {
        return names.isEmpty()
                ? List.of(Hostility.values())
                : Stream.of(names.split(",")).map(Hostility::valueOf).toList();
    }

    private GoodClients.Phase phase(String name, NodeProcess process, GoodClients good, int seconds) throws Exception {
        Duration before = StormProcess.processorTime(process.pid());
        note(name + " begins");
        GoodClients.Phase phase = good.during(seconds * 1_000L);
        Duration used = StormProcess.processorTime(process.pid()).minus(before);
        note("%s: %s; server's processor time %d ms a second".formatted(name, phase, used.toMillis() / seconds));
        return phase;
    }

    private GoodClients.Phase storm(
            String name, Marketplace market, NodeProcess process, GoodClients good, int seconds, List<Hostility> kinds)
            throws Exception {
        try (StormProcess storm = new StormProcess(process.port(), market.key(), CLIENTS, ACTIONS_PER_SECOND, kinds)) {
            GoodClients.Phase phase = phase(name, process, good, seconds);
            Duration used = storm.processorTime();
            note("    %d hostile clients: %d actions, own processor time %d ms a second"
                    .formatted(CLIENTS, storm.end(), used.toMillis() / seconds));
            return phase;
        }
    }

    /** Writes down at once what is known: a server that gives way leaves no time for it later. */
    private void note(String line) throws IOException {
        report.add(line);
        Files.writeString(Path.of("target", "hostile-clients.txt"), String.join("\n", report) + "\n");
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
