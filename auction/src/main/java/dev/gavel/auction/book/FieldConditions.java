package dev.gavel.auction.book;

import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldValue;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.lead.Zip;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a whole filter tree demands of one field: the values with which the filter can accept a lead at all, whatever its other
 * fields hold. The tree is read in negation normal form: AND intersects, OR unites, NOT is pushed down to the comparisons, and a
 * comparison with another field demands nothing of this one.
 *
 * @param <S> the sets of this field's values
 */
abstract class FieldConditions<S extends ValueSet<S>> {

    final Field field;
    private final S any;
    private final S none;
    private final S present;
    private final S absent;

    private FieldConditions(Field field, S any, S none, S present, S absent) {
        this.field = field;
        this.any = any;
        this.none = none;
        this.present = present;
        this.absent = absent;
    }

    /** The values that the filter can accept. */
    final S of(Filter filter) {
        return of(filter, false);
    }

    /** The values that one comparison accepts; null when they can't be told as a set. */
    abstract @Nullable S comparison(Filter comparison);

    private S of(Filter filter, boolean negated) {
        return switch (filter) {
            case Filter.In in -> leaf(in, in.field(), negated);
            case Filter.Range range -> leaf(range, range.field(), negated);
            case Filter.TextIn in -> leaf(in, in.field(), negated);
            case Filter.Prefix prefix -> leaf(prefix, prefix.field(), negated);
            case Filter.Exists exists -> exists.field().index() != field.index() ? any : negated ? absent : present;
            case Filter.And and -> negated ? union(and.parts(), true) : intersection(and.parts(), false);
            case Filter.Or or -> negated ? intersection(or.parts(), true) : union(or.parts(), false);
            case Filter.Not not -> of(not.part(), !negated);
        };
    }

    private S leaf(Filter comparison, Field compared, boolean negated) {
        if (compared.index() != field.index()) {
            return any;
        }
        S accepted = comparison(comparison);
        if (accepted == null) {
            return present;
        }
        return negated ? accepted.otherValues() : accepted;
    }

    private S intersection(List<Filter> parts, boolean negated) {
        S accepted = any;
        for (Filter part : parts) {
            accepted = accepted.and(of(part, negated));
        }
        return accepted;
    }

    private S union(List<Filter> parts, boolean negated) {
        S accepted = none;
        for (Filter part : parts) {
            accepted = accepted.or(of(part, negated));
            if (accepted.isAny()) {
                return accepted;
            }
        }
        return accepted;
    }

    /** Whether the values of a comparison can be told as a set, so that an index over them is exact. */
    static boolean isIndexable(Filter.Prefix prefix) {
        return switch (prefix.field().type()) {
            case ZIP, STATE, ENUM, BOOLEAN, PHONE -> true;
            case TEXT, EMAIL, HASH, INTEGER, MONEY, DATE -> false;
        };
    }

    /** Conditions on a coded field. */
    static final class OnCodes extends FieldConditions<CodeSet> {

        private static final String PHONE_START = "+1";
        private static final int PHONE_DIGITS = 10;
        private static final long MOST_PHONE = 9_999_999_999L;
        private static final int ZIP_DIGITS = 5;

        OnCodes(Field field) {
            super(field, CodeSet.ANY, CodeSet.NONE, CodeSet.PRESENT, CodeSet.ABSENT);
        }

        /** The smallest and the largest code that a valid lead can have in a field. */
        static CodeSet domain(Field field) {
            return switch (field.type()) {
                case INTEGER, MONEY, DATE -> CodeSet.ofRange(field.least(), field.most());
                case BOOLEAN -> CodeSet.ofRange(0, 1);
                case ENUM -> CodeSet.ofRange(0, field.values().size() - 1L);
                case ZIP -> CodeSet.ofRange(0, Zip.COUNT - 1L);
                case STATE -> CodeSet.ofRange(0, UsState.values().length - 1L);
                case PHONE -> CodeSet.ofRange(0, MOST_PHONE);
                case TEXT, EMAIL, HASH -> throw new IllegalArgumentException(field.name() + " is not coded");
            };
        }

        @Override
        @Nullable
        CodeSet comparison(Filter comparison) {
            return switch (comparison) {
                case Filter.In in -> CodeSet.ofCodes(in.codes());
                case Filter.Range range -> CodeSet.ofRange(range.least(), range.most());
                case Filter.Prefix prefix -> isIndexable(prefix) ? codesWithPrefix(prefix.prefix()) : null;
                case Filter.TextIn _, Filter.Exists _, Filter.And _, Filter.Or _, Filter.Not _ ->
                    throw new IllegalArgumentException("no comparison of codes");
            };
        }

        private CodeSet codesWithPrefix(String prefix) {
            return switch (field.type()) {
                case ZIP -> numbersWithPrefix(prefix, 0, ZIP_DIGITS);
                case PHONE -> {
                    if (PHONE_START.startsWith(prefix)) {
                        yield CodeSet.PRESENT;
                    }
                    yield prefix.startsWith(PHONE_START)
                            ? numbersWithPrefix(prefix, PHONE_START.length(), PHONE_DIGITS)
                            : CodeSet.NONE;
                }
                case STATE, ENUM, BOOLEAN -> eachWithPrefix(prefix);
                case TEXT, EMAIL, HASH, INTEGER, MONEY, DATE ->
                    throw new IllegalArgumentException(field.name() + " has too many values");
            };
        }

        /** The numbers of so many digits, leading zeros included, that begin with the digits of the prefix from {@code start} on. */
        private static CodeSet numbersWithPrefix(String prefix, int start, int digits) {
            if (prefix.length() - start > digits) {
                return CodeSet.NONE;
            }
            long least = 0;
            for (int i = start; i < prefix.length(); i++) {
                char c = prefix.charAt(i);
                if (c < '0' || c > '9') {
                    return CodeSet.NONE;
                }
                least = least * 10 + (c - '0');
            }
            long width = 1;
            for (int i = prefix.length() - start; i < digits; i++) {
                width *= 10;
            }
            return CodeSet.ofRange(least * width, least * width + width - 1);
        }

        private CodeSet eachWithPrefix(String prefix) {
            CodeSet codes = CodeSet.NONE;
            CodeSet domain = domain(field);
            for (int i = 0; i < domain.intervals(); i++) {
                for (long code = domain.least(i); code <= domain.most(i); code++) {
                    if (FieldValue.format(field, code).startsWith(prefix)) {
                        codes = codes.or(CodeSet.ofRange(code, code));
                    }
                }
            }
            return codes;
        }
    }

    /** Conditions on a text field. */
    static final class OnTexts extends FieldConditions<TextSet> {

        OnTexts(Field field) {
            super(field, TextSet.ANY, TextSet.NONE, TextSet.PRESENT, TextSet.ABSENT);
        }

        @Override
        @Nullable
        TextSet comparison(Filter comparison) {
            return switch (comparison) {
                case Filter.TextIn in -> new TextSet(new HashSet<>(in.values()), false, false);
                case Filter.Prefix _ -> null;
                case Filter.In _, Filter.Range _, Filter.Exists _, Filter.And _, Filter.Or _, Filter.Not _ ->
                    throw new IllegalArgumentException("no comparison of texts");
            };
        }
    }
}
