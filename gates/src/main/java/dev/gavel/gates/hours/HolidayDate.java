package dev.gavel.gates.hours;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/** On which date of a year a holiday falls. */
public sealed interface HolidayDate {

    /** The dates in a year; none where it does not occur. */
    List<LocalDate> in(int year);

    /** The same day of each year, but for 29 February, which is there in leap years only. */
    record Fixed(MonthDay day) implements HolidayDate {
        @Override
        public List<LocalDate> in(int year) {
            return day.isValidYear(year) ? List.of(day.atYear(year)) : List.of();
        }
    }

    /**
     * A weekday of a month, and so many days after it.
     *
     * @param nth 1 to 4 from the month's beginning, or -1 for its last
     * @param daysAfter days to add: 1 for the Tuesday after the first Monday
     * @param evenYearsOnly as general elections are
     */
    record Weekday(int month, int nth, DayOfWeek weekday, int daysAfter, boolean evenYearsOnly) implements HolidayDate {
        public Weekday {
            if (nth == 0 || nth < -1 || nth > 4) {
                throw new IllegalArgumentException("nth: " + nth + " (expected: 1 to 4, or -1)");
            }
        }

        @Override
        public List<LocalDate> in(int year) {
            if (evenYearsOnly && year % 2 != 0) {
                return List.of();
            }
            LocalDate day = YearMonth.of(year, month).atDay(1).with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday));
            return List.of(day.plusDays(daysAfter));
        }
    }

    /** So many days from Easter Sunday: -2 for Good Friday, -47 for Mardi Gras. */
    record Easter(int days) implements HolidayDate {
        @Override
        public List<LocalDate> in(int year) {
            return List.of(easter(year).plusDays(days));
        }

        /** The Gregorian computus, as Jones and Meeus give it. */
        private static LocalDate easter(int year) {
            int golden = year % 19;
            int century = year / 100;
            int ofCentury = year % 100;
            int moonShift = (century - (century + 8) / 25 + 1) / 3;
            int epact = (19 * golden + century - century / 4 - moonShift + 15) % 30;
            int toSunday = (32 + 2 * (century % 4) + 2 * (ofCentury / 4) - epact - ofCentury % 4) % 7;
            int late = (golden + 11 * epact + 22 * toSunday) / 451;
            int fromMarch = epact + toSunday - 7 * late + 114;
            return LocalDate.of(year, fromMarch / 31, fromMarch % 31 + 1);
        }
    }

    /** Dates that somebody proclaimed. */
    record Listed(List<LocalDate> dates) implements HolidayDate {
        public Listed {
            dates = List.copyOf(dates);
        }

        @Override
        public List<LocalDate> in(int year) {
            return dates.stream().filter(date -> date.getYear() == year).toList();
        }
    }
}
