package dev.gavel.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.15, 192.0.2.15, true",
        "192.0.2.15, 192.0.2.16, false",
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.77/24, 192.0.2.1, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "198.51.100.0/22, 198.51.103.255, true",
        "198.51.100.0/22, 198.51.104.0, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "192.0.2.1/32, 192.0.2.1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:db8::1, 2001:0db8:0:0:0:0:0:1, true",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.1, false",
        "192.0.2.0/24, not-an-address, false",
        "192.0.2.0/24, '', false"
    })
    void knowsWhatFallsIn(String range, String address, boolean inside) {
        assertThat(AddressRange.parse(range).contains(address)).isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "192.0.2",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "2001:db8::/129",
                "192.0.2.0/",
                "192.0.2.0/x",
                "/24"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsAndComparesAsItWasWritten() {
        assertThat(AddressRange.parse("192.0.2.0/24"))
                .hasToString("192.0.2.0/24")
                .isEqualTo(AddressRange.parse("192.0.2.0/24"))
                .hasSameHashCodeAs(AddressRange.parse("192.0.2.0/24"))
                .isNotEqualTo(AddressRange.parse("192.0.2.0/25"));
    }
}
