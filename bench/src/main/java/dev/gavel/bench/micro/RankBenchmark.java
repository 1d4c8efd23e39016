package dev.gavel.bench.micro;

import dev.gavel.auction.award.Auction;
import dev.gavel.auction.award.Award;
import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.contract.Campaign;
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
    private static final long INCREMENT_MICROS = 10_000L;

    private long turn;

    /** How many have answered, in a campaign that sells at first price to the highest, three times at most. */
    @State(Scope.Thread)
    public static class Answered {

        @Param({"1", "5", "50"})
        private int bids;

        private final SyntheticMarket market = new SyntheticMarket();
        private List<Bid> offered = List.of();

        @Setup
        public void setUp() {
            offered = offered(market, bids);
        }
    }

    /** How a campaign sells. Of twenty bids five are for a shared lead. */
    @State(Scope.Thread)
    public static class Sale {

        private static final int BIDS = 20;

        @Param({"HIGHEST_PRICE", "PRIORITY_THEN_PRICE", "WEIGHTED", "ROUND_ROBIN"})
        private Campaign.Ranking ranking = Campaign.Ranking.HIGHEST_PRICE;

        @Param({"first", "second"})
        private String price = "first";

        @Param({"1", "3"})
        private int legs;

        private final SyntheticMarket market = new SyntheticMarket();
        private Campaign campaign = market.campaign();
        private List<Bid> offered = List.of();

        @Setup
        public void setUp() {
            campaign = market.campaign(
                    ranking,
                    price.equals("first")
                            ? new Campaign.Pricing.FirstPrice()
                            : new Campaign.Pricing.SecondPrice(INCREMENT_MICROS),
                    legs);
            offered = offered(market, BIDS);
        }
    }

    private static List<Bid> offered(SyntheticMarket market, int bids) {
        SplittableRandom random = new SplittableRandom(bids);
        List<Bid> all = new ArrayList<>();
        for (int i = 0; i < bids; i++) {
            all.add(new Bid(market.contract(i), random.nextLong(500, 8_000) * 10_000L, null));
        }
        return List.copyOf(all);
    }

    @Benchmark
    public Award decide(Answered answered) {
        turn++;
        return Auction.decide(answered.market.campaign(), answered.offered, FLOOR_MICROS, turn, turn);
    }

    @Benchmark
    public Award sell(Sale sale) {
        turn++;
        return Auction.decide(sale.campaign, sale.offered, FLOOR_MICROS, turn, turn);
    }
}
