package dev.gavel.gates.suppression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BusinessDaysTest {

    private static final BusinessDays DAYS = BusinessDays.bundled();

    @ParameterizedTest
    @CsvSource({
        // An ordinary Monday: two weeks.
        "2026-03-02T09:00, 2026-03-17T00:00",
        // Friday evening and the weekend after it count from the same Monday.
        "2026-03-06T23:59, 2026-03-21T00:00",
        "2026-03-07T00:00, 2026-03-21T00:00",
        "2026-03-08T12:00, 2026-03-21T00:00",
        // Thanksgiving and Christmas.
        "2026-11-20T10:00, 2026-12-08T00:00",
        "2026-12-18T10:00, 2027-01-06T00:00",
        // Independence Day falls on a Saturday and is observed on the Friday before.
        "2026-07-01T10:00, 2026-07-17T00:00",
        // Christmas 2027 and New Year's Day 2028 fall on Saturdays.
        "2027-12-20T10:00, 2028-01-06T00:00",
        // Clocks go forward in between.
        "2026-03-05T22:00, 2026-03-20T00:00",
    })
    void tenBusinessDaysEndWithTheTenthOneInNewYork(LocalDateTime received, LocalDateTime end) {
        assertThat(DAYS.deadline(at(received), 10)).isEqualTo(at(end));
    }

    @Test
    void aRequestLateInTheEveningIsOfItsDayInNewYork() {
        assertThat(DAYS.deadline(Instant.parse("2026-03-03T04:30:00Z"), 1)).isEqualTo("2026-03-04T05:00:00Z");
    }

    @Test
    void weekendsAndObservedHolidaysAreNoBusinessDays() {
        assertThat(DAYS.isBusinessDay(LocalDate.parse("2026-03-07"))).isFalse();
        assertThat(DAYS.isBusinessDay(LocalDate.parse("2026-07-03"))).isFalse();
        assertThat(DAYS.isBusinessDay(LocalDate.parse("2026-06-19"))).isFalse();
        assertThat(DAYS.isBusinessDay(LocalDate.parse("2026-07-06"))).isTrue();
    }

    @Test
    void pastTheTableTheDeadlineIsRatherTooEarly() {
        assertThat(DAYS.isBusinessDay(LocalDate.parse("2040-12-25"))).isTrue();
    }

    @Test
    void refusesWhatIsNoTable() {
        assertThatThrownBy(() -> BusinessDays.read(new StringReader("2026-01-01 New Year")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DAYS.deadline(Instant.EPOCH, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsItsOwnTable() throws IOException {
        BusinessDays days = BusinessDays.read(new StringReader("# a comment\n2026-03-04\tA holiday\n"));
        assertThat(days.isBusinessDay(LocalDate.parse("2026-03-04"))).isFalse();
    }

    private static Instant at(LocalDateTime time) {
        return time.atZone(BusinessDays.ZONE).toInstant();
    }
}
