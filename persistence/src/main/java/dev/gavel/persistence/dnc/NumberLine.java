package dev.gavel.persistence.dnc;

/**
 * One line of a file of numbers: {@code 5125550100}, {@code 512,5550100} or {@code 512-555-0100}, alone or followed by more fields. The registry's
 * own files have the second form; its files of changes have dates and one field that is {@code A} or {@code D} behind it. Fields end at a comma,
 * semicolon, tab or bar; quotation marks and blanks around them do not count.
 *
 * <p>Thread safety: confined to one thread; used for one line after the other. Allocates nothing.
 */
final class NumberLine {

    /** What a line is. */
    enum Kind {
        /** A number, and nothing that speaks of change. */
        NUMBER,
        /** A number that is on the list from now on. */
        ADDED,
        /** A number that is no longer on the list. */
        DELETED,
        /** Ten digits that no telephone has: an area code or exchange below 200. */
        IMPOSSIBLE,
        /** Nothing but blanks, and what ends fields: an empty row of a spreadsheet. */
        BLANK,
        /** Anything else. */
        BAD
    }

    private static final int MOST_FIELDS = 64;
    private static final long IMPOSSIBLE_PHONE = -1;
    private static final long NO_PHONE = -2;

    private byte[] line = new byte[0];
    private int end;
    private int at;
    private long phone;

    // Of the field that was read last.
    private long value;
    private int digits;
    private int letters;
    private int firstLetter;
    private boolean odd;
    private int word;

    /** The number of the line that was read last: ten digits; meaningless unless it is one. */
    long phone() {
        return phone;
    }

    /** Reads bytes {@code from} to {@code to} of a buffer. */
    Kind read(byte[] buffer, int from, int to) {
        line = buffer;
        at = from;
        end = to;
        if (!readField()) {
            return Kind.BAD;
        }
        if (isEmpty()) {
            return areAllEmpty() ? Kind.BLANK : Kind.BAD;
        }
        phone = readPhone();
        if (phone == NO_PHONE) {
            return Kind.BAD;
        }
        Kind kind = readRest();
        return kind != Kind.BAD && phone == IMPOSSIBLE_PHONE ? Kind.IMPOSSIBLE : kind;
    }

    /** Whether nothing stood in the field that was read last. */
    private boolean isEmpty() {
        return digits == 0 && letters == 0 && !odd;
    }

    private boolean areAllEmpty() {
        while (at < end) {
            if (!readField() || !isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Whether a line has no digit at all, as headings have. */
    static boolean isHeading(byte[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] >= '0' && buffer[i] <= '9') {
                return false;
            }
        }
        return true;
    }

    private long readPhone() {
        if (letters > 0 || odd) {
            return NO_PHONE;
        }
        if (digits == 11 && value / 10_000_000_000L == 1) {
            return checked(value % 10_000_000_000L);
        }
        if (digits == 10) {
            return checked(value);
        }
        if (digits != 3 || at >= end) {
            return NO_PHONE;
        }
        long area = value;
        return readField() && digits == 7 && letters == 0 && !odd ? checked(area * 10_000_000 + value) : NO_PHONE;
    }

    private static long checked(long number) {
        return number / 10_000_000 >= 200 && number / 10_000 % 1_000 >= 200 ? number : IMPOSSIBLE_PHONE;
    }

    private Kind readRest() {
        Kind change = Kind.NUMBER;
        for (int fields = 0; at < end; fields++) {
            if (fields == MOST_FIELDS || !readField()) {
                return Kind.BAD;
            }
            Kind said = change();
            if (said != Kind.NUMBER) {
                if (change != Kind.NUMBER) {
                    return Kind.BAD;
                }
                change = said;
            }
        }
        return change;
    }

    /** A field of one letter, A or D, or of the words add, added, delete, deleted. */
    private Kind change() {
        if (digits > 0 || odd || letters == 0) {
            return Kind.NUMBER;
        }
        boolean added =
                letters == 1 ? firstLetter == 'a' : (letters == 3 && word == ADD) || (letters == 5 && word == ADDED);
        boolean deleted = letters == 1
                ? firstLetter == 'd'
                : (letters == 6 && word == DELETE) || (letters == 7 && word == DELETED);
        return added ? Kind.ADDED : deleted ? Kind.DELETED : Kind.NUMBER;
    }

    private static final int ADD = hash("add");
    private static final int ADDED = hash("added");
    private static final int DELETE = hash("delete");
    private static final int DELETED = hash("deleted");

    private static int hash(String text) {
        int hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }

    /** Reads to the end of the field; false when it holds a byte that no such file has. */
    private boolean readField() {
        value = 0;
        digits = 0;
        letters = 0;
        odd = false;
        word = 0;
        for (; at < end; at++) {
            byte c = line[at];
            if (c == ',' || c == ';' || c == '\t' || c == '|') {
                at++;
                return true;
            }
            if (c >= '0' && c <= '9') {
                digits++;
                value = digits > 18 ? 0 : value * 10 + (c - '0');
            } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
                int lower = c | 0x20;
                firstLetter = letters == 0 ? lower : firstLetter;
                letters++;
                word = 31 * word + lower;
            } else if (c == 0) {
                return false;
            } else if (!isPunctuation(c)) {
                odd = true;
            }
        }
        return true;
    }

    private static boolean isPunctuation(byte c) {
        return c == ' ' || c == '"' || c == '(' || c == ')' || c == '-' || c == '.' || c == '+' || c == '\r';
    }
}
