package dev.gavel.auction.cap;

import dev.gavel.auction.contract.Cap;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

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

    private static final long HOUR_SECONDS = 3_600;
    private static final Bounds TOTAL = new Bounds(0, CapClaim.NO_END);

    /** The window of this kind that {@code now} falls in. */
    public static Bounds boundsAt(Cap.Window window, ZoneId zone, Instant now) {
        LocalDate day = LocalDate.ofInstant(now, zone);
        return switch (window) {
            case HOUR -> hourAt(zone.getRules(), now);
            case DAY -> between(day, day.plusDays(1), zone);
            case WEEK -> {
                LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                yield between(monday, monday.plusWeeks(1), zone);
            }
            case MONTH -> between(day.withDayOfMonth(1), day.withDayOfMonth(1).plusMonths(1), zone);
            case TOTAL -> TOTAL;
        };
    }

    /** The start of a day is its first moment, also where midnight is skipped or comes twice. */
    private static Bounds between(LocalDate first, LocalDate next, ZoneId zone) {
        return new Bounds(
                first.atStartOfDay(zone).toEpochSecond(),
                next.atStartOfDay(zone).toEpochSecond());
    }

    /** The hour of the zone's clock, cut where the clock is changed within it. */
    private static Bounds hourAt(ZoneRules rules, Instant now) {
        long offsetSeconds = rules.getOffset(now).getTotalSeconds();
        long start = Math.floorDiv(now.getEpochSecond() + offsetSeconds, HOUR_SECONDS) * HOUR_SECONDS - offsetSeconds;
        long end = start + HOUR_SECONDS;
        ZoneOffsetTransition last = rules.previousTransition(now.plusNanos(1));
        ZoneOffsetTransition next = rules.nextTransition(now);
        return new Bounds(
                last == null ? start : Math.max(start, last.toEpochSecond()),
                next == null ? end : Math.min(end, next.toEpochSecond()));
    }
}
