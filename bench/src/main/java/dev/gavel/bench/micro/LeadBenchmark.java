package dev.gavel.bench.micro;

import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
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

/** From the values of a ping, as they stand in its body, to a lead. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LeadBenchmark {

    private static final String[] NAMES = {
        "zip", "state", "birth_date", "currently_insured", "vehicle_year", "phone_hash", "email_hash"
    };

    private final Vertical vertical = new SyntheticMarket().vertical();
    private final String[] values = {
        "78701", "TX", "1984-05-12", "true", "2019", "0".repeat(64), "1".repeat(64),
    };

    @Benchmark
    public Lead build() {
        Lead.Builder lead = Lead.of(vertical);
        for (int i = 0; i < NAMES.length; i++) {
            lead.set(NAMES[i], values[i]);
        }
        return lead.build();
    }
}
