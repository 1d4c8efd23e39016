package dev.gavel.gates.suppression;

import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.ConsumerSlots;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.Verdict;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether the consumer is on the tenant's suppression list. A lead without phone, e-mail or a hash of one can't be looked up, and a list
 * that did not answer has not cleared anybody: both are UNKNOWN.
 *
 * <p>Thread safety: as {@link ConsumerSlots.Cache}.
 */
public final class SuppressionGate implements Gate {

    private static final Verdict SUPPRESSED = Verdict.reject(Reason.SUPPRESSED);
    private static final Verdict NOT_ASKED = Verdict.unknown(Reason.SUPPRESSION_UNKNOWN);
    private static final Verdict IDENTITY_MISSING = Verdict.unknown(Reason.IDENTITY_MISSING);

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
        return "1";
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.of(Reason.SUPPRESSED, Reason.SUPPRESSION_UNKNOWN, Reason.IDENTITY_MISSING);
    }

    @Override
    public Verdict judge(Facts facts) {
        Verdict identity = judgeIdentity(facts);
        if (!identity.passes()) {
            return identity;
        }
        return switch (facts.screening().suppressed()) {
            case NO -> Verdict.PASS;
            case YES -> SUPPRESSED;
            case UNKNOWN -> NOT_ASKED;
        };
    }

    @Override
    public Map<String, String> basis(Facts facts) {
        return Map.of("suppressed", facts.screening().suppressed().text());
    }

    /** What can be said before the list was asked: whether there is anything to look up. */
    public Verdict judgeIdentity(Facts facts) {
        Lead lead = facts.lead();
        ConsumerSlots of = slots.of(lead.vertical());
        boolean known = has(lead, of.phone())
                || has(lead, of.phoneHash())
                || has(lead, of.email())
                || has(lead, of.emailHash());
        return known ? Verdict.PASS : IDENTITY_MISSING;
    }

    private static boolean has(Lead lead, int slot) {
        return slot != ConsumerSlots.NONE && lead.has(slot);
    }
}
