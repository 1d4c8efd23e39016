package dev.gavel.gates.hours;

import dev.gavel.testkit.Linearizability;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("lincheck")
public class ZoneClockLincheckTest {

    @Test
    @Timeout(300)
    void everyCallerHearsItsOwnMinute() {
        Linearizability.check(Clock.class);
    }

    /** One zone, asked in three minutes, around one midnight. */
    public static class Clock {
        private static final Instant BEFORE_MIDNIGHT = Instant.parse("2026-11-17T05:59:00Z");

        private final ZoneClock clock = new ZoneClock(List.of(ZoneId.of("America/Chicago")));

        @Operation
        public long minute(@Param(gen = IntGen.class, conf = "0:2") int minute) {
            ZoneClock.Minute local = clock.at(BEFORE_MIDNIGHT.plusSeconds(60L * minute));
            return local.epochDay(0) * 1_440 + local.minuteOfDay(0);
        }
    }
}
