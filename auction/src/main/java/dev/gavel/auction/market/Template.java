package dev.gavel.auction.market;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with names in it: {@code Mr ${last_name}}. A name is a field of the lead or a {@link dev.gavel.auction.contract.BuiltIn}.
 *
 * <p>Thread safety: immutable.
 *
 * @param parts in order; their concatenation is the text
 */
record Template(List<Part> parts) {

    /** What begins a name. */
    static final String OPEN = "${";

    public Template {
        parts = List.copyOf(parts);
    }

    /** A piece of the text. */
    sealed interface Part {

        /** Stands as it is. */
        record Literal(String text) implements Part {}

        /** Is replaced by a value. */
        record Name(String name) implements Part {}
    }

    /** The template of a text, or null when a brace is opened and not closed. The names are not checked. */
    static @Nullable Template parse(String text) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                return null;
            }
            if (open > from) {
                parts.add(new Part.Literal(text.substring(from, open)));
            }
            parts.add(new Part.Name(text.substring(open + OPEN.length(), close)));
            from = close + 1;
        }
        if (from < text.length()) {
            parts.add(new Part.Literal(text.substring(from)));
        }
        return new Template(parts);
    }

    /** The names, in order of appearance. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Name(String name)) {
                names.add(name);
            }
        }
        return names;
    }
}
