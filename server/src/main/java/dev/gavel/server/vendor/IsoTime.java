package dev.gavel.server.vendor;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Times as ISO 8601 writes them. The formatters of the JDK make hundreds of bytes of garbage for each; the usual spelling of a time in UTC
 * ({@code 2026-11-22T15:00:00Z}) is read without them.
 *
 * <p>Thread safety: stateless.
 */
public final class IsoTime {

    private static final int UTC_LENGTH = 20;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int NONE = -1;

    private IsoTime() {}

    /** The moment that a text names; null when it names none, which is so without an offset. */
    public static @Nullable Instant parse(String text) {
        try {
            Instant usual = parseUtc(text);
            return usual != null ? usual : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return null;
        }
    }

    /** The moment of the usual spelling; null for any other, which may be good all the same. */
    private static @Nullable Instant parseUtc(String text) {
        if (text.length() != UTC_LENGTH
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || text.charAt(19) != 'Z') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if ((year | month | day | hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(days * SECONDS_PER_DAY + (hour * 60L + minute) * 60 + second);
    }

    /** The number that digits make, or {@link #NONE} when one of them is none. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
