package dev.gavel.server.vendor;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Times as ISO 8601 writes them. The formatters of the JDK make hundreds of bytes of garbage for each; the usual spelling of a time in UTC
 * ({@code 2026-11-22T15:00:00Z}, also with a fraction of the second) is read and
 * written without them.
 *
 * <p>Thread safety: stateless.
 */
public final class IsoTime {

    private static final int UTC_LENGTH = 20;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int MOST_DECIMALS = 9;
    private static final int LAST_YEAR_OF_FOUR_DIGITS = 9_999;
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

    /**
     * The offset that a time is written with.
     *
     * @param text one that {@link #parse} understands
     * @return null when it is not understood
     */
    public static @Nullable ZoneOffset offsetOf(String text) {
        int last = text.length() - 1;
        if (last < 0 || text.charAt(last) == 'Z' || text.charAt(last) == 'z') {
            return last < 0 ? null : ZoneOffset.UTC;
        }
        int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        try {
            return sign < 0 ? null : ZoneOffset.of(text.substring(sign));
        } catch (DateTimeException _) {
            return null;
        }
    }

    /** The moment of the usual spelling; null for any other, which may be good all the same. */
    private static @Nullable Instant parseUtc(String text) {
        int length = text.length();
        if (length < UTC_LENGTH
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || text.charAt(length - 1) != 'Z') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int nanos = nanos(text, length - 1);
        if ((year | month | day | hour | minute | second | nanos) < 0 || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(days * SECONDS_PER_DAY + (hour * 60L + minute) * 60 + second, nanos);
    }

    /** The fraction of the second that ends at {@code end}; 0 when there is none, {@link #NONE} when it is not one. */
    private static int nanos(String text, int end) {
        if (end == UTC_LENGTH - 1) {
            return 0;
        }
        int digits = end - UTC_LENGTH;
        if (text.charAt(UTC_LENGTH - 1) != '.' || digits < 1 || digits > MOST_DECIMALS) {
            return NONE;
        }
        int nanos = number(text, UTC_LENGTH, end);
        for (int i = digits; i < MOST_DECIMALS && nanos > 0; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    /** A second in the usual spelling, without a fraction; what {@link Instant#toString} says, with less garbage. */
    static String format(long epochSecond) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, SECONDS_PER_DAY));
        int second = (int) Math.floorMod(epochSecond, (long) SECONDS_PER_DAY);
        if (day.getYear() < 0 || day.getYear() > LAST_YEAR_OF_FOUR_DIGITS) {
            return Instant.ofEpochSecond(epochSecond).toString();
        }
        byte[] text = new byte[UTC_LENGTH];
        put(text, 0, day.getYear(), 4, '-');
        put(text, 5, day.getMonthValue(), 2, '-');
        put(text, 8, day.getDayOfMonth(), 2, 'T');
        put(text, 11, second / 3_600, 2, ':');
        put(text, 14, second / 60 % 60, 2, ':');
        put(text, 17, second % 60, 2, 'Z');
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** A number of so many digits, and what follows it. */
    private static void put(byte[] text, int from, int number, int digits, char after) {
        int rest = number;
        for (int i = from + digits - 1; i >= from; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        text[from + digits] = (byte) after;
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
