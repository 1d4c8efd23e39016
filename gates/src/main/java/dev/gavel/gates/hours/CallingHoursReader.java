package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.lead.UsState;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@link CallingHours} from YAML. Every key must be known and every value readable: a table that is half understood is refused. */
public final class CallingHoursReader {

    private static final String CLOSED = "closed";
    private static final String FEDERAL = "US";
    private static final int DAY_MINUTES = 24 * 60;

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private CallingHoursReader() {}

    /** Reads the table; throws an unchecked exception that says where it can't be understood. */
    public static CallingHours read(Reader yaml) {
        Table table = YAML.readValue(yaml, Table.class);
        List<CallingRule> rules = new ArrayList<>();
        for (Row row : table.rules) {
            rules.add(rule(row));
        }
        return new CallingHours(
                table.version, LocalDate.parse(table.reviewedOn), LocalDate.parse(table.reviewBy), rules);
    }

    private static CallingRule rule(Row row) {
        try {
            CallingRule.Window weekday = window(row.monFri);
            List<CallingRule.Window> days =
                    List.of(weekday, weekday, weekday, weekday, weekday, window(row.sat), window(row.sun));
            return new CallingRule(
                    state(row.state),
                    date(row.effectiveFrom),
                    date(row.effectiveTo),
                    days,
                    row.alsoIn == null ? null : ZoneId.of(row.alsoIn),
                    row.sources,
                    row.note == null ? "" : row.note);
        } catch (DateTimeException | IllegalArgumentException cause) {
            throw new IllegalArgumentException("rule of " + row.state + ": " + cause.getMessage(), cause);
        }
    }

    private static @Nullable UsState state(String code) {
        if (code.equals(FEDERAL)) {
            return null;
        }
        UsState state = UsState.parse(code);
        if (state == null) {
            throw new IllegalArgumentException("state: " + code + " (expected: " + FEDERAL + " or a USPS code)");
        }
        return state;
    }

    private static @Nullable LocalDate date(@Nullable String text) {
        return text == null ? null : LocalDate.parse(text);
    }

    /** {@code 08:00-21:00}; {@code 24:00} ends a day; {@code closed}. */
    private static CallingRule.Window window(String text) {
        if (text.equals(CLOSED)) {
            return CallingRule.Window.CLOSED;
        }
        String[] ends = text.split("-", -1);
        if (ends.length != 2) {
            throw new IllegalArgumentException("window: " + text + " (expected: hh:mm-hh:mm or " + CLOSED + ")");
        }
        int start = minute(ends[0]);
        int end = minute(ends[1]);
        if (start >= end) {
            throw new IllegalArgumentException("window: " + text + " (expected: start before end)");
        }
        return new CallingRule.Window(start, end);
    }

    private static int minute(String text) {
        return text.equals("24:00") ? DAY_MINUTES : LocalTime.parse(text).toSecondOfDay() / 60;
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
            String monFri,
            String sat,
            String sun,
            @Nullable String alsoIn,
            List<String> sources,
            @Nullable String note) {
        Row {
            requireNonNull(state, "state");
            requireNonNull(monFri, "mon_fri");
            requireNonNull(sat, "sat");
            requireNonNull(sun, "sun");
            requireNonNull(sources, "sources");
        }
    }
}
