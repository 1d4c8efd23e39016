package dev.gavel.auction.lead;

import dev.gavel.auction.money.Money;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a value on the wire becomes a slot of a {@link Lead}, by the field's type, and back.
 *
 * <p>Thread safety: stateless.
 */
public final class FieldValue {

    /** What {@link #parseCode} answers for text that is not a value of the field. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final int DATE_LENGTH = 10;
    private static final int HASH_LENGTH = 64;
    private static final int EMAIL_MOST = 254;
    private static final char DELETE = 0x7F;

    private FieldValue() {}

    /** The code of a coded field's text, or {@link #INVALID}. */
    public static long parseCode(Field field, String text) {
        if (text.isEmpty()) {
            return INVALID;
        }
        long code = switch (field.type()) {
            case INTEGER -> parseInteger(text);
            case MONEY -> Money.parseMicros(text);
            case BOOLEAN -> parseBoolean(text);
            case DATE -> parseDate(text);
            case ENUM -> positionOf(field.values(), text);
            case ZIP -> negativeIsInvalid(Zip.parse(text));
            case STATE -> parseState(text);
            case PHONE -> negativeIsInvalid(Phone.parse(text));
            case TEXT, EMAIL, HASH -> throw new IllegalArgumentException(field.name() + " is not coded");
        };
        boolean bounded =
                field.type() == FieldType.INTEGER || field.type() == FieldType.MONEY || field.type() == FieldType.DATE;
        return bounded && (code < field.least() || code > field.most()) ? INVALID : code;
    }

    /** The canonical text of a text field, or null when it is not a value of the field. */
    public static @Nullable String parseText(Field field, String text) {
        return switch (field.type()) {
            case TEXT -> text.length() <= field.most() ? text : null;
            case EMAIL -> parseEmail(text);
            case HASH -> parseHash(text);
            case INTEGER, MONEY, BOOLEAN, DATE, ENUM, ZIP, STATE, PHONE ->
                throw new IllegalArgumentException(field.name() + " is coded");
        };
    }

    /** The canonical spelling of a code. */
    public static String format(Field field, long code) {
        return switch (field.type()) {
            case INTEGER -> Long.toString(code);
            case MONEY -> Money.format(code);
            case BOOLEAN -> code == 1 ? "true" : "false";
            case DATE -> LocalDate.ofEpochDay(code).toString();
            case ENUM -> field.values().get((int) code);
            case ZIP -> Zip.format((int) code);
            case STATE -> UsState.of((int) code).name();
            case PHONE -> Phone.e164(code);
            case TEXT, EMAIL, HASH -> throw new IllegalArgumentException(field.name() + " is not coded");
        };
    }

    private static long parseInteger(String text) {
        int start = text.charAt(0) == '-' ? 1 : 0;
        int digits = text.length() - start;
        if (digits < 1 || digits > 15) {
            return INVALID;
        }
        long number = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return INVALID;
            }
            number = number * 10 + (c - '0');
        }
        return start == 1 ? -number : number;
    }

    private static long parseBoolean(String text) {
        if (text.equals("1") || text.equalsIgnoreCase("true") || text.equalsIgnoreCase("yes")) {
            return 1;
        }
        return text.equals("0") || text.equalsIgnoreCase("false") || text.equalsIgnoreCase("no") ? 0 : INVALID;
    }

    /** {@code 1984-05-17}, without the JDK's parser, which makes a map for each date. */
    private static long parseDate(String text) {
        if (text.length() != DATE_LENGTH || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return INVALID;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, DATE_LENGTH);
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > lengthOf(year, month)) {
            return INVALID;
        }
        return LocalDate.of(year, month, day).toEpochDay();
    }

    private static int lengthOf(int year, int month) {
        return Month.of(month).length(Year.isLeap(year));
    }

    /** A number of digits alone; negative when there is something else. */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static long positionOf(List<String> values, String text) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).equalsIgnoreCase(text)) {
                return i;
            }
        }
        return INVALID;
    }

    @SuppressWarnings("EnumOrdinal") // the code of a state is its ordinal
    private static long parseState(String text) {
        UsState state = UsState.parse(text);
        return state == null ? INVALID : state.ordinal();
    }

    private static long negativeIsInvalid(long code) {
        return code < 0 ? INVALID : code;
    }

    /** One @, something on both sides, a dot in the domain, no blanks: the receiving server knows the rest. */
    private static @Nullable String parseEmail(String text) {
        int at = text.indexOf('@');
        boolean plausible = at > 0
                && at == text.lastIndexOf('@')
                && text.length() <= EMAIL_MOST
                && text.indexOf('.', at + 2) > 0
                && !text.endsWith(".")
                && !hasBlankOrControl(text);
        return plausible ? text.toLowerCase(Locale.ROOT) : null;
    }

    private static boolean hasBlankOrControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) == DELETE) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String parseHash(String text) {
        if (text.length() != HASH_LENGTH) {
            return null;
        }
        for (int i = 0; i < HASH_LENGTH; i++) {
            char c = text.charAt(i);
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (!hex) {
                return null;
            }
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
