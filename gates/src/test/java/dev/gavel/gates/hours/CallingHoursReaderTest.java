package dev.gavel.gates.hours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.lead.UsState;
import dev.gavel.gates.GateRules;
import java.io.StringReader;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallingHoursReaderTest {

    private static final String TABLE = """
            version: "1"
            reviewed_on: "2026-01-01"
            review_by: "2026-12-31"
            rules:
              - {state: US, mon_fri: 08:00-21:00, sat: 08:00-21:00, sun: 08:00-21:00, confidence: A, sources: [https://example.com]}
              - {state: RI, effective_from: "2026-02-01", effective_to: "2026-03-01", mon_fri: 09:00-18:00, sat: closed, sun: 10:00-24:00, confidence: A, sources: [https://example.com], note: Rhode Island.}
            """;

    @Test
    void readsATable() {
        CallingHours table = read(TABLE);
        assertThat(table.version().version()).isEqualTo("1");
        assertThat(table.version().reviewedOn()).isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(table.version().reviewBy()).isEqualTo(LocalDate.of(2026, 12, 31));
        assertThat(table.rules().getFirst().scope().state()).isNull();
        CallingRule state = table.rules().getLast();
        assertThat(state.scope().state()).isEqualTo(UsState.RI);
        assertThat(state.scope().holdsOn(LocalDate.of(2026, 1, 31).toEpochDay()))
                .isFalse();
        assertThat(state.scope().holdsOn(LocalDate.of(2026, 2, 1).toEpochDay())).isTrue();
        assertThat(state.scope().holdsOn(LocalDate.of(2026, 3, 1).toEpochDay())).isTrue();
        assertThat(state.scope().holdsOn(LocalDate.of(2026, 3, 2).toEpochDay())).isFalse();
        assertThat(state.days().get(4)).isEqualTo(new CallingWindow(9 * 60, 18 * 60));
        assertThat(state.days().get(5)).isEqualTo(CallingWindow.CLOSED);
        assertThat(state.days().get(6)).isEqualTo(new CallingWindow(10 * 60, 24 * 60));
    }

    @ParameterizedTest
    @CsvSource({
        "mon_fri: 09:00-18:00, mon_fri: 18:00-09:00",
        "mon_fri: 09:00-18:00, mon_fri: 9 to 6",
        "mon_fri: 09:00-18:00, tue: closed",
        "mon_fri: 09:00-18:00, note2: x",
        "sat: closed, channel: fax",
        "confidence: A, confidence: sure",
        "sat: closed, exempt_if: [luck]",
        "state: RI, state: XX",
        "state: US, state: VT",
        "2026-02-01, someday",
        "review_by: \"2026-12-31\", review_by: soon",
        "version: \"1\", title: x",
    })
    void refusesWhatItDoesNotUnderstand(String part, String other) {
        assertThat(TABLE).contains(part);
        assertThatThrownBy(() -> read(TABLE.replace(part, other))).isInstanceOf(RuntimeException.class);
    }

    @Test
    void refusesARuleWithoutASource() {
        assertThatThrownBy(() -> read(TABLE.replace("[https://example.com]", "[]")))
                .hasMessageContaining("sources");
    }

    @Test
    void theShippedTableIsReviewedAndEveryRowHasItsSource() {
        CallingHours table = GateRules.bundled().callingHours();
        assertThat(table.version().reviewBy())
                .isAfter(table.version().reviewedOn())
                .isBefore(table.version().reviewedOn().plusDays(367));
        assertThat(table.rules())
                .allSatisfy(rule -> assertThat(rule.scope().sources()).isNotEmpty());
    }

    private static CallingHours read(String yaml) {
        return CallingHoursReader.read(new StringReader(yaml));
    }
}
