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

    private long localSeconds(Instant now) {
        return now.getEpochSecond() + zone.getRules().getOffset(now).getTotalSeconds();
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
