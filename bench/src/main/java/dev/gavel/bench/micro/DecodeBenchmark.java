package dev.gavel.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.bench.load.Payload;
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

/** From the 1 KB body of a ping to a lead and its consent. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {

    private final PingDecoder streaming = new StreamingPingDecoder(new SyntheticMarket().vertical());
    private final byte[] body = Payload.autoInsurancePing()
            .replace("{n}", "0123456789abcdef")
            .replace("{now}", "2026-11-22T15:00:00Z")
            .getBytes(UTF_8);

    @Benchmark
    public Object streaming() {
        return streaming.decode(body);
    }
}
