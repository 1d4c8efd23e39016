package dev.gavel.auction.market;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A map of the file whose keys are known. Each key that a reader asks for is known from then on; {@link #close} reports the others.
 */
final class Section {

    private final Item item;
    private final boolean isMap;
    private final Map<String, Node> nodes;
    private final Set<String> known = new LinkedHashSet<>();

    Section(Item item, String expected) {
        this.item = item;
        this.isMap = item.node() instanceof Node.Mapping;
        this.nodes = item.node() instanceof Node.Mapping mapping ? mapping.nodes() : Map.of();
        if (!isMap) {
            item.problem("found " + item.node().kind() + " (expected: " + expected + ")");
        }
    }

    /** The value of a key that must be there. */
    Item required(String key) {
        known.add(key);
        Node node = nodes.get(key);
        if (node != null) {
            return item.at(key, node);
        }
        if (isMap) {
            item.problems().add(item.at(key, item.node()).path(), item.node().line(), "is missing");
        }
        return item.at(key, new Node.Broken(item.node().line()));
    }

    /** The value of a key that may be left out. */
    Optional<Item> optional(String key) {
        known.add(key);
        return Optional.ofNullable(nodes.get(key)).map(node -> item.at(key, node));
    }

    /** The one key of these that is there; empty, and reported, when there is none or more than one. */
    Optional<Choice> choice(String... keys) {
        List<Choice> choices = new ArrayList<>();
        for (String key : keys) {
            optional(key).ifPresent(chosen -> choices.add(new Choice(key, chosen)));
        }
        if (choices.size() == 1) {
            return Optional.of(choices.getFirst());
        }
        if (isMap) {
            item.problem("has " + (choices.isEmpty() ? "none" : "more than one") + " of " + String.join(", ", keys)
                    + " (expected: exactly one)");
        }
        return Optional.empty();
    }

    /** A key and its value. */
    record Choice(String key, Item item) {}

    boolean has(String key) {
        return nodes.containsKey(key);
    }

    Item item() {
        return item;
    }

    /** Reports every key that nobody asked for. */
    void close() {
        nodes.forEach((key, node) -> {
            if (!known.contains(key)) {
                item.at(Problems.key(key), node)
                        .problem("unknown key (expected: one of " + String.join(", ", known) + Nearest.hint(key, known)
                                + ")");
            }
        });
    }
}
