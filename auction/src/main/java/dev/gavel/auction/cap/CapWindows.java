package dev.gavel.auction.cap;

import dev.gavel.auction.contract.Cap;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/**
 * The calendar windows of caps: hours, days, weeks (from Monday) and months of a zone. Days are as long as the zone's clock makes them, so
 * that the day on which daylight saving begins has 23 hours.
 *
 * <p>Thread safety: stateless.
 */
public final class CapWindows {

    private CapWindows() {}

    /**
     * A window of seconds since 1970.
     *
     * @param startSeconds the first
     * @param endSeconds the one after the last
     */
    public record Bounds(long startSeconds, long endSeconds) {
        /** Whether a second falls in. */
        public boolean contains(long epochSecond) {
            return startSeconds <= epochSecond && epochSecond < endSeconds;
        }
    }

    private static final Bounds TOTAL = new Bounds(0, CapClaim.NO_END);

    /** The window of this kind that {@code now} falls in. */
    public static Bounds boundsAt(Cap.Window window, ZoneId zone, Instant now) {
        ZonedDateTime local = now.atZone(zone);
        ZonedDateTime day = local.truncatedTo(ChronoUnit.DAYS);
        return switch (window) {
            case HOUR -> bounds(local.truncatedTo(ChronoUnit.HOURS), local.truncatedTo(ChronoUnit.HOURS).plusHours(1));
            case DAY -> bounds(day, day.plusDays(1));
            case WEEK -> {
                ZonedDateTime monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                yield bounds(monday, monday.plusWeeks(1));
            }
            case MONTH -> bounds(day.withDayOfMonth(1), day.withDayOfMonth(1).plusMonths(1));
            case TOTAL -> TOTAL;
        };
    }

    private static Bounds bounds(ZonedDateTime start, ZonedDateTime end) {
        return new Bounds(start.toEpochSecond(), end.toEpochSecond());
    }
}
