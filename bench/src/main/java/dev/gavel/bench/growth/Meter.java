package dev.gavel.bench.growth;

import dev.gavel.bench.gavel.LoadedGavel;
import dev.gavel.bench.gavel.NodeUsage;
import dev.gavel.bench.load.Generator;
import dev.gavel.bench.load.LoadPlan;
import dev.gavel.bench.load.LoadResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Drives a Gavel and says what a ping cost it.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Meter {

    private static final int SETTLING_MILLIS = 500;
    private static final int FILL_CONNECTIONS = 64;
    private static final int FILL_MILLIS = 1_000;

    private final Generator generator;
    private final int runs;
    private final int millis;
    private final long firstAnswers;

    /**
     * @param runs at each step
     * @param millis of each run
     * @param firstAnswers before the first run of a node
     */
    Meter(Generator generator, int runs, int millis, long firstAnswers) {
        this.generator = generator;
        this.runs = runs;
        this.millis = millis;
        this.firstAnswers = firstAnswers;
    }

    /** Sends pings until the node is warm. */
    void warmUp(LoadedGavel gavel, int connections) throws IOException {
        generator.warmUp(gavel.plan(connections), firstAnswers);
    }

    /** What pings cost at this step. */
    Point measure(LoadedGavel gavel, int connections, long at) throws IOException {
        List<Point.Run> measured = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            measured.add(run(gavel, gavel.plan(connections).lasting(SETTLING_MILLIS, millis)));
        }
        return new Point(at, measured);
    }

    /** Sends pings for about a second; returns how many were answered. */
    long fill(LoadedGavel gavel) throws IOException {
        return generator
                .run(gavel.plan(FILL_CONNECTIONS).lasting(0, FILL_MILLIS))
                .answers();
    }

    private Point.Run run(LoadedGavel gavel, LoadPlan plan) throws IOException {
        NodeUsage before = gavel.node().usage();
        long redisBefore = gavel.stores().redis().processorMicros();
        LoadResult load = generator.run(plan);
        long redisMicros = gavel.stores().redis().processorMicros() - redisBefore;
        NodeUsage after = gavel.node().usage();
        double answers = load.answersInWarmUp() + load.answers();
        return new Point.Run(
                load.answersPerSecond(),
                (after.processorNanos() - before.processorNanos()) / 1e3 / answers,
                (after.allocatedBytes() - before.allocatedBytes()) / answers,
                redisMicros / answers,
                load.isClean());
    }
}
