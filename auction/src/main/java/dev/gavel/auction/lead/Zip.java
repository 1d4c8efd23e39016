package dev.gavel.auction.lead;

/** Five-digit ZIP codes as numbers from 0 to 99,999. */
public final class Zip {

    /** One more than the largest code. */
    public static final int COUNT = 100_000;

    private static final int LENGTH = 5;
    private static final int LENGTH_PLUS_4 = 10;

    private Zip() {}

    /** The code of {@code 78701} or {@code 78701-1234}, or -1. */
    public static int parse(CharSequence text) {
        int length = text.length();
        if (length != LENGTH
                && !(length == LENGTH_PLUS_4 && text.charAt(LENGTH) == '-' && digits(text, LENGTH + 1, length) >= 0)) {
            return -1;
        }
        return digits(text, 0, LENGTH);
    }

    /** The five digits of a code. */
    public static String format(int code) {
        String digits = Integer.toString(code);
        return "0".repeat(LENGTH - digits.length()) + digits;
    }

    /** Whether the five digits of a code begin with this. Allocates nothing. */
    public static boolean startsWith(int code, String prefix) {
        if (prefix.length() > LENGTH) {
            return false;
        }
        int place = COUNT / 10;
        for (int i = 0; i < prefix.length(); i++) {
            if (prefix.charAt(i) - '0' != code / place % 10) {
                return false;
            }
            place /= 10;
        }
        return true;
    }

    private static int digits(CharSequence text, int from, int to) {
        int code = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            code = code * 10 + (c - '0');
        }
        return code;
    }
}
