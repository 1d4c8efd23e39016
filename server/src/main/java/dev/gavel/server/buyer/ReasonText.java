package dev.gavel.server.buyer;

import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a buyer says about a refusal, made fit to be kept: buyers like to repeat the phone number that they refuse. Words with an at sign or more
 * than three digits become a dash, and so does every value that the lead keeps as restricted or sensitive; only letters, digits and plain
 * punctuation of ASCII stay.
 */
final class ReasonText {

    private static final int MOST_CHARS = 120;
    private static final int MOST_CHARS_READ = 2_000;
    private static final int MOST_DIGITS = 3;
    private static final String REMOVED = "-";

    private ReasonText() {}

    static String clean(String said, Lead lead) {
        String text = said.length() > MOST_CHARS_READ ? said.substring(0, MOST_CHARS_READ) : said;
        for (Field field : lead.vertical().fields()) {
            if (field.dataClass() == DataClass.RESTRICTED || field.dataClass() == DataClass.SENSITIVE) {
                text = without(text, lead.canonical(field.index()));
            }
        }
        StringBuilder cleaned = new StringBuilder(MOST_CHARS);
        for (String word : text.split("[^!-~]+", -1)) {
            if (!word.isEmpty() && cleaned.length() < MOST_CHARS) {
                cleaned.append(cleaned.isEmpty() ? "" : " ").append(isPersonal(word) ? REMOVED : plain(word));
            }
        }
        return cleaned.length() > MOST_CHARS ? cleaned.substring(0, MOST_CHARS) : cleaned.toString();
    }

    private static String without(String text, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return text;
        }
        String lowerText = text.toLowerCase(Locale.ROOT);
        String lowerValue = value.toLowerCase(Locale.ROOT);
        if (lowerText.length() != text.length()) {
            // Lower case moved the positions; what can't be searched isn't kept.
            return "";
        }
        StringBuilder kept = new StringBuilder(text.length());
        int done = 0;
        for (int at = lowerText.indexOf(lowerValue); at >= 0; at = lowerText.indexOf(lowerValue, done)) {
            kept.append(text, done, at).append(REMOVED);
            done = at + lowerValue.length();
        }
        return kept.append(text, done, text.length()).toString();
    }

    private static boolean isPersonal(String word) {
        int digits = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            digits += c >= '0' && c <= '9' ? 1 : 0;
            if (c == '@' || digits > MOST_DIGITS) {
                return true;
            }
        }
        return false;
    }

    /** Without what could be read as markup or as a formula by whatever shows it. */
    private static String plain(String word) {
        StringBuilder plain = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            plain.append(letterOrDigit || ".,:;!?()_-/'".indexOf(c) >= 0 ? c : ' ');
        }
        return plain.toString().strip();
    }
}
