package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Arrays;
import java.util.List;

/**
 * When a contract buys: windows of the week in the buyer's zone. No windows means never; {@link #ALWAYS} is explicit.
 *
 * <p>Thread safety: immutable.
 *
 * @param windows in any order; they may touch and overlap
 */
public record Schedule(ZoneId zone, List<Window> windows) {

    /** Every minute of the week. */
    public static final Schedule ALWAYS = new Schedule(
            ZoneId.of("UTC"),
            Arrays.stream(DayOfWeek.values())
                    .map(day -> new Window(day, 0, Window.DAY_MINUTES))
                    .toList());

    public Schedule {
        requireNonNull(zone, "zone");
        windows = List.copyOf(windows);
    }

    /** Whether the contract buys at this moment. */
    public boolean isOpen(Instant now) {
        ZonedDateTime local = now.atZone(zone);
        int minute = local.getHour() * 60 + local.getMinute();
        for (Window window : windows) {
            if (window.day() == local.getDayOfWeek() && window.startMinute() <= minute && minute < window.endMinute()) {
                return true;
            }
        }
        return false;
    }

    /**
     * When the contract stops buying: the first moment from {@code now} on at which it is not open, or {@code latest} if that comes first. A
     * window that goes on where another ends, also over midnight, is one.
     *
     * @return {@code now} where it is not open
     */
    public Instant openUntil(Instant now, Instant latest) {
        if (equals(ALWAYS)) {
            return latest;
        }
        Instant moment = now;
        while (moment.isBefore(latest) && isOpen(moment)) {
            moment = nextChange(moment);
        }
        return moment.isBefore(latest) ? moment : latest;
    }

    /** The next moment at which a window ends, the day does, or the clock is changed. */
    private Instant nextChange(Instant moment) {
        ZonedDateTime local = moment.atZone(zone);
        int minute = local.getHour() * 60 + local.getMinute();
        int end = Window.DAY_MINUTES;
        for (Window window : windows) {
            if (window.day() == local.getDayOfWeek() && window.endMinute() > minute) {
                end = Math.min(end, window.endMinute());
            }
        }
        // By the clock as it goes now; where it is changed before, that moment comes first.
        Instant change = moment.truncatedTo(ChronoUnit.MINUTES).plus(end - minute, ChronoUnit.MINUTES);
        ZoneOffsetTransition transition = zone.getRules().nextTransition(moment);
        return transition != null && transition.getInstant().isBefore(change) ? transition.getInstant() : change;
    }

    /**
     * A part of one weekday.
     *
     * @param startMinute first minute of the day, 0 to 1,439
     * @param endMinute the minute after the last, 1 to 1,440
     */
    public record Window(DayOfWeek day, int startMinute, int endMinute) {

        static final int DAY_MINUTES = 24 * 60;

        public Window {
            requireNonNull(day, "day");
            if (startMinute < 0 || endMinute > DAY_MINUTES || startMinute >= endMinute) {
                throw new IllegalArgumentException(
                        "window: " + startMinute + " to " + endMinute + " (expected: 0 <= start < end <= 1440)");
            }
        }
    }
}
