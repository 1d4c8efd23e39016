package dev.gavel.auction.lead;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5125550100",
                "15125550100",
                "+15125550100",
                "+1 (512) 555-0100",
                "512.555.0100",
                "(512) 555 0100",
                "1-512-555-0100"
            })
    void readsTheUsualSpellings(String text) {
        assertThat(Phone.parse(text)).isEqualTo(5_125_550_100L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "1",
                "512555010",
                "51255501000",
                "25125550100",
                "1125550100",
                "0125550100",
                "5121550100",
                "+5125550100",
                "+255125550100",
                "512555010a",
                "512+5550100",
                "5125550100 ext 1",
                "５125550100",
                "512/555/0100"
            })
    void refusesWhatIsNoNorthAmericanNumber(String text) {
        assertThat(Phone.parse(text)).isEqualTo(-1);
    }

    @Test
    void tellsAreaCodeAndSpelling() {
        assertThat(Phone.areaCode(5_125_550_100L)).isEqualTo(512);
        assertThat(Phone.e164(5_125_550_100L)).isEqualTo("+15125550100");
    }
}
