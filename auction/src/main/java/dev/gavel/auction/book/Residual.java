package dev.gavel.auction.book;

import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Vertical;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the field indexes leave open of a filter. They tell exactly about a conjunct whose comparisons are all on one exactly indexed
 * field; every other conjunct remains to be evaluated on the leads that pass the indexes.
 *
 * <p>Thread safety: stateless.
 */
final class Residual {

    private Residual() {}

    /**
     * The conjuncts that must still be evaluated, as one filter, or null when there are none.
     *
     * @param exactFields the fields whose index is exact
     */
    static @Nullable Filter of(Filter filter, BitSet exactFields) {
        List<Filter> open = new ArrayList<>();
        collect(filter, false, exactFields, open);
        return open.isEmpty() ? null : open.size() == 1 ? open.getFirst() : new Filter.And(open);
    }

    /**
     * The fields that a filter compares.
     *
     * @throws IllegalArgumentException when one is not of the vertical
     */
    static BitSet fieldsOf(Filter filter, Vertical vertical) {
        BitSet fields = new BitSet();
        addFields(filter, field -> {
            boolean known = field.index() < vertical.size()
                    && vertical.field(field.index()).equals(field);
            if (!known) {
                throw new IllegalArgumentException("field " + field.name() + " is not of vertical " + vertical.name());
            }
            fields.set(field.index());
        });
        return fields;
    }

    private static void collect(Filter filter, boolean negated, BitSet exactFields, List<Filter> open) {
        switch (filter) {
            case Filter.Not not -> collect(not.part(), !negated, exactFields, open);
            case Filter.And and when !negated -> and.parts().forEach(part -> collect(part, false, exactFields, open));
            case Filter.Or or when negated -> or.parts().forEach(part -> collect(part, true, exactFields, open));
            case Filter.And _,
                    Filter.Or _,
                    Filter.In _,
                    Filter.Range _,
                    Filter.TextIn _,
                    Filter.Prefix _,
                    Filter.Exists _ -> {
                if (!isSettledByIndex(filter, exactFields)) {
                    open.add(negated ? new Filter.Not(filter) : filter);
                }
            }
        }
    }

    private static boolean isSettledByIndex(Filter conjunct, BitSet exactFields) {
        BitSet fields = new BitSet();
        addFields(conjunct, field -> fields.set(field.index()));
        return fields.cardinality() == 1 && exactFields.intersects(fields) && isIndexable(conjunct);
    }

    private static boolean isIndexable(Filter filter) {
        return switch (filter) {
            case Filter.Prefix prefix -> FieldConditions.isIndexable(prefix);
            case Filter.In _, Filter.Range _, Filter.TextIn _, Filter.Exists _ -> true;
            case Filter.And and -> areIndexable(and.parts());
            case Filter.Or or -> areIndexable(or.parts());
            case Filter.Not not -> isIndexable(not.part());
        };
    }

    private static boolean areIndexable(List<Filter> parts) {
        for (Filter part : parts) {
            if (!isIndexable(part)) {
                return false;
            }
        }
        return true;
    }

    private static void addFields(Filter filter, Consumer<Field> fields) {
        switch (filter) {
            case Filter.In in -> fields.accept(in.field());
            case Filter.Range range -> fields.accept(range.field());
            case Filter.TextIn in -> fields.accept(in.field());
            case Filter.Prefix prefix -> fields.accept(prefix.field());
            case Filter.Exists exists -> fields.accept(exists.field());
            case Filter.And and -> and.parts().forEach(part -> addFields(part, fields));
            case Filter.Or or -> or.parts().forEach(part -> addFields(part, fields));
            case Filter.Not not -> addFields(not.part(), fields);
        }
    }
}
