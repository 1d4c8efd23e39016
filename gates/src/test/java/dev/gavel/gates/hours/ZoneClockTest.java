package dev.gavel.gates.hours;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.gates.GateRules;
import dev.gavel.testkit.Property;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZoneClockTest {

    private static final List<ZoneId> ZONES = GateRules.bundled().places().zones();

    @Test
    void tellsTheSameTimeAsTheCalendar() {
        ZoneClock clock = new ZoneClock(ZONES);
        Property.forAll(2_000, random -> {
            Instant now = Instant.ofEpochSecond(random.nextLong(0, 4_000_000_000L), random.nextInt(1_000_000_000));
            ZoneClock.Minute minute = clock.at(now);
            for (int i = 0; i < ZONES.size(); i++) {
                ZonedDateTime local = now.atZone(ZONES.get(i));
                assertThat(minute.epochDay(i)).isEqualTo(local.toLocalDate().toEpochDay());
                assertThat(minute.minuteOfDay(i)).isEqualTo(local.toLocalTime().toSecondOfDay() / 60);
                assertThat(ZoneClock.dayOfWeek(minute.epochDay(i)))
                        .isEqualTo(local.getDayOfWeek().getValue() - 1);
            }
        });
    }

    @Test
    void keepsAMinuteUntilAnotherIsAskedFor() {
        ZoneClock clock = new ZoneClock(ZONES);
        Instant minute = Instant.parse("2026-03-03T18:00:00Z");
        assertThat(clock.at(minute.plusSeconds(59))).isSameAs(clock.at(minute));
        assertThat(clock.at(minute.plusSeconds(60))).isNotSameAs(clock.at(minute));
    }
}
