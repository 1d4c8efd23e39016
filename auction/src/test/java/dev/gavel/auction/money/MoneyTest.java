package dev.gavel.auction.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.testkit.Property;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    private static final Pattern AMOUNT = Pattern.compile("[0-9]+(\\.[0-9]{1,6})?");

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "42.5, 42500000",
        "42.50, 42500000",
        "0.000001, 1",
        "007, 7000000",
        "17.125, 17125000",
        "1000000000, 1000000000000000",
        "1000000000.000000, 1000000000000000",
    })
    void readsPlainDecimals(String text, long micros) {
        assertThat(Money.parseMicros(text)).isEqualTo(micros);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.",
                ".5",
                "-1",
                "+1",
                "1e3",
                "1,000",
                "1 ",
                " 1",
                "1.0000001",
                "1.2.3",
                "1000000000.000001",
                "1000000001",
                "99999999999999999999999",
                "NaN",
                "٣",
                "0x1"
            })
    void refusesWhatIsNoAmount(String text) {
        assertThat(Money.parseMicros(text)).isEqualTo(Money.INVALID);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.00", "42500000, 42.50", "17125000, 17.125", "1, 0.000001", "-3000000, -3.00", "-10000, -0.01"})
    void spellsAtLeastTwoDecimals(long micros, String text) {
        assertThat(Money.format(micros)).isEqualTo(text);
    }

    @Test
    void readsBackWhatItSpells() {
        Property.forAll(5_000, random -> {
            long micros = random.nextLong(1L << random.nextInt(1, 50));
            assertThat(Money.parseMicros(Money.format(micros))).isEqualTo(micros);
        });
    }

    @Test
    void readsAnyTextAsADecimalReaderWould() {
        String alphabet = "0011259.+-eE ,";
        Property.forAll(20_000, random -> {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            long expected = Money.INVALID;
            if (AMOUNT.matcher(text).matches()) {
                BigDecimal micros = new BigDecimal(text.toString()).movePointRight(6);
                expected = micros.compareTo(BigDecimal.valueOf(Money.MAX_MICROS)) > 0
                        ? Money.INVALID
                        : micros.longValueExact();
            }
            assertThat(Money.parseMicros(text)).as("%s", text).isEqualTo(expected);
        });
    }
}
