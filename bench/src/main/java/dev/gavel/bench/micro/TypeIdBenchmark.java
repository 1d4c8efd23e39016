package dev.gavel.bench.micro;

import dev.gavel.auction.id.TypeId;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Ids to text and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TypeIdBenchmark {

    private static final String PREFIX = "ping";

    private final TypeId id = TypeId.at(PREFIX, 1_790_000_000_000L, 0x5DEECE66DL, 0x2545F4914F6CDD1DL);
    private final String text = id.toString();

    @Benchmark
    public String encode() {
        return id.toString();
    }

    @Benchmark
    public @Nullable TypeId parse() {
        return TypeId.parse(PREFIX, text);
    }
}
