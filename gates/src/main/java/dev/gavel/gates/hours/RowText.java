package dev.gavel.gates.hours;

import dev.gavel.gates.RuleFile;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What the rows of the hours' and the holidays' table have in common, read from text. */
final class RowText {

    private static final String CLOSED = "closed";
    private static final int DAY_MINUTES = 24 * 60;

    private RowText() {}

    /** {@code 08:00-21:00}; {@code 24:00} ends a day; {@code closed}. */
    static CallingWindow window(RuleFile.Row row, String key) {
        String text = row.text(key);
        if (text.equals(CLOSED)) {
            return CallingWindow.CLOSED;
        }
        String[] ends = text.split("-", -1);
        try {
            int start = ends.length == 2 ? minute(ends[0]) : 0;
            int end = ends.length == 2 ? minute(ends[1]) : 0;
            if (start < end) {
                return new CallingWindow(start, end);
            }
        } catch (DateTimeException cause) {
            throw row.problem(key + ": " + text + " (expected: hh:mm-hh:mm or " + CLOSED + ")", cause);
        }
        throw row.problem(key + ": " + text + " (expected: hh:mm-hh:mm, start before end, or " + CLOSED + ")", null);
    }

    private static int minute(String text) {
        return text.equals("24:00") ? DAY_MINUTES : LocalTime.parse(text).toSecondOfDay() / 60;
    }

    /** The words of {@code exempt_if}. */
    static Set<Exemption> exemptions(RuleFile.Row row) {
        Set<Exemption> exemptions = EnumSet.noneOf(Exemption.class);
        for (String word : row.texts("exempt_if")) {
            try {
                exemptions.add(Exemption.valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException cause) {
                throw row.problem(
                        "exempt_if: " + word + " (expected: of " + EnumSet.allOf(Exemption.class) + ")", cause);
            }
        }
        return exemptions;
    }
}
