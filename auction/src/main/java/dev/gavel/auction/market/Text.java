package dev.gavel.auction.market;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * An attribute as text.
 *
 * @param whole all of it, to be compared, never to be shown
 * @param shown what people may see
 */
record Text(String whole, String shown) {

    static final String HIDDEN = "(hidden)";

    static Text of(Object value) {
        String text = value.toString();
        return new Text(text, text);
    }

    /** A word as it is where nothing in it could be taken for something else, else in quotes. */
    static String word(String word) {
        boolean plain = !word.isEmpty()
                && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '/');
        return plain ? word : '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Words in alphabetical order. */
    static String sorted(Collection<String> words) {
        return words.stream().map(Text::word).sorted().collect(Collectors.joining(", ", "[", "]"));
    }

    static Text hidden(String whole) {
        return new Text(whole, HIDDEN);
    }
}
