package dev.gavel.bench.micro;

import dev.gavel.auction.award.Award;
import dev.gavel.auction.award.StandingAuction;
import dev.gavel.auction.book.ContractBook;
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

/** Match, rank and price in one go, as a ping whose bidders all have fixed prices needs it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecideBenchmark {

    private static final int LEADS = 64;
    private static final long FLOOR_MICROS = 2_000_000L;

    @Param({"10", "100", "1000", "10000", "50000"})
    private int contracts;

    private final StandingAuction auction = new StandingAuction();
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
    public Award fixedPrices() {
        int lead = turn++;
        return auction.decide(
                book, leads[lead & (LEADS - 1)], SyntheticMarket.VENDOR, SyntheticMarket.SOURCE, FLOOR_MICROS, lead);
    }
}
