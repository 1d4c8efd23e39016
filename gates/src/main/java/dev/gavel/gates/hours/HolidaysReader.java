package dev.gavel.gates.hours;

import dev.gavel.gates.RuleFile;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Year;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads {@link Holidays}: rows of {@link RuleFile} with {@code window}, {@code holidays} and more, as {@code docs/gates/hours.md} says. */
public final class HolidaysReader {

    private static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Map<String, Integer> NTH = Map.of("1st", 1, "2nd", 2, "3rd", 3, "4th", 4, "last", -1);

    private HolidaysReader() {}

    /**
     * Reads the table.
     *
     * @throws IllegalArgumentException that says where it can't be understood
     */
    public static Holidays read(Reader yaml) {
        RuleFile.Table<HolidayRule> table = RuleFile.read("calling-holidays", yaml, HolidaysReader::rule);
        return new Holidays(table.version(), table.rows());
    }

    private static HolidayRule rule(RuleFile.Row row) {
        Map<DayOfWeek, Integer> observed = observed(row);
        return new HolidayRule(
                row.scope(),
                RowText.window(row, "window"),
                row.rows("holidays", day -> holiday(day, observed)),
                row.has("proclaimed_years")
                        ? row.texts("proclaimed_years").stream()
                                .map(year -> Year.of(number(row, "proclaimed_years", year)))
                                .toList()
                        : null,
                RowText.exemptions(row));
    }

    private static Holiday holiday(RuleFile.Row day, Map<DayOfWeek, Integer> observed) {
        return new Holiday(
                day.text("name"),
                date(day),
                day.has("observed") ? observed(day) : observed,
                day.dateOrNull("effective_from"),
                day.dateOrNull("effective_to"));
    }

    private static HolidayDate date(RuleFile.Row day) {
        String fixed = day.textOrNull("date");
        String weekday = day.textOrNull("weekday");
        String easter = day.textOrNull("easter");
        List<String> dates = day.texts("dates");
        int given = (fixed == null ? 0 : 1)
                + (weekday == null ? 0 : 1)
                + (easter == null ? 0 : 1)
                + (dates.isEmpty() ? 0 : 1);
        if (given != 1) {
            throw day.problem("has " + given + " of date, weekday, easter and dates (expected: 1)", null);
        }
        try {
            if (fixed != null) {
                return new HolidayDate.Fixed(MonthDay.parse("--" + fixed));
            }
            if (weekday != null) {
                return weekday(day, weekday);
            }
            return easter == null
                    ? new HolidayDate.Listed(
                            dates.stream().map(LocalDate::parse).toList())
                    : new HolidayDate.Easter(number(day, "easter", easter));
        } catch (DateTimeException cause) {
            throw day.problem(cause.getMessage(), cause);
        }
    }

    /** {@code 3rd mon 01}, {@code last mon 05}. */
    private static HolidayDate weekday(RuleFile.Row day, String text) {
        String[] words = text.split(" ", -1);
        Integer nth = words.length == 3 ? NTH.get(words[0]) : null;
        if (nth == null) {
            throw day.problem("weekday: " + text + " (expected: such as 3rd mon 01)", null);
        }
        String daysAfter = day.textOrNull("days_after");
        return new HolidayDate.Weekday(
                number(day, "weekday", words[2]),
                nth,
                weekdayOf(day, words[1]),
                daysAfter == null ? 0 : number(day, "days_after", daysAfter),
                "true".equals(day.textOrNull("even_years")));
    }

    private static DayOfWeek weekdayOf(RuleFile.Row row, String word) {
        int position = WEEKDAYS.indexOf(word);
        if (position < 0) {
            throw row.problem("weekday: " + word + " (expected: one of " + WEEKDAYS + ")", null);
        }
        return DayOfWeek.of(position + 1);
    }

    /** {@code [sat -1, sun +1]}: days to add to a date that falls on this weekday. */
    private static Map<DayOfWeek, Integer> observed(RuleFile.Row row) {
        Map<DayOfWeek, Integer> observed = new EnumMap<>(DayOfWeek.class);
        for (String text : row.texts("observed")) {
            String[] words = text.split(" ", -1);
            if (words.length != 2) {
                throw row.problem("observed: " + text + " (expected: such as sat -1)", null);
            }
            observed.put(weekdayOf(row, words[0]), number(row, "observed", words[1]));
        }
        return observed;
    }

    private static int number(RuleFile.Row row, String key, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException cause) {
            throw row.problem(key + ": " + text + " (expected: a whole number)", cause);
        }
    }
}
