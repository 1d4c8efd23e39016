package dev.gavel.auction.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.Schedule.Window;
import dev.gavel.testkit.Property;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final Duration HOUR = Duration.ofHours(1);

    /** A Monday, 9:30 in Chicago. */
    private static final Instant MONDAY = Instant.parse("2026-11-16T15:30:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T08:59, false",
        "2026-03-02T09:00, true",
        "2026-03-02T17:59:59, true",
        "2026-03-02T18:00, false",
        "2026-03-04T12:00, false",
        "2026-02-28T23:59, true",
        "2026-03-01T00:00, true",
        "2026-03-08T03:00, true",
        "2026-03-08T05:00, false",
    })
    void isOpenInItsWindows(LocalDateTime local, boolean open) {
        Schedule schedule = new Schedule(
                CHICAGO,
                List.of(
                        new Window(DayOfWeek.MONDAY, 9 * 60, 18 * 60),
                        new Window(DayOfWeek.SATURDAY, 20 * 60, Window.DAY_MINUTES),
                        new Window(DayOfWeek.SUNDAY, 0, 5 * 60)));
        assertThat(schedule.isOpen(local.atZone(CHICAGO).toInstant())).isEqualTo(open);
    }

    @Test
    void isOpenUntilItsWindowEnds() {
        Schedule schedule = new Schedule(CHICAGO, List.of(new Window(DayOfWeek.MONDAY, 9 * 60, 10 * 60)));

        assertThat(schedule.openUntil(MONDAY, MONDAY.plus(HOUR))).isEqualTo("2026-11-16T16:00:00Z");
        assertThat(schedule.openUntil(MONDAY.plusMillis(1_234), MONDAY.plus(HOUR)))
                .isEqualTo("2026-11-16T16:00:00Z");
        assertThat(schedule.openUntil(MONDAY, MONDAY.plusSeconds(60))).isEqualTo(MONDAY.plusSeconds(60));
    }

    @Test
    void isOpenUntilNowWhereItIsClosed() {
        Schedule schedule = new Schedule(CHICAGO, List.of(new Window(DayOfWeek.TUESDAY, 9 * 60, 10 * 60)));

        assertThat(schedule.openUntil(MONDAY, MONDAY.plus(HOUR))).isEqualTo(MONDAY);
    }

    @Test
    void windowsThatTouchAreOneAlsoOverMidnight() {
        Instant late = Instant.parse("2026-11-17T05:30:00Z");
        Schedule schedule = new Schedule(
                CHICAGO,
                List.of(
                        new Window(DayOfWeek.MONDAY, 22 * 60, 23 * 60 + 45),
                        new Window(DayOfWeek.MONDAY, 23 * 60 + 30, Window.DAY_MINUTES),
                        new Window(DayOfWeek.TUESDAY, 0, 10)));

        assertThat(schedule.openUntil(late, late.plus(HOUR))).isEqualTo("2026-11-17T06:10:00Z");
    }

    @Test
    void alwaysNeverEnds() {
        assertThat(Schedule.ALWAYS.openUntil(MONDAY, MONDAY.plus(HOUR))).isEqualTo(MONDAY.plus(HOUR));
    }

    @Test
    void isOpenAtEveryMomentBeforeItsEndAndNotAtIt() {
        Property.forAll(500, random -> {
            List<Window> windows = new ArrayList<>();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                int start = random.nextInt(Window.DAY_MINUTES);
                windows.add(new Window(
                        DayOfWeek.of(random.nextInt(1, 8)), start, random.nextInt(start + 1, Window.DAY_MINUTES + 1)));
            }
            Schedule schedule = new Schedule(CHICAGO, windows);
            // Around the ends of daylight saving, and any other time.
            Instant from = random.nextBoolean()
                    ? Instant.parse("2026-11-01T05:00:00Z")
                    : random.nextBoolean() ? Instant.parse("2026-03-08T06:00:00Z") : MONDAY;
            Instant now = from.plusSeconds(random.nextInt(4 * 3_600));
            Instant latest = now.plusSeconds(random.nextInt(1, 3 * 3_600));

            Instant end = schedule.openUntil(now, latest);

            assertThat(end).isBetween(now, latest);
            for (Instant moment = now; moment.isBefore(end); moment = moment.plusSeconds(30)) {
                assertThat(schedule.isOpen(moment)).as(moment.toString()).isTrue();
            }
            if (end.isBefore(latest)) {
                assertThat(schedule.isOpen(end)).isFalse();
            }
        });
    }
}
