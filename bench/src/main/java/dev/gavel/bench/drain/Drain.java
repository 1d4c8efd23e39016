package dev.gavel.bench.drain;

import dev.gavel.bench.gavel.GavelStores;
import dev.gavel.bench.gavel.LoadedGavel;
import dev.gavel.bench.load.Generator;
import dev.gavel.bench.market.MarketYaml;
import dev.gavel.bench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lets a Gavel decide pings until there are enough audit events, then moves these events again and again: from a Redis stream through the drainer into a
 * tenant's chain, and in turns the rows that came of it by one {@code COPY} into the same table, as {@code \copy} of psql would.
 */
@Command(name = "drain", description = "Audit events a second into the chain, against COPY of the same rows.")
public final class Drain implements Callable<Integer> {

    @Option(names = "--events", description = "of each round (default: ${DEFAULT-VALUE})")
    private int events = 100_000;

    @Option(names = "--batch", description = "events in an entry of the stream (default: ${DEFAULT-VALUE})")
    private int batch = 16;

    @Option(names = "--rounds", description = "default: ${DEFAULT-VALUE}")
    private int rounds = 5;

    @Option(names = "--results", description = "folder for the JSON (default: ${DEFAULT-VALUE})")
    private Path results = ResultFile.FOLDER;

    /**
     * One turn of both.
     *
     * @param bytes of the events alone
     */
    record Round(int events, long bytes, double drainSeconds, double copySeconds) {

        public double getDrainPerSecond() {
            return events / drainSeconds;
        }

        public double getCopyPerSecond() {
            return events / copySeconds;
        }

        public double getRatio() {
            return copySeconds / drainSeconds;
        }
    }

    @Override
    public Integer call() throws IOException, SQLException {
        ResultFile file = ResultFile.startingNow("drain");
        List<Round> measured = new ArrayList<>();
        try (LoadedGavel gavel = LoadedGavel.start(LoadedGavel.Setup.fixed(1_000))) {
            makeEvents(gavel);
            // Without a node, which would drain too.
            gavel.node().close();
            measure(gavel.stores(), measured);
        }
        System.out.printf(
                "drain %s events/s, COPY %s rows/s, ratio %s; %d rounds of %,d events, %d an entry%n",
                spread(measured, Round::getDrainPerSecond, "%,.0f"),
                spread(measured, Round::getCopyPerSecond, "%,.0f"),
                spread(measured, Round::getRatio, "%.2f"),
                rounds,
                events,
                batch);
        Map<String, Object> settings = Map.of("events", events, "batch", batch);
        System.out.println("JSON: " + file.write(results, settings, Map.of("rounds", measured)));
        return 0;
    }

    private void makeEvents(LoadedGavel gavel) throws IOException, SQLException {
        try (Generator generator = Generator.start();
                ChainTable table = new ChainTable(gavel.stores().superuser())) {
            while (table.count(MarketYaml.TENANT) < events) {
                generator.run(gavel.plan(64));
            }
        }
    }

    private void measure(GavelStores stores, List<Round> measured) throws SQLException {
        try (ChainTable table = new ChainTable(stores.superuser());
                StreamDrain stream = new StreamDrain(stores)) {
            List<String> texts = table.events(MarketYaml.TENANT, events);
            long bytes = texts.stream().mapToLong(String::length).sum();
            for (int round = 0; round <= rounds; round++) {
                String drained = "drained-" + round;
                stream.fill(drained, texts, batch);
                double drainSeconds = stream.drain(drained, events);
                double copySeconds = table.copy(drained, "copied-" + round);
                Round result = new Round(events, bytes, drainSeconds, copySeconds);
                System.err.printf(
                        "round %d  drain %,.0f/s  COPY %,.0f/s  %.2f%s%n",
                        round,
                        result.getDrainPerSecond(),
                        result.getCopyPerSecond(),
                        result.getRatio(),
                        round == 0 ? "  (warm-up)" : "");
                if (round > 0) {
                    measured.add(result);
                }
            }
        }
    }

    private static String spread(List<Round> rounds, ToDoubleFunction<Round> figure, String format) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return Arrays.stream(new double[] {sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]})
                .mapToObj(value -> String.format(Locale.ROOT, format, value))
                .reduce((a, b) -> a.contains("(") ? a + " .. " + b + ")" : a + " (" + b)
                .orElse("");
    }
}
