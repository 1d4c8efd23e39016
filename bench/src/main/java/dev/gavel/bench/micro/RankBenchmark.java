package dev.gavel.bench.micro;

import dev.gavel.auction.award.Auction;
import dev.gavel.auction.award.Award;
import dev.gavel.auction.bid.Bid;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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

/** Rank and price bids that were asked for: what a ping with HTTP bidders needs once they have answered. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RankBenchmark {

    private static final long FLOOR_MICROS = 2_000_000L;

    @Param({"1", "5", "50"})
    private int bids;

    private final SyntheticMarket market = new SyntheticMarket();
    private List<Bid> offered = List.of();
    private long turn;

    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(bids);
        List<Bid> all = new ArrayList<>();
        for (int i = 0; i < bids; i++) {
            all.add(new Bid(market.contract(i), random.nextLong(500, 8_000) * 10_000L, null));
        }
        offered = List.copyOf(all);
    }

    @Benchmark
    public Award decide() {
        turn++;
        return Auction.decide(market.campaign(), offered, FLOOR_MICROS, turn, turn);
    }
}
