package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import java.io.Reader;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@link CallingHours} from YAML. Every key must be known and every value readable: a table that is half understood is refused. */
public final class CallingHoursReader {

    private static final String FEDERAL = "US";

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
            CallingWindow weekday = RowText.window(row.monFri);
            List<CallingWindow> days = List.of(
                    weekday, weekday, weekday, weekday, weekday, RowText.window(row.sat), RowText.window(row.sun));
            return new CallingRule(
                    row.state.equals(FEDERAL) ? null : RowText.state(row.state),
                    RowText.scope(row.effectiveFrom, row.effectiveTo, row.channels, row.exemptIf),
                    days,
                    row.alsoIn == null ? null : ZoneId.of(row.alsoIn),
                    row.sources,
                    row.note == null ? "" : row.note);
        } catch (DateTimeException | IllegalArgumentException cause) {
            throw new IllegalArgumentException("rule of " + row.state + ": " + cause.getMessage(), cause);
        }
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
