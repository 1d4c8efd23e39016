package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
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
