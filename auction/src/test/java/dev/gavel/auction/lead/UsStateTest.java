package dev.gavel.auction.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsStateTest {

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("EnumOrdinal") // the code of a state is its ordinal
    void readsEveryCodeInAnyCase(UsState state) {
        assertThat(UsState.parse(state.name())).isEqualTo(state);
        assertThat(UsState.parse(state.name().toLowerCase(Locale.ROOT))).isEqualTo(state);
        assertThat(UsState.of(state.ordinal())).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "T", "TEX", "XX", "T ", "1X", "@L", "[L", "İL", "ŁA", "{A", "\u0130\u0130"})
    void refusesOtherTexts(String text) {
        assertThat(UsState.parse(text)).isNull();
    }

    @Test
    void readsNothingElseOfAllPairsOfCharacters() {
        int found = 0;
        for (char first = 0; first < 0x180; first++) {
            for (char second = 0; second < 0x180; second++) {
                found += UsState.parse("" + first + second) == null ? 0 : 1;
            }
        }
        assertThat(found).isEqualTo(4 * UsState.values().length);
    }
}
