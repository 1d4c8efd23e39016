package dev.gavel.auction.market;

import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

/** Filters as text: {@code all(state in [FL, TX], vehicle_year 2010 to 2030)}. */
final class FilterText {

    /** Longer lists are shown as their size and a checksum, which tells two such lists apart. */
    private static final int MOST_SHOWN = 12;

    private final int mostShown;

    private FilterText(int mostShown) {
        this.mostShown = mostShown;
    }

    static Text of(Filter filter) {
        return new Text(new FilterText(Integer.MAX_VALUE).text(filter), new FilterText(MOST_SHOWN).text(filter));
    }

    private String text(Filter filter) {
        return switch (filter) {
            case Filter.In(Field field, long[] codes) -> field.name() + " in " + values(names(field, codes));
            case Filter.TextIn(Field field, List<String> values) ->
                field.name() + " in " + values(values.stream().map(Text::word).toList());
            case Filter.Range(Field field, long least, long most) ->
                field.name() + " " + FieldValue.format(field, least) + " to " + FieldValue.format(field, most);
            case Filter.Prefix(Field field, String prefix) -> field.name() + " begins with " + Text.word(prefix);
            case Filter.Exists(Field field) -> field.name() + " exists";
            case Filter.And(List<Filter> parts) -> parts.isEmpty() ? FilterReader.ANY_LEAD : "all" + parts(parts);
            case Filter.Or(List<Filter> parts) -> "any" + parts(parts);
            case Filter.Not(Filter part) -> "not(" + text(part) + ")";
        };
    }

    private String parts(List<Filter> parts) {
        return parts.stream().map(this::text).collect(Collectors.joining(", ", "(", ")"));
    }

    private String values(List<String> values) {
        String all = String.join(", ", values);
        if (values.size() <= mostShown) {
            return "[" + all + "]";
        }
        CRC32 checksum = new CRC32();
        checksum.update(all.getBytes(StandardCharsets.UTF_8));
        return "[" + values.get(0) + ", " + values.get(1) + ", ... " + values.size() + " values, checksum "
                + String.format(Locale.ROOT, "%08x", checksum.getValue()) + "]";
    }

    private static List<String> names(Field field, long[] codes) {
        return LongStream.of(codes)
                .mapToObj(code -> Text.word(FieldValue.format(field, code)))
                .toList();
    }
}
