package dev.gavel.loadtests.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class BidderTest {

    private static final FarmPlan MIXED =
            FarmPlan.parse("seed=7", "median-ms=40", "sigma=0.4", "slow=10", "dead=5", "bid=60", "reject=20");

    @Test
    void kindsAreDrawnInTheSharesOfThePlan() {
        assertThat(shareOf(Bidder.Kind.DEAD)).isBetween(0.03, 0.07);
        assertThat(shareOf(Bidder.Kind.SLOW)).isBetween(0.08, 0.12);
    }

    private static double shareOf(Bidder.Kind kind) {
        return IntStream.range(0, 10_000)
                        .filter(number -> new Bidder(MIXED, number).kind() == kind)
                        .count()
                / 10_000.0;
    }

    @Test
    void latenciesHaveTheMedianOfThePlan() {
        Bidder prompt = IntStream.range(0, 100)
                .mapToObj(number -> new Bidder(MIXED, number))
                .filter(bidder -> bidder.kind() == Bidder.Kind.PROMPT)
                .findFirst()
                .orElseThrow();
        long[] nanos =
                LongStream.range(0, 10_001).map(prompt::thinkNanos).sorted().toArray();

        assertThat(nanos[5_000] / 1e6).isBetween(38.0, 42.0);
        assertThat(nanos[9_500] / 1e6).isBetween(70.0, 85.0);
    }

    @Test
    void pricesAreOfTheRangeAndSomeDecline() {
        Bidder bidder = new Bidder(MIXED, 3);
        int[] cents = LongStream.range(0, 10_000).mapToInt(bidder::cents).toArray();

        assertThat(IntStream.of(cents)).allMatch(price -> price == 0 || (price >= 1_000 && price < 8_000));
        assertThat(IntStream.of(cents).filter(price -> price == 0).count()).isBetween(3_800L, 4_200L);
    }

    @Test
    void theSameKeyIsAnsweredTheSame() {
        Bidder bidder = new Bidder(MIXED, 3);

        assertThat(IntStream.range(0, 1_000).filter(n -> !bidder.takes("delivery_" + n)))
                .hasSizeBetween(150, 250)
                .allMatch(n -> !bidder.takes("delivery_" + n));
    }

    @Test
    void plansThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> FarmPlan.parse("slow=60", "dead=60")).hasMessageContaining("slow and dead");
        assertThatThrownBy(() -> FarmPlan.parse("bid=101")).hasMessageContaining("bid");
        assertThatThrownBy(() -> FarmPlan.parse("colour=red")).hasMessageContaining("colour");
        assertThatThrownBy(() -> FarmPlan.parse("seed")).hasMessageContaining("name=value");
    }
}
