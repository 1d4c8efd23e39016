package dev.gavel.auction.market;

import dev.gavel.auction.contract.HoldPolicy;
import dev.gavel.auction.reason.Reason;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads which findings are held for review. Thread safety: stateless. */
final class HoldReader {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofHours(1);
    private static final Map<String, Reason> NAME_TO_REASON = names();

    private HoldReader() {}

    private static Map<String, Reason> names() {
        Map<String, Reason> names = new TreeMap<>();
        HoldPolicy.REVIEWABLE.forEach(reason -> names.put(reason.text(), reason));
        return names;
    }

    static HoldPolicy read(Item item) {
        Section section = item.section("{reasons: [form_too_fast], price_holds: 30m}");
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        List<Item> named = section.required("reasons").items("reasons such as [form_too_fast]");
        for (Item name : named) {
            Reason reason = NAME_TO_REASON.get(name.word(NAME_TO_REASON.keySet(), "reason that can be held"));
            if (reason != null) {
                reasons.add(reason);
            }
        }
        HoldPolicy hold = new HoldPolicy(
                reasons,
                section.optional("price_holds")
                        .map(time -> time.duration(LEAST, MOST))
                        .orElse(null));
        section.close();
        return hold;
    }
}
