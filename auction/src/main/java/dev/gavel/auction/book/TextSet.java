package dev.gavel.auction.book;

import java.util.HashSet;
import java.util.Set;

/**
 * Texts of a text field: these, or all but these; and whether absence is among them.
 *
 * <p>Thread safety: immutable.
 *
 * @param inverted whether the set is of all texts but these
 */
record TextSet(Set<String> texts, boolean inverted, boolean absent) implements ValueSet<TextSet> {

    static final TextSet ANY = new TextSet(Set.of(), true, true);
    static final TextSet NONE = new TextSet(Set.of(), false, false);
    static final TextSet PRESENT = new TextSet(Set.of(), true, false);
    static final TextSet ABSENT = new TextSet(Set.of(), false, true);

    TextSet {
        texts = Set.copyOf(texts);
    }

    @Override
    public TextSet and(TextSet other) {
        boolean bothAbsent = absent && other.absent;
        if (inverted && other.inverted) {
            return new TextSet(union(texts, other.texts), true, bothAbsent);
        }
        if (inverted) {
            return new TextSet(difference(other.texts, texts), false, bothAbsent);
        }
        if (other.inverted) {
            return new TextSet(difference(texts, other.texts), false, bothAbsent);
        }
        return new TextSet(difference(texts, difference(texts, other.texts)), false, bothAbsent);
    }

    /** By De Morgan, from {@link #and}. */
    @Override
    public TextSet or(TextSet other) {
        TextSet neither = otherValues().and(other.otherValues());
        return new TextSet(neither.texts, !neither.inverted, absent || other.absent);
    }

    @Override
    public TextSet otherValues() {
        return new TextSet(texts, !inverted, false);
    }

    @Override
    public boolean isAny() {
        return inverted && absent && texts.isEmpty();
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> union = new HashSet<>(some);
        union.addAll(more);
        return union;
    }

    private static Set<String> difference(Set<String> some, Set<String> without) {
        Set<String> difference = new HashSet<>(some);
        difference.removeAll(without);
        return difference;
    }
}
