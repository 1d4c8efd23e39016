package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a contract buys, or a campaign sells: windows of the week in one zone. No windows means never; {@link #ALWAYS} is explicit.
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

    private static final long DAY_SECONDS = 86_400;
    private static final long MINUTE_SECONDS = 60;

    public Schedule {
        requireNonNull(zone, "zone");
        windows = List.copyOf(windows);
    }

    /** Whether it is open at this moment. Allocates nothing. */
    public boolean isOpen(Instant now) {
        return endMinute(localSeconds(now)) > 0;
    }

    /** When it closes next; null when it is closed now, or stays open for a week. Exact also where clocks change in between. */
    public @Nullable Instant closesAt(Instant now) {
        long local = localSeconds(now);
        for (int day = 0; day <= DayOfWeek.values().length; day++) {
            int endMinute = endMinute(local);
            if (endMinute == 0) {
                return day == 0 ? null : moment(local);
            }
            local = (Math.floorDiv(local, DAY_SECONDS) * Window.DAY_MINUTES + endMinute) * MINUTE_SECONDS;
            if (endMinute < Window.DAY_MINUTES) {
                return moment(local);
            }
        }
        return null;
    }

    private long localSeconds(Instant now) {
        return now.getEpochSecond() + zone.getRules().getOffset(now).getTotalSeconds();
    }

    private Instant moment(long localSeconds) {
        return LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC)
                .atZone(zone)
                .toInstant();
    }

    /** The minute of the day in which the window ends that is open at this local time; of several the last, of none 0. */
    private int endMinute(long localSeconds) {
        int minute = (int) (Math.floorMod(localSeconds, DAY_SECONDS) / MINUTE_SECONDS);
        DayOfWeek day = DayOfWeek.THURSDAY.plus(Math.floorDiv(localSeconds, DAY_SECONDS));
        int end = 0;
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            if (window.day() == day && window.startMinute() <= minute && minute < window.endMinute()) {
                end = Math.max(end, window.endMinute());
            }
        }
        return end;
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
