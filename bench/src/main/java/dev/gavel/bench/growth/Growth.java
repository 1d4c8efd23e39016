package dev.gavel.bench.growth;

import dev.gavel.bench.gavel.LoadedGavel;
import dev.gavel.bench.load.Generator;
import dev.gavel.bench.market.Bidders;
import dev.gavel.bench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what a ping costs the node and Redis in processor time and bytes while one thing grows and the rest stays. */
@Command(name = "growth", description = "How the cost of a ping grows: one series for each thing that grows.")
public final class Growth implements Callable<Integer> {

    private static final int CONNECTIONS = 64;

    @Option(names = "--series", split = ",", description = "default: all of ${COMPLETION-CANDIDATES}")
    private Set<Axis> axes = EnumSet.allOf(Axis.class);

    @Option(names = "--most", description = "leave out steps beyond (default: none)")
    private int most = Integer.MAX_VALUE;

    @Option(names = "--runs", description = "at each step (default: ${DEFAULT-VALUE})")
    private int runs = 3;

    @Option(names = "--seconds", description = "of a run (default: ${DEFAULT-VALUE})")
    private double seconds = 2;

    @Option(names = "--first-answers", description = "of each node that is started (default: ${DEFAULT-VALUE})")
    private long firstAnswers = 80_000;

    @Option(names = "--results", description = "folder for the JSON (default: ${DEFAULT-VALUE})")
    private Path results = ResultFile.FOLDER;

    /** The points of one axis. */
    record Series(String label, List<Point> points) {}

    @Override
    public Integer call() throws IOException, SQLException {
        ResultFile file = ResultFile.startingNow("growth");
        Map<String, Series> series = new LinkedHashMap<>();
        try (Generator generator = Generator.start()) {
            Meter meter = new Meter(generator, runs, (int) (seconds * 1_000), firstAnswers);
            for (Axis axis : axes) {
                List<Point> points = new ArrayList<>();
                series.put(axis.key(), new Series(axis.label(), points));
                measure(axis, meter, points);
            }
        }
        Map<String, Object> settings = Map.of("runs", runs, "seconds", seconds, "firstAnswers", firstAnswers);
        System.out.println("JSON: " + file.write(results, settings, Map.of("series", series)));
        return 0;
    }

    private void measure(Axis axis, Meter meter, List<Point> points) throws IOException, SQLException {
        List<Integer> steps = axis.steps().stream().filter(step -> step <= most).toList();
        switch (axis) {
            case CONTRACTS -> {
                for (int step : steps) {
                    measureAlone(axis, LoadedGavel.Setup.fixed(step), step, meter, points);
                }
            }
            case BIDDERS -> {
                for (int step : steps) {
                    LoadedGavel.Setup setup =
                            new LoadedGavel.Setup(step == 0 ? 5 : 0, step, Bidders.Asking.HTTP, List.of(), 1);
                    measureAlone(axis, setup, step, meter, points);
                }
            }
            case TENANTS -> {
                for (int step : steps) {
                    LoadedGavel.Setup setup = new LoadedGavel.Setup(100, 0, Bidders.Asking.HTTP, List.of(), step);
                    measureAlone(axis, setup, step, meter, points);
                }
            }
            case CONNECTIONS -> measureConnections(axis, steps, meter, points);
            case BACKLOG -> measureBacklog(axis, steps, meter, points);
        }
    }

    private static void measureAlone(Axis axis, LoadedGavel.Setup setup, int step, Meter meter, List<Point> points)
            throws IOException {
        try (LoadedGavel gavel = LoadedGavel.start(setup)) {
            meter.warmUp(gavel, CONNECTIONS);
            add(axis, points, meter.measure(gavel, CONNECTIONS, step));
        }
    }

    private static void measureConnections(Axis axis, List<Integer> steps, Meter meter, List<Point> points)
            throws IOException {
        try (LoadedGavel gavel = LoadedGavel.start(LoadedGavel.Setup.fixed(1_000))) {
            meter.warmUp(gavel, CONNECTIONS);
            for (int step : steps) {
                add(axis, points, meter.measure(gavel, step, step));
            }
        }
    }

    private static void measureBacklog(Axis axis, List<Integer> steps, Meter meter, List<Point> points)
            throws IOException, SQLException {
        try (LoadedGavel gavel = LoadedGavel.start(LoadedGavel.Setup.fixed(1_000))) {
            meter.warmUp(gavel, CONNECTIONS);
            add(axis, points, meter.measure(gavel, CONNECTIONS, 0));
            try (AuditJam jam = AuditJam.begin(gavel)) {
                for (int step : steps.subList(1, steps.size())) {
                    while (jam.waiting() < step) {
                        meter.fill(gavel);
                    }
                    add(axis, points, meter.measure(gavel, CONNECTIONS, jam.waiting()));
                }
            }
        }
    }

    private static void add(Axis axis, List<Point> points, Point point) {
        points.add(point);
        System.out.println(point.line(axis.key()));
    }
}
