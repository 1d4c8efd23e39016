package dev.gavel.gates.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.gates.SuppressionKind;
import java.time.Instant;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class SuppressionTermTest {

    private static final Instant RECEIVED = Instant.parse("2026-03-03T18:00:00Z");
    private static final Instant SOON = Instant.parse("2026-04-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void washingtonsYearEndsAfterTheSameDayNextYear() {
        assertThat(SuppressionTerm.until(SuppressionKind.NO_SALE_YEAR, "WA", RECEIVED, null))
                .isEqualTo("2027-03-04T08:00:00Z");
    }

    @Test
    void washingtonsYearCanBeLongerAndNotShorter() {
        assertThat(SuppressionTerm.until(SuppressionKind.NO_SALE_YEAR, null, RECEIVED, SOON))
                .isEqualTo("2027-03-04T08:00:00Z");
        assertThat(SuppressionTerm.until(SuppressionKind.NO_SALE_YEAR, null, RECEIVED, LATE))
                .isEqualTo(LATE);
    }

    @Test
    void aLeapDaysYearEndsWithTheLastOfFebruary() {
        assertThat(SuppressionTerm.until(
                        SuppressionKind.NO_SALE_YEAR, "WA", Instant.parse("2028-02-29T20:00:00Z"), null))
                .isEqualTo("2029-03-01T08:00:00Z");
    }

    @Test
    void anOptOutEndsWhenItsSenderSaysSo() {
        assertThat(SuppressionTerm.until(SuppressionKind.OPT_OUT, null, RECEIVED, SOON))
                .isEqualTo(SOON);
        assertThat(SuppressionTerm.until(SuppressionKind.OPT_OUT, null, RECEIVED, null))
                .isNull();
    }

    @Test
    void everyOtherKindIsForGood() {
        for (SuppressionKind kind :
                EnumSet.complementOf(EnumSet.of(SuppressionKind.OPT_OUT, SuppressionKind.NO_SALE_YEAR))) {
            assertThat(SuppressionTerm.until(kind, "CA", RECEIVED, SOON))
                    .as(kind.text())
                    .isNull();
            assertThat(SuppressionTerm.canEnd(kind)).as(kind.text()).isFalse();
        }
    }

    @Test
    void virginiasAreForGoodWhateverTheKind() {
        for (SuppressionKind kind : SuppressionKind.values()) {
            assertThat(SuppressionTerm.until(kind, "VA", RECEIVED, SOON))
                    .as(kind.text())
                    .isNull();
        }
    }
}
