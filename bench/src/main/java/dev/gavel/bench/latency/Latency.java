package dev.gavel.bench.latency;

import dev.gavel.bench.gavel.LoadedGavel;
import dev.gavel.bench.load.Generator;
import dev.gavel.bench.load.LoadPlan;
import dev.gavel.bench.load.LoadResult;
import dev.gavel.bench.market.Bidders;
import dev.gavel.bench.result.ResultFile;
import dev.gavel.bench.scrape.Scrape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Finds what a node can carry in a closed loop, offers half of it by the clock, and reads from the node's own histograms what a ping took there: with
 * fixed prices, and with bidders what is added to the slowest of them. The generator's view stands beside it.
 */
@Command(name = "latency", description = "Percentiles of a ping at half of the top load, in the server and outside.")
public final class Latency implements Callable<Integer> {

    private static final int SETTLING_MILLIS = 2_000;

    @Option(names = "--contracts", description = "with fixed prices (default: ${DEFAULT-VALUE})")
    private int contracts = 1_000;

    @Option(names = "--connections", description = "default: ${DEFAULT-VALUE}")
    private int connections = 64;

    @Option(names = "--bidders", description = "0: fixed prices only (default: ${DEFAULT-VALUE})")
    private int bidders = 5;

    @Option(names = "--asking", split = ",", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Set<Bidders.Asking> askings = EnumSet.of(Bidders.Asking.HTTP, Bidders.Asking.STREAM);

    @Option(names = "--think", description = "milliseconds that every bidder takes (default: ${DEFAULT-VALUE})")
    private int thinkMillis = 20;

    @Option(
            names = "--bidder-connections",
            description = "of the generator where bidders are asked: pings wait for them (default: ${DEFAULT-VALUE})")
    private int bidderConnections = 256;

    @Option(names = "--rounds", description = "default: ${DEFAULT-VALUE}")
    private int rounds = 5;

    @Option(names = "--seconds", description = "of a round (default: ${DEFAULT-VALUE})")
    private int seconds = 8;

    @Option(names = "--share", description = "of the top load that is offered (default: ${DEFAULT-VALUE})")
    private double share = 0.5;

    @Option(names = "--first-answers", description = "before the first round (default: ${DEFAULT-VALUE})")
    private long firstAnswers = 100_000;

    @Option(names = "--results", description = "folder for the JSON (default: ${DEFAULT-VALUE})")
    private Path results = ResultFile.FOLDER;

    /**
     * One kind of market.
     *
     * @param topPerSecond the median of the closed loop's rounds
     * @param offeredPerSecond in the phases
     */
    record Subject(String name, double topPerSecond, int offeredPerSecond, List<Phase> phases) {}

    @Override
    public Integer call() throws IOException {
        ResultFile file = ResultFile.startingNow("latency");
        List<Subject> subjects = new ArrayList<>();
        try (Generator generator = Generator.start()) {
            subjects.add(measure("fixed", LoadedGavel.Setup.fixed(contracts), connections, generator));
            if (bidders > 0) {
                List<String> farm = List.of("median-ms=" + thinkMillis, "sigma=0");
                for (Bidders.Asking asking : askings) {
                    LoadedGavel.Setup setup = LoadedGavel.Setup.bidders(bidders, asking, farm);
                    subjects.add(measure(asking.label(), setup, bidderConnections, generator));
                }
            }
        }
        subjects.forEach(this::print);
        Map<String, Object> settings = Map.of(
                "contracts", contracts,
                "connections", connections,
                "bidders", bidders,
                "bidderConnections", bidderConnections,
                "thinkMillis", thinkMillis,
                "seconds", seconds,
                "share", share);
        System.out.println("JSON: " + file.write(results, settings, Map.of("subjects", subjects)));
        return 0;
    }

    private Subject measure(String name, LoadedGavel.Setup setup, int clients, Generator generator) throws IOException {
        try (LoadedGavel gavel = LoadedGavel.start(setup)) {
            LoadPlan closed = gavel.plan(clients);
            generator.warmUp(closed, firstAnswers);
            double top = top(closed, generator);
            int offered = (int) Math.max(1, top * share);
            System.err.printf("%-8s top %,.0f/s, offered %,d/s%n", name, top, offered);
            LoadPlan open = closed.at(offered);
            generator.run(open.lasting(0, SETTLING_MILLIS));
            List<Phase> phases = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                Phase phase = phase(gavel, open.lasting(0, seconds * 1_000), generator);
                phases.add(phase);
                System.err.printf(
                        "%-8s round %d  server %s%n",
                        name, round, phase.server().text());
            }
            return new Subject(name, top, offered, phases);
        }
    }

    private static double top(LoadPlan closed, Generator generator) throws IOException {
        double[] rates = new double[3];
        for (int i = 0; i < rates.length; i++) {
            LoadResult result = generator.run(closed);
            rates[i] = result.marked() / result.seconds();
        }
        Arrays.sort(rates);
        return rates[1];
    }

    /** The scrapes stand outside of the load, which they would disturb. */
    private static Phase phase(LoadedGavel gavel, LoadPlan plan, Generator generator) throws IOException {
        Scrape before = Scrape.of(gavel.node().port());
        LoadResult client = generator.run(plan);
        Scrape after = Scrape.of(gavel.node().port());
        return new Phase(
                client,
                Phase.Percentiles.of(after.histogramSince(before, "gavel_ping_seconds")),
                Phase.Percentiles.of(after.histogramSince(before, "gavel_ping_added_seconds")));
    }

    private void print(Subject subject) {
        System.out.printf(
                "%s: top %,.0f/s, offered %,d/s; the middle of %d rounds by the server's p99%n",
                subject.name, subject.topPerSecond, subject.offeredPerSecond, subject.phases.size());
        Phase middle = middle(subject.phases);
        System.out.println("  server  " + middle.server().text());
        if (middle.added().count() > 0) {
            System.out.println("  added   " + middle.added().text());
            System.out.printf(
                    "  client, without the bidders' %d ms: p99 %,.0f us%n", thinkMillis, beyondThinking(middle));
        }
        System.out.println("  client  " + middle.clientText());
    }

    private double beyondThinking(Phase phase) {
        return phase.client().p99Micros() - thinkMillis * 1e3;
    }

    static Phase middle(List<Phase> phases) {
        List<Phase> sorted = phases.stream()
                .sorted((a, b) -> Double.compare(judged(a), judged(b)))
                .toList();
        return sorted.get((sorted.size() - 1) / 2);
    }

    private static double judged(Phase phase) {
        return phase.added().count() > 0
                ? phase.added().p99Micros()
                : phase.server().p99Micros();
    }
}
