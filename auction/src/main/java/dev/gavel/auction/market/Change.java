package dev.gavel.auction.market;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one part of a market between two versions.
 *
 * <p>Thread safety: immutable.
 *
 * @param entity what kind of part, such as {@code contract}
 * @param id which one; empty for the market itself
 * @param attributes what is different about a part that is there before and after, else empty
 */
public record Change(Kind kind, String entity, String id, List<Attribute> attributes) {

    public Change {
        requireNonNull(kind, "kind");
        requireNonNull(entity, "entity");
        requireNonNull(id, "id");
        attributes = List.copyOf(attributes);
    }

    /** What happens. */
    public enum Kind {
        ADDED("+"),
        REMOVED("-"),
        CHANGED("~");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }
    }

    /**
     * A difference. What may be secret shows as {@code (hidden)}.
     *
     * @param name the key in the file, with dots
     * @param before null when there was none
     * @param after null when there is none any more
     */
    public record Attribute(
            String name, @Nullable String before, @Nullable String after) {

        public Attribute {
            requireNonNull(name, "name");
        }

        /** {@code price 12.00 -> 14.00}; just {@code changed} when the difference cannot be shown. */
        @Override
        public String toString() {
            if (before != null && before.equals(after)) {
                return name + " changed";
            }
            return name + " " + (before == null ? "(none)" : before) + " -> " + (after == null ? "(none)" : after);
        }
    }

    /** For people: one line, or one for each attribute: {@code ~ contract acme-tx: price 12.00 -> 14.00}. */
    public List<String> lines() {
        String what = kind.sign + " " + entity + (id.isEmpty() ? "" : " " + id);
        return attributes.isEmpty()
                ? List.of(what)
                : attributes.stream().map(attribute -> what + ": " + attribute).toList();
    }
}
