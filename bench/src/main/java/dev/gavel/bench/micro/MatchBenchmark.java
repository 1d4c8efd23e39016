package dev.gavel.bench.micro;

import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.book.Matches;
import dev.gavel.auction.lead.Lead;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Matching leads with books of many sizes: the best contract only, and every one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatchBenchmark {

    private static final int LEADS = 64;

    @Param({"10", "100", "1000", "10000", "50000"})
    private int contracts;

    private final Matches matches = new Matches();
    private Lead[] leads = {};
    private ContractBook book = new SyntheticMarket().book(0);
    private int turn;

    @Setup
    public void setUp() {
        SyntheticMarket market = new SyntheticMarket();
        book = market.book(contracts);
        leads = market.leads(LEADS);
    }

    @Benchmark
    public int best() {
        book.match(nextLead(), SyntheticMarket.VENDOR, SyntheticMarket.SOURCE, matches);
        int position = matches.next();
        matches.clear();
        return position;
    }

    @Benchmark
    public int all() {
        book.match(nextLead(), SyntheticMarket.VENDOR, SyntheticMarket.SOURCE, matches);
        int sum = 0;
        for (int position = matches.next(); position != Matches.END; position = matches.next()) {
            sum += position;
        }
        return sum;
    }

    private Lead nextLead() {
        return leads[turn++ & (LEADS - 1)];
    }
}
