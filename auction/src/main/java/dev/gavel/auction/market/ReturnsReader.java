package dev.gavel.auction.market;

import dev.gavel.auction.money.Money;
import dev.gavel.auction.returns.ReturnPolicy;
import dev.gavel.auction.returns.ReturnPolicy.Approval;
import dev.gavel.auction.returns.ReturnPolicy.Limit;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads on which terms a contract takes returns. */
final class ReturnsReader {

    private static final long BASIS_POINT_MICROS = Money.UNIT_MICROS / 100;
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration PERIOD = Duration.ofDays(30);
    private static final Duration DECIDE_WITHIN = Duration.ofDays(10);

    private ReturnsReader() {}

    static ReturnPolicy read(Item item) {
        Section section = item.section("terms such as {window: 7d, reasons: [disconnected, duplicate]}");
        Duration window = section.required("window").duration(SHORTEST, LONGEST);
        ReturnPolicy policy = new ReturnPolicy(
                window,
                readReasons(section.required("reasons")),
                section.optional("limit")
                        .map(limit -> readLimit(limit, window))
                        .orElseGet(() -> new Limit(ReturnPolicy.WHOLE, longer(PERIOD, window))),
                section.optional("evidence").map(Item::yesOrNo).orElse(false),
                section.optional("stop_use").map(Item::yesOrNo).orElse(false),
                section.optional("approval")
                        .map(word -> word.constant(Approval.values(), "approval"))
                        .orElse(Approval.REVIEW),
                section.optional("decide_within")
                        .map(time -> time.duration(SHORTEST, LONGEST))
                        .orElse(DECIDE_WITHIN),
                section.optional("gives_cap_back").map(Item::yesOrNo).orElse(false),
                section.optional("clawback").map(ReturnsReader::readPercent).orElse(ReturnPolicy.WHOLE));
        section.close();
        return policy;
    }

    private static Set<String> readReasons(Item item) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Item entry : item.items("reasons such as disconnected or wrong-person")) {
            if (!reasons.add(entry.slug())) {
                entry.problem("is there twice");
            }
        }
        return reasons;
    }

    /** Sales of a shorter period would leave out some that can still be returned. */
    private static Limit readLimit(Item item, Duration window) {
        Section section = item.section("{percent: 10, period: 30d}");
        int basisPoints = readPercent(section.required("percent"));
        Item periodItem = section.required("period");
        Duration period = periodItem.duration(SHORTEST, LONGEST);
        if (period.compareTo(window) < 0) {
            periodItem.problem("is shorter than the window");
        }
        section.close();
        return new Limit(basisPoints, longer(period, window));
    }

    private static int readPercent(Item item) {
        long micros = item.money(0, 100 * Money.UNIT_MICROS);
        if (micros % BASIS_POINT_MICROS != 0) {
            item.problem("has more than two decimals");
        }
        return (int) (micros / BASIS_POINT_MICROS);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
