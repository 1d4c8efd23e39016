package dev.gavel.server.vendor;

import dev.gavel.auction.award.StandingAuction;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A ping at 1,000 contracts with fixed prices, whole and in its parts, by the server's own classes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
// Long, for the cipher is a hundred times slower until it is compiled.
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 3, time = 1)
public class PingBenchmark {

    private final InMemoryPing world = new InMemoryPing(1_000);
    private final StandingAuction auction = new StandingAuction();

    @Benchmark
    public Object whole() {
        return world.answer();
    }

    @Benchmark
    public Object decode() {
        return world.decode();
    }

    @Benchmark
    public Object decodeForm() {
        return world.decodeForm();
    }

    @Benchmark
    public Object authenticate() {
        return world.authenticate();
    }

    @Benchmark
    public Object consumerKeys() {
        return world.consumerKeys();
    }

    @Benchmark
    public Object matchRankPrice() {
        return world.standing(auction);
    }

    @Benchmark
    public Object event() {
        return world.event();
    }

    @Benchmark
    public Object seal() {
        return world.seal();
    }
}
