package dev.gavel.gates.privacy;

import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.ConsumerSlots;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.RuleScope;
import dev.gavel.gates.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the consumer's browser has opted out of the sale. Where the consumer lives in a state whose law makes the signal (Global Privacy
 * Control) an opt-out, the lead is not sold, unless the consumer, later than the signal, directed explicitly that the data be disclosed:
 * not before the moment of the consent, by which the signal had been sent. A signal that is on and a state that is not known, a signal that
 * cannot be read, one that was not sent where the campaign asks for it, and a table past its review are UNKNOWN.
 *
 * <p>Source: Cal. Civ. Code 1798.120, 1798.135 and 11 CCR 7025; the other states' laws in the table. Thread safety: as {@link
 * ConsumerSlots.Cache}.
 */
public final class PrivacyGate implements Gate {

    private static final long DAY_SECONDS = 24L * 60 * 60;

    private static final Verdict OPTED_OUT = Verdict.reject(Reason.OPT_OUT_SIGNAL, "gpc");
    private static final Verdict SIGNAL_UNKNOWN = Verdict.unknown(Reason.OPT_OUT_SIGNAL_UNKNOWN, "gpc");
    private static final Verdict STALE = Verdict.unknown(Reason.OPT_OUT_RULES_STALE);
    private static final Verdict STATE_UNKNOWN = Verdict.unknown(Reason.OPT_OUT_STATE_UNKNOWN, "state");

    private final OptOutSignals table;
    private final RuleScope[][] stateToRules;
    private final ConsumerSlots.Cache slots;

    public PrivacyGate(OptOutSignals table, ConsumerSlots.Cache slots) {
        this.table = table;
        this.slots = slots;
        this.stateToRules = new RuleScope[UsState.values().length][];
        for (int state = 0; state < stateToRules.length; state++) {
            UsState of = UsState.of(state);
            stateToRules[state] = table.rules().stream()
                    .filter(rule -> rule.state() == null || rule.state() == of)
                    .toArray(RuleScope[]::new);
        }
    }

    @Override
    public String name() {
        return "privacy";
    }

    @Override
    public String ruleVersion() {
        return table.version().version();
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.range(Reason.OPT_OUT_SIGNAL, Reason.OPT_OUT_STATE_UNKNOWN);
    }

    @Override
    public Verdict judge(Facts facts) {
        Consent consent = facts.consent();
        return switch (consent == null
                ? Consent.Gpc.NOT_SENT
                : consent.signals().gpc()) {
            case OFF -> Verdict.PASS;
            case NOT_SENT -> facts.campaign().gates().diligence().gpcRequired() ? SIGNAL_UNKNOWN : Verdict.PASS;
            case UNREADABLE -> SIGNAL_UNKNOWN;
            case ON -> isDirected(consent, facts.now()) ? Verdict.PASS : judgeSignal(facts);
        };
    }

    private Verdict judgeSignal(Facts facts) {
        if (!table.version().isReviewedAt(facts.now())) {
            return STALE;
        }
        Lead lead = facts.lead();
        int slot = slots.of(lead.vertical()).state();
        if (!ConsumerSlots.has(lead, slot)) {
            return STATE_UNKNOWN;
        }
        long today = epochDay(facts.now());
        for (RuleScope rule : stateToRules[(int) lead.code(slot)]) {
            if (rule.holdsOn(today)) {
                return OPTED_OUT;
            }
        }
        return Verdict.PASS;
    }

    /** Whether the consumer, after the signal, wanted the disclosure all the same. */
    private static boolean isDirected(@Nullable Consent consent, Instant now) {
        if (consent == null) {
            return false;
        }
        Instant signalled = consent.timestamp();
        Instant directed = consent.signals().directedAt();
        return directed != null && signalled != null && !directed.isBefore(signalled) && !directed.isAfter(now);
    }

    @Override
    public Map<String, String> basis(Facts facts) {
        Consent consent = facts.consent();
        Map<String, String> basis = new LinkedHashMap<>();
        Consent.Gpc gpc =
                consent == null ? Consent.Gpc.NOT_SENT : consent.signals().gpc();
        basis.put("gpc", gpc.name().toLowerCase(Locale.ROOT));
        Instant directed = consent == null ? null : consent.signals().directedAt();
        if (directed != null) {
            basis.put("directed_at", directed.toString());
        }
        Lead lead = facts.lead();
        int slot = slots.of(lead.vertical()).state();
        if (gpc == Consent.Gpc.ON && ConsumerSlots.has(lead, slot)) {
            long today = epochDay(facts.now());
            RuleScope[] rules = stateToRules[(int) lead.code(slot)];
            basis.put("state", UsState.of((int) lead.code(slot)).name());
            basis.put(
                    "rows",
                    Arrays.stream(rules)
                            .filter(rule -> rule.holdsOn(today))
                            .map(rule -> rule.jurisdiction() + " from " + rule.effectiveFrom())
                            .collect(Collectors.joining("; ")));
        }
        return basis;
    }

    private static long epochDay(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), DAY_SECONDS);
    }
}
