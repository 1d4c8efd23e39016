package dev.gavel.auction.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {

    @ParameterizedTest
    @CsvSource({
        "10000000, EUR, 0.861, 8610000",
        "10000000, JPY, 151.25, 1512000000",
        "10000000, JPY, 151.35, 1514000000",
        "100000, EUR, 0.05, 0",
        "300000, EUR, 0.05, 20000",
        "-10000000, EUR, 0.861, -8610000",
        "1000000000000000, KWD, 999999, 999999000000000000000",
        "10, EUR, 1, 0",
    })
    void roundsOnceHalfToEvenToTheSmallestCoin(long micros, String currency, String rate, String converted) {
        assertThat(Conversion.parse(currency, rate).convert(micros)).hasToString(converted);
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, 0",
        "EUR, -1",
        "EUR, 1e3",
        "EUR, 0.123456789",
        "EUR, 1000001",
        "EUR, 1.",
        "XAU, 1",
        "eur, 1",
        "ZZZ, 1"
    })
    void readsNothingElse(String currency, String rate) {
        assertThat(Conversion.parse(currency, rate)).isNull();
    }

    @Test
    void isNeverMadeOfNonsense() {
        assertThatThrownBy(() -> new Conversion("EUR", BigDecimal.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Conversion("ZZZ", BigDecimal.ONE)).isInstanceOf(IllegalArgumentException.class);
    }
}
