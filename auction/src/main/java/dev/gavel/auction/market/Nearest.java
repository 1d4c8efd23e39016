package dev.gavel.auction.market;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what a misspelt word was meant to be. */
final class Nearest {

    /** Longer words and sets are not compared: a hint is not worth more. */
    private static final int MOST_LENGTH = 64;

    private static final int MOST_CANDIDATES = 1_000;

    /** So many letters stand for the longer word that they begin. */
    private static final int LEAST_START = 3;

    /** In shorter words only one letter may be wrong. */
    private static final int LEAST_LONG = 4;

    private Nearest() {}

    /** {@code ; did you mean "x"?} for the candidate that is a few letters away, or begins with the word, or an empty text. */
    static String hint(String word, Collection<String> candidates) {
        String nearest = to(word, candidates);
        return nearest == null ? "" : "; did you mean \"" + nearest + "\"?";
    }

    private static @Nullable String to(String word, Collection<String> candidates) {
        if (word.length() > MOST_LENGTH || candidates.size() > MOST_CANDIDATES) {
            return null;
        }
        String plain = plain(word);
        String nearest = null;
        int least = plain.length() < LEAST_LONG ? 2 : Math.max(2, plain.length() / 3) + 1;
        for (String candidate : candidates) {
            boolean isStart = plain.length() >= LEAST_START && plain(candidate).startsWith(plain);
            int distance = isStart ? 1 : distance(plain, plain(candidate));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    }

    /** How many letters are to be put in, taken out or replaced (Levenshtein 1965), row by row. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
