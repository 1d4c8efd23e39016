package dev.gavel.auction.market;

import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.FieldValue;
import dev.gavel.auction.lead.Vertical;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads filters: {@code any_lead}, or a map of which every entry must hold. An entry is {@code all}, {@code any} or {@code not}, or a
 * field with its operators. What it does not know it reports; it never lets a lead pass for it.
 */
final class FilterReader {

    /** The filter that accepts every lead has to be asked for by this word. */
    static final String ANY_LEAD = "any_lead";

    private static final List<String> OPERATORS =
            List.of("equals", "not_equals", "in", "not_in", "range", "prefix", "zip_list");
    private static final String EXISTS = "exists";

    private final ZipLists zipLists;

    FilterReader(ZipLists zipLists) {
        this.zipLists = zipLists;
    }

    /** The filter over this vertical's fields. */
    Filter read(Item item, Vertical vertical) {
        if (item.isText(ANY_LEAD)) {
            return Filter.ANY;
        }
        List<Filter> parts = new ArrayList<>();
        List<Map.Entry<String, Item>> entries = item.entries(ANY_LEAD + ", or a map such as {state: {in: [TX]}}");
        if (entries.isEmpty() && item.node() instanceof Node.Mapping) {
            item.problem("is an empty map (expected: " + ANY_LEAD + " where every lead is meant)");
        }
        for (Map.Entry<String, Item> entry : entries) {
            Item value = entry.getValue();
            parts.add(
                    switch (entry.getKey()) {
                        case "all" -> new Filter.And(readList(value, vertical));
                        case "any" -> new Filter.Or(readList(value, vertical));
                        case "not" -> new Filter.Not(read(value, vertical));
                        default -> readField(entry.getKey(), value, vertical);
                    });
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
    }

    private List<Filter> readList(Item item, Vertical vertical) {
        return item.items("filters").stream().map(part -> read(part, vertical)).toList();
    }

    private Filter readField(String name, Item item, Vertical vertical) {
        Field field = vertical.fieldNamed(name);
        if (field == null) {
            List<String> names = new ArrayList<>(List.of("all", "any", "not"));
            vertical.fields().stream()
                    .filter(Field::isForBidders)
                    .map(Field::name)
                    .forEach(names::add);
            item.problem(
                    "is neither a field of " + vertical.name() + " nor all, any or not" + Nearest.hint(name, names));
            return Filter.ANY;
        }
        if (!field.isForBidders()) {
            item.problem("is a " + Item.wordOf(field.dataClass())
                    + " field, which no ping has (expected: a public or internal field)");
            return Filter.ANY;
        }
        if (item.isText(EXISTS)) {
            return new Filter.Exists(field);
        }
        return readOperators(item, field);
    }

    private Filter readOperators(Item item, Field field) {
        List<Map.Entry<String, Item>> entries =
                item.entries(EXISTS + ", or a map with " + String.join(", ", OPERATORS));
        if (entries.isEmpty() && item.node() instanceof Node.Mapping) {
            item.problem("is an empty map (expected: one of " + String.join(", ", OPERATORS) + ")");
        }
        List<Filter> parts = new ArrayList<>();
        for (Map.Entry<String, Item> entry : entries) {
            parts.add(readOperator(entry.getKey(), entry.getValue(), field));
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
    }

    private Filter readOperator(String operator, Item item, Field field) {
        return switch (operator) {
            case "equals" -> in(List.of(item), field);
            case "not_equals" -> new Filter.Not(in(List.of(item), field));
            case "in" -> readIn(item, field);
            case "not_in" -> new Filter.Not(readIn(item, field));
            case "range" -> readRange(item, field);
            case "prefix" -> readPrefix(item, field);
            case "zip_list" -> readZipList(item, field);
            default -> {
                item.problem("unknown operator (expected: one of " + String.join(", ", OPERATORS)
                        + Nearest.hint(operator, OPERATORS) + ")");
                yield Filter.ANY;
            }
        };
    }

    private Filter readIn(Item item, Field field) {
        return field.type() == FieldType.ZIP
                ? new Filter.In(field, ZipLists.codes(item))
                : in(item.items("values"), field);
    }

    private static Filter in(List<Item> items, Field field) {
        if (field.type().isCoded()) {
            return new Filter.In(
                    field,
                    items.stream()
                            .mapToLong(item -> code(item, field))
                            .sorted()
                            .distinct()
                            .toArray());
        }
        return new Filter.TextIn(
                field, items.stream().map(item -> text(item, field)).distinct().toList());
    }

    private static Filter readRange(Item item, Field field) {
        switch (field.type()) {
            case INTEGER, MONEY, DATE, ZIP -> {}
            case TEXT, BOOLEAN, ENUM, STATE, PHONE, EMAIL, HASH -> {
                item.problem("a field of type " + Item.wordOf(field.type()) + " has no range");
                return Filter.ANY;
            }
        }
        List<Item> bounds = item.items("two values, the least and the most");
        if (bounds.size() != 2) {
            if (!bounds.isEmpty()) {
                item.problem("has " + bounds.size() + " values (expected: two, the least and the most)");
            }
            return Filter.ANY;
        }
        long least = code(bounds.get(0), field);
        long most = code(bounds.get(1), field);
        if (least > most && least != FieldValue.INVALID && most != FieldValue.INVALID) {
            item.problem("the first value is more than the second");
        }
        return new Filter.Range(field, least, most);
    }

    private static Filter readPrefix(Item item, Field field) {
        String prefix = item.text("the first letters or digits");
        boolean fits = switch (field.type()) {
            case TEXT -> prefix.length() <= field.most();
            case ZIP -> prefix.length() <= 5 && prefix.chars().allMatch(c -> c >= '0' && c <= '9');
            case INTEGER, MONEY, BOOLEAN, DATE, ENUM, STATE, PHONE, EMAIL, HASH -> {
                item.problem("a field of type " + Item.wordOf(field.type()) + " has no prefix");
                yield true;
            }
        };
        if (!fits) {
            item.problem(Problems.quote(prefix) + " cannot begin a value of " + field.name());
        }
        return new Filter.Prefix(field, prefix);
    }

    private Filter readZipList(Item item, Field field) {
        if (field.type() != FieldType.ZIP) {
            item.problem("a field of type " + Item.wordOf(field.type()) + " has no ZIP list");
            return Filter.ANY;
        }
        return new Filter.In(field, zipLists.named(item));
    }

    private static long code(Item item, Field field) {
        String text = item.text("a value of " + field.name());
        long code = text.isEmpty() ? FieldValue.INVALID : FieldValue.parseCode(field, text);
        if (code == FieldValue.INVALID && !text.isEmpty()) {
            item.problem(Problems.quote(text) + " is not a value of " + field.name() + " (expected: " + expected(field)
                    + Nearest.hint(text, field.values()) + ")");
        }
        return code;
    }

    private static String text(Item item, Field field) {
        String text = item.text("a value of " + field.name());
        String canonical = FieldValue.parseText(field, text);
        if (canonical == null) {
            item.problem(Problems.quote(text) + " is not a value of " + field.name() + " (expected: " + expected(field)
                    + ")");
        }
        return canonical == null ? "" : canonical;
    }

    /** What a field's values look like. */
    static String expected(Field field) {
        return switch (field.type()) {
            case TEXT -> "up to " + field.most() + " characters";
            case INTEGER, MONEY, DATE ->
                FieldValue.format(field, field.least()) + " to " + FieldValue.format(field, field.most());
            case BOOLEAN -> "true or false";
            case ENUM -> "one of " + String.join(", ", field.values());
            case ZIP -> "five digits";
            case STATE -> "a two-letter code";
            case PHONE -> "a number such as +15125550100";
            case EMAIL -> "an e-mail address";
            case HASH -> "64 hex digits";
        };
    }
}
