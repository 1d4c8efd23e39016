package dev.gavel.bench.micro;

import dev.gavel.bench.dnc.SyntheticRegistry;
import dev.gavel.gates.DncRegister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A number looked up in a mapped registry of seven million, as dense as the national one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DncBenchmark {

    private static final int AREA_CODES = 10;
    private static final int NUMBERS_EACH = 700_000;
    private static final int QUESTIONS = 1 << 16;

    private final long[] phones = new long[QUESTIONS];
    private final long day = SyntheticRegistry.DAY.toEpochDay();
    private Path folder = Path.of("");
    private DncRegister register = DncRegister.UNKNOWN;
    private int next;

    @Setup
    public void open() throws IOException {
        folder = Files.createTempDirectory("gavel-dnc-bench");
        register = SyntheticRegistry.register(
                folder, SyntheticRegistry.make(folder, AREA_CODES, NUMBERS_EACH).list());
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < QUESTIONS; i++) {
            phones[i] = (SyntheticRegistry.FIRST_AREA_CODE + random.nextInt(AREA_CODES)) * 10_000_000L
                    + random.nextInt(2_000_000, 10_000_000);
        }
    }

    @Benchmark
    public int look() {
        return register.look(phones[next++ & (QUESTIONS - 1)], day);
    }

    @TearDown
    public void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
