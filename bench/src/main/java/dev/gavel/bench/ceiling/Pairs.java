package dev.gavel.bench.ceiling;

import dev.gavel.bench.load.Generator;
import dev.gavel.bench.market.Consumer;
import dev.gavel.bench.market.MarketYaml;
import dev.gavel.bench.net.Jvm;
import dev.gavel.bench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets a Gavel as it is usually run and the same with one thing changed take turns, one change after another, and says what it makes. */
@Command(
        name = "pairs",
        description = "The same Gavel with other settings of the JVM and Netty, each in turns with the usual.")
public final class Pairs implements Callable<Integer> {

    private static final Duration LONGEST_RUN = Duration.ofMinutes(30);
    private static final String USUAL = "usual";

    @Option(names = "--setting", split = ",", description = "default: all of ${COMPLETION-CANDIDATES}")
    private Set<Setting> settings = EnumSet.allOf(Setting.class);

    @Option(names = "--rounds", description = "default: ${DEFAULT-VALUE}")
    private int rounds = 5;

    @Option(names = "--seconds", description = "of one measurement (default: ${DEFAULT-VALUE})")
    private double seconds = 3;

    @Option(names = "--connections", description = "default: ${DEFAULT-VALUE}")
    private int connections = 64;

    @Option(names = "--contracts", description = "with fixed prices (default: ${DEFAULT-VALUE})")
    private int contracts = 1_000;

    @Option(names = "--first-answers", description = "of each before its first round (default: ${DEFAULT-VALUE})")
    private long firstAnswers = 80_000;

    @Option(names = "--results", description = "folder for the JSON (default: ${DEFAULT-VALUE})")
    private Path results = ResultFile.FOLDER;

    @Override
    public Integer call() throws IOException {
        ResultFile file = ResultFile.startingNow("pairs");
        Comparison all = new Comparison();
        List<String> lines = new ArrayList<>();
        try (Generator generator = Generator.start()) {
            Turn turn = new Turn(generator, connections, 1, 0);
            for (Setting setting : settings) {
                Comparison pair = compare(setting, turn);
                pair.rounds(setting.label()).forEach(round -> all.add(setting.label(), round));
                pair.rounds(USUAL).forEach(round -> all.add(USUAL, round));
                lines.add(line(setting, pair));
                System.err.println(lines.getLast());
            }
        }
        System.out.println("setting        answers/s  / usual (range)          us a ping   usual  ");
        lines.forEach(System.out::println);
        Map<String, Object> how = Map.of("connections", connections, "contracts", contracts, "seconds", seconds);
        System.out.println("JSON: " + file.write(results, how, Map.of("rounds", all.rounds())));
        return 0;
    }

    private Comparison compare(Setting setting, Turn turn) throws IOException {
        Consumer awake = Consumer.awakeFor(LONGEST_RUN, Instant.now());
        String body = (awake == null ? Consumer.anybody() : awake).ping();
        String market = MarketYaml.of(contracts, awake != null);
        Comparison pair = new Comparison();
        try (Subjects both = new Subjects(List.of(
                new StartedGavel(USUAL, market, body, Jvm.FLAGS),
                new StartedGavel(setting.label(), market, body, setting.flags())))) {
            both.start();
            for (Subject subject : both.all()) {
                turn.warmUp(subject, firstAnswers, 5);
            }
            for (int round = 0; round < rounds; round++) {
                // Who comes first changes, in case that what one leaves behind is the other's burden.
                for (Subject subject : round % 2 == 0 ? both.all() : both.all().reversed()) {
                    pair.add(subject.name(), turn.run(subject, 1, seconds));
                }
            }
        }
        return pair;
    }

    private static String line(Setting setting, Comparison pair) {
        String label = setting.label();
        double[] ratios = pair.ratios(label, USUAL);
        boolean clean =
                pair.rounds(label).stream().allMatch(round -> round.load().isClean());
        return String.format(
                Locale.ROOT,
                "%-13s %,10.0f  %.2f (%.2f .. %.2f)  %14.1f  %6.1f  %s",
                label,
                pair.medianRate(label),
                Comparison.median(ratios),
                Arrays.stream(ratios).min().orElse(Double.NaN),
                Arrays.stream(ratios).max().orElse(Double.NaN),
                pair.medianCpuMicros(label),
                pair.medianCpuMicros(USUAL),
                clean ? "" : "NOT CLEAN");
    }
}
