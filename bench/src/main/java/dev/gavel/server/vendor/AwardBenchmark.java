package dev.gavel.server.vendor;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A ping from its call to its answer over a real Redis, alone and sixteen in one call of the award script: what {@code bench/run award} takes apart. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class AwardBenchmark {

    private static final int BATCH = 16;

    private final LedgerPings world = new LedgerPings(1_000);

    @TearDown(Level.Trial)
    public void stop() {
        world.close();
    }

    @Benchmark
    public void alone() {
        world.run(1);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void sixteen() {
        world.run(BATCH);
    }
}
