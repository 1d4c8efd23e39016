package dev.gavel.auction.award;

import static dev.gavel.testkit.TestCampaign.campaign;
import static dev.gavel.testkit.TestContract.contract;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Campaign.Ranking;
import dev.gavel.auction.money.Margin;
import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuctionTest {

    private static final long UNIT = Money.UNIT_MICROS;

    @Test
    void ranksByPriceThenPriority() {
        List<Bid> bids = List.of(
                contract("low").bids(5),
                contract("second").priority(2).bids(9),
                contract("first").priority(1).bids(9),
                contract("high").priority(9).bids(12));
        assertThat(ids(decide(campaign().build(), bids, 1))).containsExactly("high", "first", "second", "low");
    }

    @Test
    void ranksByPriorityThenPrice() {
        Campaign campaign = campaign().ranking(Ranking.PRIORITY_THEN_PRICE).build();
        List<Bid> bids = List.of(
                contract("late").priority(2).bids(50),
                contract("cheap").priority(1).bids(5),
                contract("dear").priority(1).bids(6));
        assertThat(ids(decide(campaign, bids, 1))).containsExactly("dear", "cheap", "late");
    }

    @Test
    void drawsAmongEqualBidsByLeadAndDrawsTheSameAgain() {
        List<Bid> bids =
                IntStream.range(0, 4).mapToObj(i -> contract("c" + i).bids(5)).toList();
        Map<String, Integer> wins = new HashMap<>();
        for (long leadSeed = 0; leadSeed < 4_000; leadSeed++) {
            List<String> ranked = ids(decide(campaign().build(), bids, leadSeed));
            assertThat(ids(decide(campaign().build(), bids.reversed(), leadSeed)))
                    .isEqualTo(ranked);
            wins.merge(ranked.getFirst(), 1, Integer::sum);
        }
        assertThat(wins).hasSize(4).allSatisfy((_, count) -> assertThat(count).isBetween(900, 1_100));
    }

    @Test
    void drawsDifferentlyWithAnotherCampaignSeed() {
        List<Bid> bids =
                IntStream.range(0, 10).mapToObj(i -> contract("c" + i).bids(5)).toList();
        assertThat(ids(decide(campaign().seed(1).build(), bids, 1)))
                .isNotEqualTo(ids(decide(campaign().seed(2).build(), bids, 1)));
    }

    @Test
    void takesTurnsByTheNumberOfTheLead() {
        Campaign campaign = campaign().ranking(Ranking.ROUND_ROBIN).build();
        List<Bid> bids = List.of(
                contract("b").bids(3), contract("c").bids(2), contract("a").bids(1));
        assertThat(ids(Auction.decide(campaign, bids, 0, 1, 0))).containsExactly("a", "b", "c");
        assertThat(ids(Auction.decide(campaign, bids, 0, 1, 1))).containsExactly("b", "c", "a");
        assertThat(ids(Auction.decide(campaign, bids, 0, 1, 5))).containsExactly("c", "a", "b");
        assertThat(ids(Auction.decide(campaign, bids, 0, 1, Long.MAX_VALUE))).hasSize(3);
    }

    @Test
    void drawsInProportionToWeight() {
        Campaign campaign = campaign().ranking(Ranking.WEIGHTED).build();
        List<Bid> bids = List.of(
                contract("one").weight(1).bids(1),
                contract("two").weight(2).bids(1),
                contract("five").weight(5).bids(1));
        Map<String, Integer> first = new HashMap<>();
        Map<String, Integer> secondAfterFive = new HashMap<>();
        for (long leadSeed = 0; leadSeed < 16_000; leadSeed++) {
            List<String> ranked = ids(decide(campaign, bids, leadSeed));
            first.merge(ranked.get(0), 1, Integer::sum);
            if (ranked.get(0).equals("five")) {
                secondAfterFive.merge(ranked.get(1), 1, Integer::sum);
            }
        }
        assertThat(first.get("one")).isBetween(1_850, 2_150);
        assertThat(first.get("two")).isBetween(3_800, 4_200);
        assertThat(first.get("five")).isBetween(9_750, 10_250);
        assertThat((double) secondAfterFive.get("two") / secondAfterFive.get("one"))
                .isBetween(1.85, 2.15);
    }

    @Test
    void paysTheOwnBidAtFirstPrice() {
        Award award = decide(
                campaign().build(), List.of(contract("a").bids(9), contract("b").bids(5)), 1);
        assertThat(award.candidates()).extracting(Candidate::priceMicros).containsExactly(9 * UNIT, 5 * UNIT);
        assertThat(award.refusal()).isNull();
    }

    /** Bids a and b, reserve, increment; then what a and b pay. */
    @ParameterizedTest
    @CsvSource({
        "9, 5, 0, 1, 6, 1",
        "9, 5, 0, 0, 5, 0",
        "9, 5, 4, 1, 6, 5",
        "9, 5, 5, 1, 6, 5",
        "9, 8, 0, 5, 9, 5",
        "9, 9, 0, 1, 9, 1",
        "9, 5, 0, 20, 9, 5",
    })
    void paysJustOverTheBidBehindAtSecondPrice(long a, long b, long reserve, long increment, long aPays, long bPays) {
        Campaign campaign = campaign().reserve(reserve).secondPrice(increment).build();
        Award award = decide(
                campaign,
                List.of(
                        contract("a").priority(1).bids(a),
                        contract("b").priority(2).bids(b)),
                1);
        assertThat(award.candidates()).extracting(Candidate::priceMicros).containsExactly(aPays * UNIT, bPays * UNIT);
    }

    @Test
    void pricesEachSharedLegByTheSharedBidBehindIt() {
        Campaign campaign = campaign().secondPrice(1).maxLegs(2).build();
        Award award = decide(
                campaign,
                List.of(
                        contract("s1").shared().bids(9),
                        contract("x").bids(8),
                        contract("s2").shared().bids(6),
                        contract("s3").shared().bids(4)),
                1);
        assertThat(prices(award)).isEqualTo(Map.of("s1", 7L, "x", 1L, "s2", 5L, "s3", 1L));
        assertThat(award.maxLegs()).isEqualTo(2);
    }

    @Test
    void paysTheOwnBidWhenAHigherOneStandsBehindByPriority() {
        Campaign campaign =
                campaign().ranking(Ranking.PRIORITY_THEN_PRICE).secondPrice(1).build();
        Award award = decide(
                campaign,
                List.of(
                        contract("p1").priority(1).bids(4),
                        contract("p2").priority(2).bids(9)),
                1);
        assertThat(prices(award)).isEqualTo(Map.of("p1", 4L, "p2", 1L));
    }

    @Test
    void raisesASecondPriceThatWouldPayLessThanTheFloor() {
        Campaign campaign =
                campaign().margin(new Margin.Percent(5_000)).secondPrice(1).build();
        Award award = Auction.decide(
                campaign, List.of(contract("a").bids(20), contract("b").bids(3)), 6 * UNIT, 1, 1);
        assertThat(award.candidates())
                .singleElement()
                .satisfies(candidate -> assertThat(candidate.priceMicros()).isEqualTo(12 * UNIT))
                .satisfies(candidate -> assertThat(candidate.payoutMicros()).isEqualTo(6 * UNIT));
    }

    @Test
    void refusesWithoutBids() {
        assertThat(decide(campaign().build(), List.of(), 1).refusal()).isEqualTo(Reason.NO_BID);
    }

    /** A bid, the reserve, the vendor's floor, at a margin of half the price. */
    @ParameterizedTest
    @CsvSource({"9, 10, 0, BELOW_RESERVE", "9, 10, 20, BELOW_RESERVE", "10, 10, 6, BELOW_FLOOR", "10, 10, 5,"})
    void refusesBidsBelowReserveOrFloor(long bid, long reserve, long floor, Reason refusal) {
        Campaign campaign =
                campaign().reserve(reserve).margin(new Margin.Percent(5_000)).build();
        Award award = Auction.decide(campaign, List.of(contract("a").bids(bid)), floor * UNIT, 1, 1);
        assertThat(award.refusal()).isEqualTo(refusal);
        assertThat(award.candidates()).hasSize(refusal == null ? 1 : 0);
    }

    @Test
    void namesTheFloorWhenSomeBidReachedTheReserve() {
        Campaign campaign = campaign().reserve(5).build();
        Award award = Auction.decide(
                campaign, List.of(contract("a").bids(4), contract("b").bids(6)), 7 * UNIT, 1, 1);
        assertThat(award.refusal()).isEqualTo(Reason.BELOW_FLOOR);
    }

    @Test
    void bidsBelowTheFloorSetNoPrice() {
        Campaign campaign = campaign().secondPrice(0).build();
        Award award = Auction.decide(
                campaign, List.of(contract("a").bids(9), contract("b").bids(6)), 7 * UNIT, 1, 1);
        assertThat(prices(award)).isEqualTo(Map.of("a", 7L));
    }

    @Test
    void keepsTheBestOfEachModeAndPricesTheLastOfThem() {
        List<Bid> bids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            bids.add((i % 2 == 0 ? contract("x" + i) : contract("s" + i).shared()).bids(100 - i));
        }
        Award award = decide(campaign().secondPrice(0).build(), bids, 1);
        assertThat(award.candidates()).hasSize(2 * Auction.MOST_CANDIDATES);
        int lastShared = 2 * Auction.MOST_CANDIDATES - 1;
        assertThat(award.candidates().getLast().bid().contract().id()).isEqualTo("s" + lastShared);
        assertThat(award.candidates().getLast().priceMicros()).isEqualTo((100 - (lastShared + 2)) * UNIT);
    }

    @Test
    void minusLog2IsExactWhereTheLogarithmIs() {
        assertThat(RankOrder.minusLog2(1L << 63)).isEqualTo(1L << 32);
        assertThat(RankOrder.minusLog2(1L)).isEqualTo(64L << 32);
        assertThat(RankOrder.minusLog2(0)).isEqualTo(64L << 32);
        assertThat(RankOrder.minusLog2(-1L)).isEqualTo(1);
        double third = 0x1p64 / 3;
        assertThat(RankOrder.minusLog2(Math.round(third / 2) * 2) / 0x1p32)
                .isCloseTo(Math.log(3) / Math.log(2), org.assertj.core.data.Offset.offset(1e-9));
    }

    private static Award decide(Campaign campaign, List<Bid> bids, long leadSeed) {
        return Auction.decide(campaign, bids, 0, leadSeed, 0);
    }

    private static List<String> ids(Award award) {
        return award.candidates().stream().map(c -> c.bid().contract().id()).toList();
    }

    private static Map<String, Long> prices(Award award) {
        Map<String, Long> prices = new HashMap<>();
        award.candidates().forEach(c -> prices.put(c.bid().contract().id(), c.priceMicros() / UNIT));
        return prices;
    }
}
