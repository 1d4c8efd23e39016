package dev.gavel.auction.contract;

import dev.gavel.auction.lead.Field;
import java.util.Arrays;
import java.util.List;

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

    /** The coded field has one of these codes. {@code equals} is a set of one. @param codes ascending, without repeats */
    record In(Field field, long[] codes) implements Filter {
        public In {
            codes = codes.clone();
            Arrays.sort(codes);
        }
    }

    /** The coded field's code is within these bounds, both included. */
    record Range(Field field, long least, long most) implements Filter {}

    /** The text field has one of these values, exactly. */
    record TextIn(Field field, List<String> values) implements Filter {
        public TextIn {
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
}
