package dev.gavel.gates.hours;

import dev.gavel.gates.RuleFile;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@link CallingHours}: rows of {@link RuleFile} with {@code mon_fri}, {@code sat}, {@code sun}, {@code also_in}, {@code exempt_if}. */
public final class CallingHoursReader {

    private CallingHoursReader() {}

    /**
     * Reads the table.
     *
     * @throws IllegalArgumentException that says where it can't be understood
     */
    public static CallingHours read(Reader yaml) {
        RuleFile.Table<CallingRule> table = RuleFile.read("calling-hours", yaml, CallingHoursReader::rule);
        return new CallingHours(table.version(), table.rows());
    }

    private static CallingRule rule(RuleFile.Row row) {
        CallingWindow weekday = RowText.window(row, "mon_fri");
        return new CallingRule(
                row.scope(),
                List.of(
                        weekday,
                        weekday,
                        weekday,
                        weekday,
                        weekday,
                        RowText.window(row, "sat"),
                        RowText.window(row, "sun")),
                zone(row),
                RowText.exemptions(row));
    }

    private static @Nullable ZoneId zone(RuleFile.Row row) {
        String name = row.textOrNull("also_in");
        try {
            return name == null ? null : ZoneId.of(name);
        } catch (DateTimeException cause) {
            throw row.problem("also_in: " + name + " (expected: a zone such as America/Chicago)", cause);
        }
    }
}
