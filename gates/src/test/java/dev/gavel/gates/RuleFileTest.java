package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.lead.UsState;
import java.io.StringReader;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFileTest {

    private static final String GOOD = """
            version: "2026-11-22"
            reviewed_on: "2026-11-22"
            review_by: "2027-11-22"
            rules:
              - {state: US, sources: [https://example.com/a], confidence: B, word: every}
              - {state: CA, channel: text, effective_from: "2026-01-01", effective_to: "2026-12-31",
                 sources: [https://example.com/b], confidence: C, note: as of now, word: some}
            """;

    private record Rule(RuleScope scope, String word) {}

    @Test
    void readsHeadAndRows() {
        RuleFile.Table<Rule> table = read(GOOD);
        assertThat(table.version())
                .isEqualTo(new RuleVersion(
                        "words", "2026-11-22", LocalDate.parse("2026-11-22"), LocalDate.parse("2027-11-22")));
        assertThat(table.rows()).extracting(Rule::word).containsExactly("every", "some");
        RuleScope federal = table.rows().getFirst().scope();
        assertThat(federal.jurisdiction()).isEqualTo("US");
        assertThat(federal.channel()).isEqualTo(RuleScope.Channel.ANY);
        RuleScope state = table.rows().getLast().scope();
        assertThat(state.state()).isEqualTo(UsState.CA);
        assertThat(state.channel()).isEqualTo(RuleScope.Channel.TEXT);
        assertThat(state.note()).isEqualTo("as of now");
    }

    @Test
    void aRowHoldsFromItsFirstToItsLastDay() {
        RuleScope state = read(GOOD).rows().getLast().scope();
        assertThat(state.holdsOn(LocalDate.parse("2025-12-31").toEpochDay())).isFalse();
        assertThat(state.holdsOn(LocalDate.parse("2026-01-01").toEpochDay())).isTrue();
        assertThat(state.holdsOn(LocalDate.parse("2026-12-31").toEpochDay())).isTrue();
        assertThat(state.holdsOn(LocalDate.parse("2027-01-01").toEpochDay())).isFalse();
        assertThat(read(GOOD).rows().getFirst().scope().holdsOn(0)).isTrue();
    }

    @Test
    void aReviewHoldsToTheEndOfItsLastDay() {
        RuleVersion version = read(GOOD).version();
        assertThat(version.isReviewedAt(Instant.parse("2027-11-22T23:59:59Z"))).isTrue();
        assertThat(version.isReviewedAt(Instant.parse("2027-11-23T00:00:00Z"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rules:                          | extra: 1 / rules:          | unknown key extra
                    version: "2026-11-22"           | version: " "               | version: blank
                    review_by: "2027-11-22"         | review_by: "2026-11-21"    | reviewBy: 2026-11-21
                    review_by: "2027-11-22"         | review_by: "next year"     | review_by: next year
                    reviewed_on: "2026-11-22"       | reviewed_on: null          | reviewed_on is missing
                    word: every                     | words: every               | word is missing
                    word: every                     | word: every, more: 1       | row 1: unknown key more
                    state: US                       | state: XY                  | row 1: state: XY
                    channel: text                   | channel: smoke             | row 2: channel: smoke
                    sources: [https://example.com/a]| sources: []                | row 1: sources: none
                    confidence: B                   | confidence: D              | row 1: confidence: D
                    note: as of now,                | note: "",                  | row 2: note: none
                    effective_to: "2026-12-31"      | effective_to: "2025-12-31" | row 2: effectiveTo: 2025-12-31
                    """)
    void refusesWhatItDoesNotUnderstand(String good, String bad, String told) {
        assertThat(GOOD).contains(good);
        String broken = GOOD.replace(good, bad.replace(" / ", "\n"));
        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(told);
    }

    private static RuleFile.Table<Rule> read(String yaml) {
        return RuleFile.read("words", new StringReader(yaml), row -> new Rule(row.scope(), row.text("word")));
    }
}
