package dev.gavel.gates.duplicates;

import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.Screening;
import dev.gavel.gates.Verdict;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whether the consumer was sold, or is being sold, in the campaign within its window, and whether it was pinged more often within the hour
 * than the campaign allows. Earlier sales that could not be looked up are UNKNOWN.
 *
 * <p>Thread safety: stateless.
 */
public final class DuplicatesGate implements Gate {

    private static final Verdict DUPLICATE = Verdict.reject(Reason.DUPLICATE);
    private static final Verdict TOO_MANY_PINGS = Verdict.reject(Reason.VELOCITY_EXCEEDED);
    private static final Verdict NOT_ASKED = Verdict.unknown(Reason.DUPLICATES_UNKNOWN);

    @Override
    public String name() {
        return "duplicates";
    }

    @Override
    public String ruleVersion() {
        return "1";
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.of(Reason.DUPLICATE, Reason.DUPLICATES_UNKNOWN, Reason.VELOCITY_EXCEEDED);
    }

    @Override
    public Verdict judge(Facts facts) {
        Screening screening = facts.screening();
        Verdict sales = judge(screening.duplicate(), DUPLICATE);
        return sales.passes() ? judge(screening.tooManyPings(), TOO_MANY_PINGS) : sales;
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
}
