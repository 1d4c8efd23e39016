package dev.gavel.auction.contract;

import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Zip;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a {@link Filter} by walking its tree: for the rows of price tables, and for the few filters that a book can't index.
 *
 * <p>Thread safety: stateless. Cost: linear in the tree; allocates only for the prefix of a number, an amount or a date.
 */
public final class FilterEvaluation {

    private FilterEvaluation() {}

    /** Whether the filter accepts the lead, fail-closed as {@link Filter} says. */
    public static boolean accepts(Filter filter, Lead lead) {
        return holds(filter, lead, false);
    }

    /** Whether the filter, or its negation pushed down to the comparisons, accepts the lead. */
    private static boolean holds(Filter filter, Lead lead, boolean negated) {
        return switch (filter) {
            case Filter.In in -> lead.has(in.field().index()) && contains(in, lead) != negated;
            case Filter.Range range -> lead.has(range.field().index()) && contains(range, lead) != negated;
            case Filter.TextIn in -> lead.has(in.field().index()) && contains(in, lead) != negated;
            case Filter.Prefix prefix -> lead.has(prefix.field().index()) && begins(prefix, lead) != negated;
            case Filter.Exists exists -> lead.has(exists.field().index()) != negated;
            case Filter.And and -> negated ? any(and.parts(), lead, true) : all(and.parts(), lead, false);
            case Filter.Or or -> negated ? all(or.parts(), lead, true) : any(or.parts(), lead, false);
            case Filter.Not not -> holds(not.part(), lead, !negated);
        };
    }

    private static boolean all(List<Filter> parts, Lead lead, boolean negated) {
        for (int i = 0; i < parts.size(); i++) {
            if (!holds(parts.get(i), lead, negated)) {
                return false;
            }
        }
        return true;
    }

    private static boolean any(List<Filter> parts, Lead lead, boolean negated) {
        for (int i = 0; i < parts.size(); i++) {
            if (holds(parts.get(i), lead, negated)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(Filter.In in, Lead lead) {
        return in.containsCode(lead.code(in.field().index()));
    }

    private static boolean contains(Filter.Range range, Lead lead) {
        long code = lead.code(range.field().index());
        return range.least() <= code && code <= range.most();
    }

    private static boolean contains(Filter.TextIn in, Lead lead) {
        String text = lead.text(in.field().index());
        return text != null && in.values().contains(text);
    }

    private static boolean begins(Filter.Prefix prefix, Lead lead) {
        Field field = prefix.field();
        if (field.type() == FieldType.ZIP) {
            return Zip.startsWith((int) lead.code(field.index()), prefix.prefix());
        }
        @Nullable String canonical = lead.canonical(field.index());
        return canonical != null && canonical.startsWith(prefix.prefix());
    }
}
