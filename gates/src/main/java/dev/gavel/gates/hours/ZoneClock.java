package dev.gavel.gates.hours;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What time it is in each of a list of zones. The answer for a minute is worked out once and kept until another minute is asked for; all
 * offsets of these zones change at whole minutes.
 *
 * <p>Thread safety: any thread. The kept minute is only a memory: two threads that ask for different minutes work more, not wrongly.
 */
final class ZoneClock {

    static final int MINUTE_SECONDS = 60;
    private static final int DAY_MINUTES = 24 * 60;

    private final ZoneId[] zones;
    private volatile Minute kept;

    ZoneClock(List<ZoneId> zones) {
        this.zones = zones.toArray(ZoneId[]::new);
        this.kept = minute(0);
    }

    /** The local times at this moment. Allocates once a minute. */
    Minute at(Instant now) {
        long epochMinute = Math.floorDiv(now.getEpochSecond(), MINUTE_SECONDS);
        Minute minute = kept;
        if (minute.epochMinute != epochMinute) {
            minute = minute(epochMinute);
            kept = minute;
        }
        return minute;
    }

    private Minute minute(long epochMinute) {
        long[] localMinutes = new long[zones.length];
        Instant start = Instant.ofEpochSecond(epochMinute * MINUTE_SECONDS);
        for (int i = 0; i < zones.length; i++) {
            ZoneOffset offset = zones[i].getRules().getOffset(start);
            localMinutes[i] = epochMinute + Math.floorDiv(offset.getTotalSeconds(), MINUTE_SECONDS);
        }
        return new Minute(epochMinute, localMinutes);
    }

    /** One minute, in every zone. */
    static final class Minute {

        private final long epochMinute;
        private final long[] localMinutes;

        private Minute(long epochMinute, long[] localMinutes) {
            this.epochMinute = epochMinute;
            this.localMinutes = localMinutes;
        }

        /** The local date, as days since 1970-01-01. */
        long epochDay(int zone) {
            return Math.floorDiv(localMinutes[zone], DAY_MINUTES);
        }

        /** The local time of day, in minutes. */
        int minuteOfDay(int zone) {
            return (int) Math.floorMod(localMinutes[zone], (long) DAY_MINUTES);
        }
    }

    /** The day of the week of a local date: 0 for Monday to 6 for Sunday. 1970-01-01 was a Thursday. */
    static int dayOfWeek(long epochDay) {
        return (int) Math.floorMod(epochDay + 3, 7L);
    }
}
