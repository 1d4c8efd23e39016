package dev.gavel.gates.duplicates;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.PriorSales;
import dev.gavel.gates.Screening;
import dev.gavel.gates.Verdict;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whether the consumer was sold, or is being sold, in the campaign within its window, whether it was pinged more often within the hour
 * than the campaign allows, and, for one buyer, whether that buyer was sold the consumer within its own window. Earlier sales that could
 * not be looked up are UNKNOWN.
 *
 * <p>Thread safety: stateless.
 */
public final class DuplicatesGate implements Gate {

    private static final Verdict DUPLICATE = Verdict.reject(Reason.DUPLICATE);
    private static final Verdict TOO_MANY_PINGS = Verdict.reject(Reason.VELOCITY_EXCEEDED);
    private static final Verdict NOT_ASKED = Verdict.unknown(Reason.DUPLICATES_UNKNOWN);
    private static final Verdict SOLD_TO_BUYER = Verdict.reject(Reason.ALREADY_SOLD_TO_BUYER);
    private static final Verdict SALES_UNKNOWN = Verdict.unknown(Reason.PRIOR_SALES_UNKNOWN);

    @Override
    public String name() {
        return "duplicates";
    }

    @Override
    public String ruleVersion() {
        return "2";
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.of(
                Reason.DUPLICATE,
                Reason.DUPLICATES_UNKNOWN,
                Reason.VELOCITY_EXCEEDED,
                Reason.ALREADY_SOLD_TO_BUYER,
                Reason.PRIOR_SALES_UNKNOWN);
    }

    @Override
    public Verdict judge(Facts facts) {
        Screening screening = facts.screening();
        Verdict sales = judge(screening.duplicate(), DUPLICATE);
        if (!sales.passes()) {
            return sales;
        }
        Verdict pings = judge(screening.tooManyPings(), TOO_MANY_PINGS);
        return pings.passes() ? judgeBuyer(facts) : pings;
    }

    @Override
    public Map<String, String> basis(Facts facts) {
        Screening screening = facts.screening();
        Map<String, String> basis = new LinkedHashMap<>();
        basis.put("duplicate", screening.duplicate().text());
        basis.put("too_many_pings", screening.tooManyPings().text());
        return basis;
    }

    private static Verdict judge(Screening.Answer answer, Verdict refusal) {
        return switch (answer) {
            case NO -> Verdict.PASS;
            case YES -> refusal;
            case UNKNOWN -> NOT_ASKED;
        };
    }

    /** What is said of the buyer that the facts name, and of nothing else. Passes where they name none. */
    public Verdict judgeBuyer(Facts facts) {
        Buyer buyer = facts.buyer();
        if (buyer == null || buyer.repeatWindow().isZero()) {
            return Verdict.PASS;
        }
        PriorSales sales = facts.screening().priorSales();
        if (!sales.isKnown()) {
            return SALES_UNKNOWN;
        }
        long after = facts.now().getEpochSecond() - buyer.repeatWindow().toSeconds();
        return sales.hasLegOf(buyer.id(), after) ? SOLD_TO_BUYER : Verdict.PASS;
    }
}
