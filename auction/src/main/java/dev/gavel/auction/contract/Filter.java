package dev.gavel.auction.contract;

import dev.gavel.auction.lead.Field;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which leads a contract accepts: a tree over a vertical's fields. Meaning is fail-closed: every comparison with a field that the lead
 * does not validly have is false, also under {@link Not}; only {@link Exists} sees absence. {@code Not} therefore means "the field is
 * there and the comparison does not hold", and is pushed down to the comparisons (De Morgan). There is no unknown operator or field:
 * readers refuse them.
 *
 * <p>Thread safety: immutable.
 */
public sealed interface Filter {

    /** Accepts every lead. */
    Filter ANY = new And(List.of());

    /**
     * The coded field has one of these codes; {@code equals} is a set of one.
     *
     * @param codes in any order; kept ascending; not to be changed
     */
    record In(Field field, long[] codes) implements Filter {
        public In {
            requireCoded(field, true);
            codes = codes.clone();
            Arrays.sort(codes);
        }

        /** Whether the code is one of these. Logarithmic in their number. */
        public boolean containsCode(long code) {
            return Arrays.binarySearch(codes, code) >= 0;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof In in && field.equals(in.field) && Arrays.equals(codes, in.codes);
        }

        @Override
        public int hashCode() {
            return 31 * field.hashCode() + Arrays.hashCode(codes);
        }
    }

    /** The coded field's code is within these bounds, both included. */
    record Range(Field field, long least, long most) implements Filter {
        public Range {
            requireCoded(field, true);
        }
    }

    /** The text field has one of these values, exactly. */
    record TextIn(Field field, List<String> values) implements Filter {
        public TextIn {
            requireCoded(field, false);
            values = List.copyOf(values);
        }
    }

    /** The canonical text of the field begins with this; for a ZIP, its five digits. */
    record Prefix(Field field, String prefix) implements Filter {}

    /** The lead validly has the field. */
    record Exists(Field field) implements Filter {}

    /** All hold; the empty list accepts every lead. */
    record And(List<Filter> parts) implements Filter {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** At least one holds; the empty list accepts none. */
    record Or(List<Filter> parts) implements Filter {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** The part does not hold, see above. */
    record Not(Filter part) implements Filter {}

    private static void requireCoded(Field field, boolean coded) {
        if (field.type().isCoded() != coded) {
            throw new IllegalArgumentException(field.name() + " is a field of type " + field.type());
        }
    }
}
