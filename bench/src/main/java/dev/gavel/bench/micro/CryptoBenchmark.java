package dev.gavel.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.persistence.audit.ChainLink;
import dev.gavel.persistence.crypto.LookupHash;
import dev.gavel.persistence.crypto.PiiCipher;
import dev.gavel.persistence.crypto.TenantKeys;
import java.util.Map;
import java.util.TreeMap;
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

/** The keyed hash of a consumer, a kilobyte of personal data sealed and opened, a link of the audit's chain. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
// Long, for the cipher is a hundred times slower until it is compiled.
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 3, time = 1)
public class CryptoBenchmark {

    private final TenantKeys keys = TenantKeys.of("bench", new TreeMap<>(Map.of(1, new byte[32])));
    private final String phoneHash = "0123456789abcdef".repeat(4);
    private final byte[] lead = "l".repeat(1_024).getBytes(UTF_8);
    private final byte[] leadId = "lead_01kb0000000000000000000000".getBytes(UTF_8);
    private final byte[] sealed = PiiCipher.seal(keys, lead, leadId);
    private final ChainLink chain = new ChainLink();

    @Benchmark
    public Object consumerHash() {
        return LookupHash.of(keys, phoneHash);
    }

    @Benchmark
    public Object seal() {
        return PiiCipher.seal(keys, lead, leadId);
    }

    @Benchmark
    public Object open() {
        return PiiCipher.open(keys, sealed, leadId);
    }

    @Benchmark
    public Object chainLink() {
        return chain.next();
    }
}
