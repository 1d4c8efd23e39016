package dev.gavel.auction.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.testkit.Property;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarginTest {

    private static final long UNIT = Money.UNIT_MICROS;

    /** Prices in micros. */
    @ParameterizedTest
    @CsvSource({
        "42500000, 0, 42500000",
        "42500000, 1500, 36120000", // 36.125 rounded down to the cent
        "42500000, 10000, 0",
        "10000, 1, 0", // less than a cent is left
        "9999, 0, 0",
        "0, 1500, 0",
        "1000000000000000, 1500, 850000000000000",
        "1000000000000000, 9999, 100000000000",
    })
    void keepsAShare(long price, int basisPoints, long payout) {
        assertThat(new Margin.Percent(basisPoints).payoutMicros(price)).isEqualTo(payout);
    }

    @ParameterizedTest
    @CsvSource({"42500000, 2000000, 40500000", "42500000, 2000001, 40490000", "1000000, 2000000, 0", "5, 0, 0"})
    void keepsAFixedAmount(long price, long margin, long payout) {
        assertThat(new Margin.Fixed(margin).payoutMicros(price)).isEqualTo(payout);
    }

    @ParameterizedTest
    @CsvSource({"9, 9", "10, 8", "19, 17", "20, 10", "100, 50"})
    void goesByTheBandOfThePrice(long price, long payout) {
        Margin.Table table = new Margin.Table(List.of(
                new Margin.Band(0, Margin.NONE),
                new Margin.Band(10 * UNIT, new Margin.Fixed(2 * UNIT)),
                new Margin.Band(20 * UNIT, new Margin.Percent(5_000))));
        assertThat(table.payoutMicros(price * UNIT)).isEqualTo(payout * UNIT);
    }

    @Test
    void refusesTablesThatDoNotAscendFromZero() {
        assertThatThrownBy(() -> new Margin.Table(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Margin.Table(List.of(new Margin.Band(1, Margin.NONE))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Margin.Table(List.of(new Margin.Band(0, Margin.NONE), new Margin.Band(0, Margin.NONE))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesSharesBeyondTheWhole() {
        assertThatThrownBy(() -> new Margin.Percent(10_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("basisPoints: 10001 (expected: 0 to 10000)");
        assertThatThrownBy(() -> new Margin.Fixed(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void computesSharesAsUnlimitedIntegersDo() {
        Property.forAll(5_000, random -> {
            long price = somePrice(random);
            int basisPoints = random.nextInt(10_001);
            BigInteger[] parts = BigInteger.valueOf(price)
                    .multiply(BigInteger.valueOf(basisPoints))
                    .divideAndRemainder(BigInteger.valueOf(10_000));
            long expected = parts[0].longValueExact() + parts[1].signum();
            assertThat(new Margin.Percent(basisPoints).marginMicros(price)).isEqualTo(expected);
        });
    }

    @Test
    void findsTheLeastPriceThatPaysSoMuch() {
        Property.forAll(3_000, random -> {
            Margin margin = someMargin(random, 2);
            long payout = random.nextLong(30 * UNIT);
            long from = random.nextLong(30 * UNIT);
            long least = margin.leastPriceMicros(payout, from);
            if (least == Long.MAX_VALUE) {
                assertThat(margin.payoutMicros(Money.MAX_MICROS)).isLessThan(payout);
            } else {
                assertThat(least).isGreaterThanOrEqualTo(from);
                assertThat(margin.payoutMicros(least)).isGreaterThanOrEqualTo(payout);
            }
            for (int i = 0; i < 50; i++) {
                long lower = from + random.nextLong(Math.clamp(least - from, 1, 60 * UNIT));
                assertThat(lower >= least || margin.payoutMicros(lower) < payout)
                        .as("%s pays %s at %s already, not first at %s", margin, payout, lower, least)
                        .isTrue();
            }
        });
    }

    private static long somePrice(RandomGenerator random) {
        return random.nextBoolean() ? random.nextLong(100 * UNIT) : random.nextLong(Money.MAX_MICROS + 1);
    }

    private static Margin someMargin(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth > 0 ? 3 : 2)) {
            case 0 -> new Margin.Percent(random.nextInt(10) == 0 ? 10_000 : random.nextInt(10_001));
            case 1 -> new Margin.Fixed(random.nextLong(20 * UNIT));
            default -> {
                List<Margin.Band> bands = new ArrayList<>();
                long from = 0;
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bands.add(new Margin.Band(from, someMargin(random, depth - 1)));
                    from += 1 + random.nextLong(20 * UNIT);
                }
                yield new Margin.Table(bands);
            }
        };
    }
}
