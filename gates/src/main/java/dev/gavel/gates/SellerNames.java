package dev.gavel.gates;

import java.util.List;

/**
 * Whether a company stands among the sellers that a consent names. Allocates nothing.
 *
 * <p>Thread safety: stateless.
 */
public final class SellerNames {

    private static final int END = -1;

    private SellerNames() {}

    /** Whether one of the sellers has this legal name; case, runs of blanks and blanks at the ends do not count. */
    public static boolean contain(List<String> sellers, String legalName) {
        for (int i = 0; i < sellers.size(); i++) {
            if (isSame(sellers.get(i), legalName)) {
                return true;
            }
        }
        return false;
    }

    /** Equal but for case, runs of blanks, and blanks at the ends. A name of blanks alone is nobody's. */
    static boolean isSame(String one, String other) {
        int i = skipBlanks(one, 0);
        int j = skipBlanks(other, 0);
        boolean empty = i == one.length();
        while (true) {
            int a = letter(one, i);
            int b = letter(other, j);
            if (a != b) {
                return false;
            }
            if (a == END) {
                return !empty;
            }
            i = a == ' ' ? skipBlanks(one, i) : i + 1;
            j = b == ' ' ? skipBlanks(other, j) : j + 1;
        }
    }

    /** The letter in its folded case; a blank for the first of a run with something behind it; {@link #END} at the end. */
    private static int letter(String name, int index) {
        if (index == name.length()) {
            return END;
        }
        char c = name.charAt(index);
        if (isBlank(c)) {
            return skipBlanks(name, index) == name.length() ? END : ' ';
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    private static int skipBlanks(String name, int from) {
        int index = from;
        while (index < name.length() && isBlank(name.charAt(index))) {
            index++;
        }
        return index;
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
