package dev.gavel.auction.lead;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One field of a {@link Vertical}.
 *
 * @param index the slot in a {@link Lead}, from 0
 * @param name the name on the wire, in lower snake case
 * @param requiredFrom the phase from which it must be there ({@code PING}: in both; {@code POST}: in the post only); null when optional
 * @param values the allowed values of an {@code ENUM}, else empty
 * @param least the smallest code of a number, money or date
 * @param most the largest code, or the longest length of a text
 * @param locked whether a post that gives another value than its ping is refused
 */
public record Field(
        int index,
        String name,
        FieldType type,
        DataClass dataClass,
        @Nullable Phase requiredFrom,
        List<String> values,
        long least,
        long most,
        boolean locked) {

    public Field {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        requireNonNull(dataClass, "dataClass");
        values = List.copyOf(values);
    }

    /** Whether the field must be there in this phase. */
    public boolean isRequiredIn(Phase phase) {
        return requiredFrom == Phase.PING || (requiredFrom == Phase.POST && phase == Phase.POST);
    }

    /** Whether a buyer may see the value before it has won the lead. */
    public boolean isForBidders() {
        return dataClass == DataClass.PUBLIC || dataClass == DataClass.INTERNAL;
    }
}
