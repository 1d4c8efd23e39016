package dev.gavel.auction.market;

import dev.gavel.auction.money.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A value of the file together with its place. Each reader reports what is wrong and answers a harmless stand-in, so that the reading
 * goes on.
 */
record Item(Node node, String path, Problems problems) {

    private static final int MOST_SLUG = 64;
    private static final int MOST_TEXT = 1_000;
    private static final Map<String, Long> UNIT_MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    /** Reports a problem with this value, unless it was reported already that there is none. */
    void problem(String message) {
        if (!(node instanceof Node.Broken)) {
            problems.add(path, node.line(), message);
        }
    }

    /** A value inside this one. */
    Item at(String key, Node inner) {
        return new Item(inner, path.isEmpty() ? key : path + "." + key, problems);
    }

    boolean isText() {
        return node instanceof Node.Scalar;
    }

    boolean isText(String text) {
        return node instanceof Node.Scalar scalar && scalar.text().equals(text);
    }

    /** The text of a scalar of any kind that is not blank, else an empty text. */
    String text(String expected) {
        if (node instanceof Node.Scalar scalar && !scalar.text().isBlank()) {
            return scalar.text();
        }
        problem("found " + node.kind() + " (expected: " + expected + ")");
        return "";
    }

    /** One line of text for people, such as a name. */
    String line(String expected) {
        String text = text(expected);
        if (text.length() > MOST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            problem("has line breaks or more than " + MOST_TEXT + " characters (expected: " + expected + ")");
        }
        return text.strip();
    }

    /** An id: lower-case letters, digits and hyphens. */
    String slug() {
        String text = text("an id such as acme-tx");
        if (!text.isEmpty() && !isSlug(text)) {
            problem(Problems.quote(text) + " is not an id (expected: 1 to " + MOST_SLUG + " of a-z, 0-9 and -)");
        }
        return text;
    }

    static boolean isSlug(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_SLUG
                && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }

    /** One of these words. */
    String word(Collection<String> words, String what) {
        String text = text("one of " + String.join(", ", words));
        if (!text.isEmpty() && !words.contains(text)) {
            problem("unknown " + what + " " + Problems.quote(text) + " (expected: one of " + String.join(", ", words)
                    + Nearest.hint(text, words) + ")");
        }
        return text;
    }

    /** The key of one of these entries; {@code what} names their kind. */
    String reference(Collection<String> keys, String what) {
        String text = text("the id of a " + what);
        if (!text.isEmpty() && !keys.contains(text)) {
            problem("unknown " + what + " " + Problems.quote(text) + Nearest.hint(text, keys));
        }
        return text;
    }

    /** One of an enum's constants, in lower case. */
    <E extends Enum<E>> E constant(E[] constants, String what) {
        List<String> words = Arrays.stream(constants).map(Item::wordOf).toList();
        int position = words.indexOf(word(words, what));
        return constants[Math.max(0, position)];
    }

    /** How a constant is written in files. */
    static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    boolean yesOrNo() {
        String text = text("true or false");
        if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
            problem(Problems.quote(text) + " (expected: true or false)");
        }
        return text.equals("true");
    }

    long whole(long least, long most) {
        String expected = "a whole number from " + least + " to " + most;
        String text = text(expected);
        try {
            long number = text.isEmpty() ? least : Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // reported below
        }
        problem(Problems.quote(text) + " (expected: " + expected + ")");
        return least;
    }

    /** An amount in micros. */
    long money(long least, long most) {
        String expected = "an amount from " + Money.format(least) + " to " + Money.format(most);
        String text = text(expected);
        long micros = text.isEmpty() ? least : Money.parseMicros(text);
        if (micros >= least && micros <= most) {
            return micros;
        }
        problem(Problems.quote(text) + " (expected: " + expected + ", such as 12.50)");
        return least;
    }

    /** A time with its unit. */
    Duration duration(Duration least, Duration most) {
        String expected = "a time from " + Durations.format(least) + " to " + Durations.format(most);
        String text = text(expected + ", such as " + Durations.format(least));
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        Long unitMillis = UNIT_MILLIS.get(text.substring(digits));
        if (unitMillis != null && digits > 0 && digits <= 9) {
            Duration duration = Duration.ofMillis(Long.parseLong(text, 0, digits, 10) * unitMillis);
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        }
        if (!text.isEmpty()) {
            problem(Problems.quote(text) + " (expected: " + expected + ", with a unit of ms, s, m, h or d)");
        }
        return least;
    }

    /** The entries of a list that has some; empty when it has none or is none. */
    List<Item> items(String expected) {
        if (!(node instanceof Node.Sequence sequence)) {
            problem("found " + node.kind() + " (expected: a list of " + expected + ")");
            return List.of();
        }
        if (sequence.nodes().isEmpty()) {
            problem("is an empty list (expected: a list of " + expected + ")");
        }
        List<Item> items = new ArrayList<>(sequence.nodes().size());
        for (int i = 0; i < sequence.nodes().size(); i++) {
            items.add(new Item(sequence.nodes().get(i), path + "[" + i + "]", problems));
        }
        return items;
    }

    /** As {@link #entries}, with keys that must be ids. */
    List<Map.Entry<String, Item>> entriesById(String expected) {
        List<Map.Entry<String, Item>> entries = entries(expected);
        entries.forEach(entry -> {
            if (!isSlug(entry.getKey())) {
                entry.getValue()
                        .problem(Problems.quote(entry.getKey()) + " is not an id (expected: 1 to " + MOST_SLUG
                                + " of a-z, 0-9 and -)");
            }
        });
        return entries;
    }

    /** The entries of a map, by key; empty when it has none or is none. */
    List<Map.Entry<String, Item>> entries(String expected) {
        if (!(node instanceof Node.Mapping mapping)) {
            problem("found " + node.kind() + " (expected: " + expected + ")");
            return List.of();
        }
        List<Map.Entry<String, Item>> entries = new ArrayList<>(mapping.nodes().size());
        mapping.nodes().forEach((key, inner) -> entries.add(Map.entry(key, at(Problems.key(key), inner))));
        return entries;
    }

    /** A map with known keys. What is not a map is reported, and has then no key missing. */
    Section section(String expected) {
        return new Section(this, expected);
    }
}
