package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import java.io.Reader;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Year;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@link Holidays} from YAML. Every key must be known and every value readable: a table that is half understood is refused. */
public final class HolidaysReader {

    private static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Map<String, Integer> NTH = Map.of("1st", 1, "2nd", 2, "3rd", 3, "4th", 4, "last", -1);

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private HolidaysReader() {}

    /** Reads the table; throws an unchecked exception that says where it can't be understood. */
    public static Holidays read(Reader yaml) {
        Table table = YAML.readValue(yaml, Table.class);
        List<HolidayRule> rules = new ArrayList<>();
        for (Row row : table.rules) {
            rules.add(rule(row));
        }
        return new Holidays(table.version, LocalDate.parse(table.reviewedOn), LocalDate.parse(table.reviewBy), rules);
    }

    private static HolidayRule rule(Row row) {
        try {
            Map<DayOfWeek, Integer> observed = observed(row.observed);
            return new HolidayRule(
                    RowText.state(row.state),
                    RowText.scope(row.effectiveFrom, row.effectiveTo, row.channels, row.exemptIf),
                    RowText.window(row.window),
                    row.holidays.stream().map(day -> holiday(day, observed)).toList(),
                    row.proclaimedYears == null
                            ? null
                            : row.proclaimedYears.stream().map(Year::of).toList(),
                    row.sources);
        } catch (DateTimeException | IllegalArgumentException cause) {
            throw new IllegalArgumentException("holidays of " + row.state + ": " + cause.getMessage(), cause);
        }
    }

    private static Holiday holiday(Day day, Map<DayOfWeek, Integer> observed) {
        return new Holiday(
                day.name,
                date(day),
                day.observed == null ? observed : observed(day.observed),
                RowText.date(day.effectiveFrom),
                RowText.date(day.effectiveTo));
    }

    private static HolidayDate date(Day day) {
        if (Stream.of(day.date != null, day.weekday != null, day.easter != null, day.dates != null)
                        .filter(given -> given)
                        .count()
                != 1) {
            throw new IllegalArgumentException(day.name + " (expected: one of date, weekday, easter, dates)");
        }
        if (day.date != null) {
            return new HolidayDate.Fixed(MonthDay.parse("--" + day.date));
        }
        if (day.weekday != null) {
            return weekday(day, day.weekday);
        }
        return day.easter != null
                ? new HolidayDate.Easter(day.easter)
                : new HolidayDate.Listed(requireNonNull(day.dates).stream()
                        .map(LocalDate::parse)
                        .toList());
    }

    /** {@code 3rd mon 01}, {@code last mon 05}. */
    private static HolidayDate weekday(Day day, String text) {
        String[] words = text.split(" ", -1);
        Integer nth = words.length == 3 ? NTH.get(words[0]) : null;
        if (nth == null) {
            throw new IllegalArgumentException(day.name + ": " + text + " (expected: such as 3rd mon 01)");
        }
        return new HolidayDate.Weekday(
                Integer.parseInt(words[2]),
                nth,
                weekday(words[1]),
                day.daysAfter == null ? 0 : day.daysAfter,
                Boolean.TRUE.equals(day.evenYears));
    }

    private static DayOfWeek weekday(String word) {
        int position = WEEKDAYS.indexOf(word);
        if (position < 0) {
            throw new IllegalArgumentException("weekday: " + word + " (expected: one of " + WEEKDAYS + ")");
        }
        return DayOfWeek.of(position + 1);
    }

    private static Map<DayOfWeek, Integer> observed(@Nullable Map<String, Integer> shifts) {
        Map<DayOfWeek, Integer> observed = new EnumMap<>(DayOfWeek.class);
        if (shifts != null) {
            shifts.forEach((day, shift) -> observed.put(weekday(day), shift));
        }
        return observed;
    }

    record Table(String version, String reviewedOn, String reviewBy, List<Row> rules) {
        Table {
            requireNonNull(version, "version");
            requireNonNull(reviewedOn, "reviewed_on");
            requireNonNull(reviewBy, "review_by");
            requireNonNull(rules, "rules");
        }
    }

    record Row(
            String state,
            @Nullable String effectiveFrom,
            @Nullable String effectiveTo,
            @Nullable List<String> channels,
            @Nullable List<String> exemptIf,
            String window,
            @Nullable Map<String, Integer> observed,
            @Nullable List<Integer> proclaimedYears,
            List<Day> holidays,
            List<String> sources,
            @Nullable String note) {
        Row {
            requireNonNull(state, "state");
            requireNonNull(window, "window");
            requireNonNull(holidays, "holidays");
            requireNonNull(sources, "sources");
        }
    }

    record Day(
            String name,
            @Nullable String date,
            @Nullable String weekday,
            @Nullable Integer daysAfter,
            @Nullable Boolean evenYears,
            @Nullable Integer easter,
            @Nullable List<String> dates,
            @Nullable Map<String, Integer> observed,
            @Nullable String effectiveFrom,
            @Nullable String effectiveTo) {
        Day {
            requireNonNull(name, "name");
        }
    }
}
