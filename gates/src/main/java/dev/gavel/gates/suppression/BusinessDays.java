package dev.gavel.gates.suppression;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;

/**
 * Counts business days: Monday to Friday without federal holidays (5 USC 6103, with the days on which they are observed), as the clock of 47
 * CFR 64.1200(a)(10) and (d)(3) is read. Past the end of the table no day is a holiday, so that a deadline is rather too early than too late.
 *
 * <p>Thread safety: immutable.
 */
public final class BusinessDays {

    /** Where the day of a request is read off: the law names no zone. */
    public static final ZoneId ZONE = ZoneId.of("America/New_York");

    private final Set<LocalDate> holidays;

    /** Days of which these are holidays. */
    BusinessDays(Set<LocalDate> holidays) {
        this.holidays = Set.copyOf(holidays);
    }

    /** Whether business is done on this day. */
    public boolean isBusinessDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.contains(day);
    }

    /**
     * The end of the last day on which a request can still be honoured in time. The day of the request does not count.
     *
     * @param days business days, at least 1
     */
    public Instant deadline(Instant receivedAt, int days) {
        if (days < 1) {
            throw new IllegalArgumentException("days: " + days + " (expected: >= 1)");
        }
        LocalDate day = receivedAt.atZone(ZONE).toLocalDate();
        for (int counted = 0; counted < days; ) {
            day = day.plusDays(1);
            if (isBusinessDay(day)) {
                counted++;
            }
        }
        return day.plusDays(1).atStartOfDay(ZONE).toInstant();
    }
}
