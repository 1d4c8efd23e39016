package dev.gavel.gates.suppression;

import dev.gavel.auction.contract.ListPolicy;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.ConsumerSlots;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.ListDates;
import dev.gavel.gates.SuppressionKind;
import dev.gavel.gates.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the consumer is on the tenant's suppression list. A lead without phone, e-mail or a hash of one can't be looked up, a list that did
 * not answer has not cleared anybody, and a list of others that the campaign asks for and that was never loaded, or is older than allowed,
 * clears nobody either: all are UNKNOWN.
 *
 * <p>Thread safety: as {@link ConsumerSlots.Cache}.
 */
public final class SuppressionGate implements Gate {

    private static final Verdict NOT_ASKED = Verdict.unknown(Reason.SUPPRESSION_UNKNOWN);
    private static final Verdict IDENTITY_MISSING = Verdict.unknown(Reason.IDENTITY_MISSING);
    private static final Verdict LITIGATOR_MISSING = Verdict.unknown(Reason.LITIGATOR_LIST_MISSING);
    private static final Verdict LITIGATOR_STALE = Verdict.unknown(Reason.LITIGATOR_LIST_STALE);
    private static final Verdict DROP_MISSING = Verdict.unknown(Reason.DROP_LIST_MISSING);
    private static final Verdict DROP_STALE = Verdict.unknown(Reason.DROP_LIST_STALE);

    private final ConsumerSlots.Cache slots;

    public SuppressionGate(ConsumerSlots.Cache slots) {
        this.slots = slots;
    }

    @Override
    public String name() {
        return "suppression";
    }

    @Override
    public String ruleVersion() {
        return "2";
    }

    @Override
    public Set<Reason> reasons() {
        Set<Reason> reasons = EnumSet.of(
                Reason.SUPPRESSION_UNKNOWN,
                Reason.IDENTITY_MISSING,
                Reason.LITIGATOR_LIST_MISSING,
                Reason.LITIGATOR_LIST_STALE,
                Reason.DROP_LIST_MISSING,
                Reason.DROP_LIST_STALE);
        for (SuppressionKind kind : SuppressionKind.values()) {
            reasons.add(kind.reason());
        }
        return reasons;
    }

    @Override
    public Verdict judge(Facts facts) {
        Verdict local = judgeLocal(facts);
        if (!local.passes()) {
            return local;
        }
        return switch (facts.screening().suppressed()) {
            case NO -> Verdict.PASS;
            case YES -> Verdict.reject(strongest(facts.suppressedBy()).reason());
            case UNKNOWN -> NOT_ASKED;
        };
    }

    /** What can be said before the list was asked: whether there is anything to look up, and whether the lists asked for are recent. */
    public Verdict judgeLocal(Facts facts) {
        Lead lead = facts.lead();
        ConsumerSlots of = slots.of(lead.vertical());
        boolean known = ConsumerSlots.has(lead, of.phone())
                || ConsumerSlots.has(lead, of.phoneHash())
                || ConsumerSlots.has(lead, of.email())
                || ConsumerSlots.has(lead, of.emailHash());
        return known ? judgeLists(facts) : IDENTITY_MISSING;
    }

    private static Verdict judgeLists(Facts facts) {
        ListPolicy asked = facts.campaign().gates().lists();
        ListDates dates = facts.listDates();
        Verdict litigator =
                judgeAge(asked.litigatorMaxAge(), dates.litigator(), facts.now(), LITIGATOR_MISSING, LITIGATOR_STALE);
        return litigator.passes()
                ? judgeAge(asked.dropMaxAge(), dates.drop(), facts.now(), DROP_MISSING, DROP_STALE)
                : litigator;
    }

    private static Verdict judgeAge(
            @Nullable Duration most, @Nullable Instant date, Instant now, Verdict missing, Verdict stale) {
        if (most == null) {
            return Verdict.PASS;
        }
        if (date == null) {
            return missing;
        }
        boolean recent = now.getEpochSecond() - date.getEpochSecond() <= most.toSeconds();
        return recent ? Verdict.PASS : stale;
    }

    @Override
    public Map<String, String> basis(Facts facts) {
        Map<String, String> basis = new LinkedHashMap<>();
        basis.put("suppressed", facts.screening().suppressed().text());
        ListPolicy asked = facts.campaign().gates().lists();
        putAge(
                basis,
                "litigator_list",
                asked.litigatorMaxAge(),
                facts.listDates().litigator(),
                facts.now());
        putAge(basis, "drop_list", asked.dropMaxAge(), facts.listDates().drop(), facts.now());
        for (SuppressionKind kind : SuppressionKind.values()) {
            if (facts.suppressedBy().contains(kind)) {
                basis.merge("listed_as", kind.text(), (kinds, one) -> kinds + ", " + one);
            }
        }
        return basis;
    }

    private static void putAge(
            Map<String, String> basis, String list, @Nullable Duration most, @Nullable Instant date, Instant now) {
        if (most != null) {
            String age = date == null ? "never loaded" : "of " + date + ", age " + Duration.between(date, now);
            basis.put(list, age + ", at most " + most);
        }
    }

    private static SuppressionKind strongest(Set<SuppressionKind> kinds) {
        for (SuppressionKind kind : SuppressionKind.values()) {
            if (kinds.contains(kind)) {
                return kind;
            }
        }
        return SuppressionKind.OPT_OUT;
    }
}
