package dev.gavel.auction.market;

import dev.gavel.auction.lead.Zip;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.stream.LongStream;

/** The named lists of ZIP codes of a market file, and how a list of codes is written. */
final class ZipLists {

    private final Map<String, long[]> codesByName = new HashMap<>();

    /** Reads the section {@code zip_lists}: lists, or text with the codes between blanks and line breaks. */
    void read(Item item) {
        for (Map.Entry<String, Item> entry : item.entriesById("a map of lists of ZIP codes")) {
            codesByName.put(entry.getKey(), codes(entry.getValue()));
        }
    }

    /** The codes of the list that {@code item} names, ascending; none when there is no such list. */
    long[] named(Item item) {
        long[] codes = codesByName.get(item.reference(codesByName.keySet(), "ZIP list"));
        return codes == null ? new long[0] : codes;
    }

    /** The codes of a list or a text, ascending, without repeats. Every one that is no ZIP is reported. */
    static long[] codes(Item item) {
        if (!item.isText()) {
            List<Item> items = item.items("ZIP codes");
            return distinct(items.stream().mapToLong(code -> code(code, code.text("a ZIP"))));
        }
        String text = item.text("ZIP codes");
        if (text.isEmpty()) {
            return new long[0];
        }
        long[] codes = new long[text.length() / 2 + 1];
        int count = 0;
        for (StringTokenizer tokens = new StringTokenizer(text); tokens.hasMoreTokens(); count++) {
            codes[count] = code(item, tokens.nextToken());
        }
        return distinct(Arrays.stream(codes, 0, count));
    }

    private static long code(Item item, String text) {
        long code = Zip.parse(text);
        if (code < 0 && !text.isEmpty()) {
            item.problem(Problems.quote(text) + " is not a ZIP (expected: five digits)");
        }
        return code;
    }

    private static long[] distinct(LongStream codes) {
        return codes.sorted().distinct().toArray();
    }
}
