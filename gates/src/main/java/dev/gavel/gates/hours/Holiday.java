package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One holiday of a state.
 *
 * @param observed where it is kept too when it falls on a weekday: days to add to the date. The date itself stays a holiday: laws and
 *     callers' calendars disagree about which of both days counts, so both do
 * @param effectiveFrom the first date on which it is a holiday; null when it always was
 * @param effectiveTo the last one; null when it still is
 */
public record Holiday(
        String name,
        HolidayDate date,
        Map<DayOfWeek, Integer> observed,
        @Nullable LocalDate effectiveFrom,
        @Nullable LocalDate effectiveTo) {

    public Holiday {
        requireNonNull(name, "name");
        requireNonNull(date, "date");
        observed = Map.copyOf(observed);
    }

    /** Every day that is this holiday, or on which it is observed, by the dates of a year. May reach into a neighbouring year. */
    List<LocalDate> daysOf(int year) {
        List<LocalDate> days = new ArrayList<>(2);
        for (LocalDate day : date.in(year)) {
            if ((effectiveFrom == null || !day.isBefore(effectiveFrom))
                    && (effectiveTo == null || !day.isAfter(effectiveTo))) {
                days.add(day);
                Integer shift = observed.get(day.getDayOfWeek());
                if (shift != null) {
                    days.add(day.plusDays(shift));
                }
            }
        }
        return days;
    }
}
