package dev.gavel.bench.ceiling;

import dev.gavel.bench.gavel.LocalFarm;
import dev.gavel.bench.load.Generator;
import dev.gavel.bench.load.RequestTemplate;
import dev.gavel.bench.market.Bidders;
import dev.gavel.bench.market.Consumer;
import dev.gavel.bench.market.MarketYaml;
import dev.gavel.bench.net.Jvm;
import dev.gavel.bench.net.LocalRedis;
import dev.gavel.bench.result.ResultFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the ceilings, lets them and Gavel take turns under one generator, and prints medians and ratios. */
@Command(
        name = "ceilings",
        description = "Compares bare servers and Gavel: medians and ratios of rounds in which they took turns.")
public final class Ceilings implements Callable<Integer> {

    private static final Duration LONGEST_RUN = Duration.ofMinutes(30);

    @Option(
            names = "--ceiling",
            split = ",",
            description = "which (default: all but bidders, or bidders alone with --bidders): ${COMPLETION-CANDIDATES}")
    private Set<Ceiling> ceilings = EnumSet.noneOf(Ceiling.class);

    @Option(
            names = "--bidders",
            description =
                    "of a buyer farm that Gavel and the ceiling `bidders` ask (default: none, 5 for that ceiling)")
    private int bidders;

    @Option(
            names = "--asking",
            split = ",",
            description = "how Gavel asks, a Gavel for each (default: http): ${COMPLETION-CANDIDATES}")
    private Set<Bidders.Asking> askings = EnumSet.of(Bidders.Asking.HTTP);

    @Option(
            names = "--farm",
            split = ",",
            description =
                    "how the farm's bidders behave, as in load-tests: median-ms=40,sigma=0.4,slow=5 (default: all at once)")
    private List<String> farmPlan = new ArrayList<>();

    @Option(names = "--rounds", description = "default: ${DEFAULT-VALUE}")
    private int rounds = 5;

    @Option(names = "--warm-up", description = "seconds before each measurement (default: ${DEFAULT-VALUE})")
    private double warmUpSeconds = 1;

    @Option(names = "--first-warm-up", description = "seconds for each server at first (default: ${DEFAULT-VALUE})")
    private double firstWarmUpSeconds = 5;

    @Option(
            names = "--first-answers",
            description = "of each server at first, however long they take up to a minute (default: ${DEFAULT-VALUE})")
    private long firstAnswers = 100_000;

    @Option(names = "--seconds", description = "of one measurement (default: ${DEFAULT-VALUE})")
    private double seconds = 4;

    @Option(names = "--connections", description = "default: ${DEFAULT-VALUE}")
    private int connections = 64;

    @Option(names = "--depth", description = "requests under way on one connection (default: ${DEFAULT-VALUE})")
    private int depth = 1;

    @Option(names = "--per-second", description = "requests a second (default: as fast as answers come)")
    private int perSecond;

    @Option(
            names = "--contracts",
            description = "with fixed prices, of the Gavel that is started (default: 1000, or none with --bidders)")
    private @Nullable Integer contracts;

    @Option(names = "--bid-timeout", description = "milliseconds (default: ${DEFAULT-VALUE})")
    private int bidTimeoutMillis = 1_000;

    @Option(names = "--no-gavel", description = "the ceilings alone")
    private boolean noGavel;

    @Option(
            names = "--gavel-url",
            description = "take this running Gavel instead of starting one, for instance http://127.0.0.1:8080")
    private @Nullable URI gavelUrl;

    @Option(names = "--gavel-pid", description = "its process, to measure its processor time too")
    private long gavelPid;

    @Option(names = "--api-key", description = "a vendor's key for that Gavel")
    private String apiKey = "gvl_live_none";

    @Option(
            names = "--body-file",
            description = "the ping; all subjects get it (default: a 1 KB ping that the started Gavel's market buys)")
    private @Nullable Path bodyFile;

    @Option(names = "--marker", description = "text that a wanted answer has (default: ${DEFAULT-VALUE})")
    private String marker = "\"accepted\"";

    @Option(
            names = "--jvm-flag",
            description = "run each ceiling also with this flag, as NAME+; may be given more than once")
    private List<String> jvmFlags = new ArrayList<>();

    @Option(names = "--results", description = "folder for the JSON (default: ${DEFAULT-VALUE})")
    private Path results = ResultFile.FOLDER;

    @Override
    public Integer call() throws IOException {
        chooseDefaults();
        ResultFile file = ResultFile.startingNow("ceilings");
        Comparison comparison = new Comparison();
        try (LocalRedis redis = LocalRedis.start();
                LocalFarm farm = LocalFarm.start(farmPlan);
                Subjects subjects = new Subjects(subjects(new Backends(redis.port(), farm.port(), bidders)));
                Generator generator = Generator.start()) {
            Turn turn = new Turn(generator, connections, depth, perSecond);
            subjects.start();
            for (Subject subject : subjects.all()) {
                turn.warmUp(subject, firstAnswers, firstWarmUpSeconds);
                redis.clear();
            }
            for (int round = 1; round <= rounds; round++) {
                for (Subject subject : subjects.all()) {
                    Round result = turn.run(subject, warmUpSeconds, seconds);
                    comparison.add(subject.name(), result);
                    redis.clear();
                    System.err.printf("round %d  %-14s %,9.0f/s%n", round, subject.name(), result.perSecond());
                }
            }
        }
        System.out.print(ComparisonTable.render(comparison));
        System.out.println("JSON: " + write(file, comparison));
        return 0;
    }

    private List<Subject> subjects(Backends backends) throws IOException {
        Consumer awake = Consumer.awakeFor(LONGEST_RUN, Instant.now());
        String body =
                bodyFile == null ? (awake == null ? Consumer.anybody() : awake).ping() : Files.readString(bodyFile);
        RequestTemplate request =
                RequestTemplate.post(PingHandler.PATH, Map.of("Authorization", "Bearer " + apiKey), body);
        List<String> moreFlags = new ArrayList<>(Jvm.FLAGS);
        moreFlags.addAll(jvmFlags);
        List<Subject> subjects = new ArrayList<>();
        for (Ceiling ceiling : ceilings) {
            subjects.add(new CeilingSubject(ceiling.label(), ceiling, backends, request, Jvm.FLAGS));
            if (!jvmFlags.isEmpty()) {
                subjects.add(new CeilingSubject(ceiling.label() + "+", ceiling, backends, request, moreFlags));
            }
        }
        if (gavelUrl != null) {
            subjects.add(new RunningGavel(gavelUrl, gavelPid, request, marker));
        } else if (!noGavel) {
            System.err.println(
                    awake == null
                            ? "gavel: all gates but calling hours, for it is night everywhere"
                            : "gavel: all gates, for a consumer in " + awake.state());
            subjects.addAll(startedGavels(backends, awake != null, body));
        }
        return subjects;
    }

    private List<Subject> startedGavels(Backends backends, boolean callingHours, String body) {
        int fixed = contracts == null ? (bidders == 0 ? 1_000 : 0) : contracts;
        if (bidders == 0) {
            return List.of(new StartedGavel("gavel", MarketYaml.of(fixed, callingHours), body, Jvm.FLAGS));
        }
        List<Subject> gavels = new ArrayList<>();
        for (Bidders.Asking asking : askings) {
            Bidders asked = new Bidders(bidders, backends.farmPort(), asking, bidTimeoutMillis);
            gavels.add(new StartedGavel(
                    "gavel-" + asking.label(), MarketYaml.of(fixed, callingHours, asked), body, Jvm.FLAGS));
        }
        return gavels;
    }

    private void chooseDefaults() {
        if (ceilings.isEmpty()) {
            ceilings = bidders == 0 ? EnumSet.complementOf(EnumSet.of(Ceiling.BIDDERS)) : EnumSet.of(Ceiling.BIDDERS);
        }
        if (bidders == 0 && ceilings.contains(Ceiling.BIDDERS)) {
            bidders = 5;
        }
    }

    private Path write(ResultFile file, Comparison comparison) throws IOException {
        Map<String, Object> settings = Map.of(
                "connections", connections,
                "depth", depth,
                "seconds", seconds,
                "perSecond", perSecond,
                "bidders", bidders,
                "farm", farmPlan,
                "jvmFlags", jvmFlags);
        return file.write(results, settings, Map.of("rounds", comparison.rounds()));
    }
}
