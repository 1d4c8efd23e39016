package dev.gavel.auction.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZipTest {

    @ParameterizedTest
    @CsvSource({"78701, 78701", "00501, 501", "78701-1234, 78701", "99999, 99999", "00000, 0"})
    void readsFiveDigitsAndPlusFour(String text, int code) {
        assertThat(Zip.parse(text)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7870",
                "787011",
                "7870a",
                "78701-123",
                "78701-12345",
                "78701 1234",
                "78701-12a4",
                "７8701",
                "-8701"
            })
    void refusesOtherTexts(String text) {
        assertThat(Zip.parse(text)).isEqualTo(-1);
    }

    @Test
    void readsBackWhatItSpellsAndKnowsItsPrefixes() {
        Property.forAll(2_000, random -> {
            int code = random.nextInt(Zip.COUNT);
            String text = Zip.format(code);
            assertThat(Zip.parse(text)).isEqualTo(code);
            String prefix = Zip.format(random.nextInt(Zip.COUNT)).substring(0, random.nextInt(6));
            assertThat(Zip.startsWith(code, prefix)).isEqualTo(text.startsWith(prefix));
            assertThat(Zip.startsWith(code, text.substring(0, random.nextInt(6))))
                    .isTrue();
        });
        assertThat(Zip.startsWith(78_701, "787011")).isFalse();
        assertThat(Zip.startsWith(78_701, "78a")).isFalse();
    }
}
