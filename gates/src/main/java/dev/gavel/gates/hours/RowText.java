package dev.gavel.gates.hours;

import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.lead.UsState;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the rows of both tables have in common, read from text. */
final class RowText {

    private static final String CLOSED = "closed";
    private static final int DAY_MINUTES = 24 * 60;

    private RowText() {}

    static UsState state(String code) {
        UsState state = UsState.parse(code);
        if (state == null) {
            throw new IllegalArgumentException("state: " + code + " (expected: a USPS code)");
        }
        return state;
    }

    static @Nullable LocalDate date(@Nullable String text) {
        return text == null ? null : LocalDate.parse(text);
    }

    /** {@code 08:00-21:00}; {@code 24:00} ends a day; {@code closed}. */
    static CallingWindow window(String text) {
        if (text.equals(CLOSED)) {
            return CallingWindow.CLOSED;
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
        return new CallingWindow(start, end);
    }

    private static int minute(String text) {
        return text.equals("24:00") ? DAY_MINUTES : LocalTime.parse(text).toSecondOfDay() / 60;
    }

    static RowScope scope(
            @Nullable String effectiveFrom,
            @Nullable String effectiveTo,
            @Nullable List<String> channels,
            @Nullable List<String> exemptIf) {
        return new RowScope(
                date(effectiveFrom),
                date(effectiveTo),
                channels == null ? CallChannel.ALL : constants(CallChannel.class, channels),
                exemptIf == null ? Set.of() : constants(Exemption.class, exemptIf));
    }

    private static <E extends Enum<E>> Set<E> constants(Class<E> type, List<String> words) {
        return words.stream()
                .map(word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(type)));
    }
}
