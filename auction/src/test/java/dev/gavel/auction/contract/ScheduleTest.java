package dev.gavel.auction.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");

    /** Working days 9 to 18, and the night from Saturday to Sunday. */
    private static final Schedule SCHEDULE = new Schedule(
            CHICAGO,
            List.of(
                    new Schedule.Window(DayOfWeek.MONDAY, 540, 1_080),
                    new Schedule.Window(DayOfWeek.TUESDAY, 540, 720),
                    new Schedule.Window(DayOfWeek.TUESDAY, 700, 1_080),
                    new Schedule.Window(DayOfWeek.SATURDAY, 1_200, 1_440),
                    new Schedule.Window(DayOfWeek.SUNDAY, 0, 300)));

    @ParameterizedTest
    @CsvSource(
            nullValues = "never",
            value = {
                "2026-03-02T08:59, false, never",
                "2026-03-02T09:00, true, 2026-03-02T18:00",
                "2026-03-02T17:59:59, true, 2026-03-02T18:00",
                "2026-03-02T18:00, false, never",
                "2026-03-03T11:00, true, 2026-03-03T12:00",
                "2026-03-03T11:50, true, 2026-03-03T18:00",
                "2026-03-04T12:00, false, never",
                "2026-02-28T23:59, true, 2026-03-01T05:00",
                "2026-03-07T21:00, true, 2026-03-08T05:00",
                "2026-10-31T21:00, true, 2026-11-01T05:00",
            })
    void isOpenInItsWindowsAndKnowsWhereTheyEnd(LocalDateTime now, boolean open, @Nullable LocalDateTime close) {
        Instant at = now.atZone(CHICAGO).toInstant();
        assertThat(SCHEDULE.isOpen(at)).isEqualTo(open);
        assertThat(SCHEDULE.closesAt(at))
                .isEqualTo(close == null ? null : close.atZone(CHICAGO).toInstant());
    }

    @Test
    void alwaysNeverCloses() {
        assertThat(Schedule.ALWAYS.isOpen(Instant.EPOCH)).isTrue();
        assertThat(Schedule.ALWAYS.closesAt(Instant.EPOCH)).isNull();
        Schedule everyDay = new Schedule(
                CHICAGO,
                Arrays.stream(DayOfWeek.values())
                        .map(day -> new Schedule.Window(day, 0, 1_440))
                        .toList());
        assertThat(everyDay.closesAt(Instant.EPOCH)).isNull();
    }

    @Test
    void noWindowsMeanNever() {
        Schedule never = new Schedule(CHICAGO, List.of());
        assertThat(never.isOpen(Instant.EPOCH)).isFalse();
        assertThat(never.closesAt(Instant.EPOCH)).isNull();
    }
}
