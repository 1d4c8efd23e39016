package dev.gavel.gates.frequency;

import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.ConsumerPlaces;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.PriorSales;
import dev.gavel.gates.RuleScope;
import dev.gavel.gates.RuleVersion;
import dev.gavel.gates.Verdict;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whether the consumer may be contacted once more within 24 hours about the subject of the lead's vertical. Each leg that was sold counts as
 * one contact, because its buyer will make at least one. A consumer that may be in several states has the least of their limits; one of
 * whom no state is known has the least of all.
 *
 * <p>Source: Fla. Stat. 501.616(6)(b), 15 Okla. Stat. 775C.4, Md. Code, Com. Law 14-4502: three calls in 24 hours on the same subject. Who
 * is bound is each caller; who sells a fourth leg within a day makes one of its buyers the one too many in the consumer's eyes.
 *
 * <p>Thread safety: as {@link ConsumerPlaces}. Allocates nothing.
 */
public final class FrequencyGate implements Gate {

    /** No state limits the contacts. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    private static final Verdict STALE = Verdict.unknown(Reason.CONTACT_LIMITS_STALE);
    private static final Verdict CONTACTS_UNKNOWN = Verdict.unknown(Reason.CONTACTS_UNKNOWN);
    private static final Verdict REACHED = Verdict.reject(Reason.CONTACT_LIMIT_REACHED);

    private static final long DAY_SECONDS = 86_400;

    private final RuleVersion version;
    private final ContactLimit[][] stateToLimits;
    private final ContactLimit[] all;
    private final ConsumerPlaces places;

    public FrequencyGate(ContactLimits limits, ConsumerPlaces places) {
        this.version = limits.version();
        this.places = places;
        this.all = limits.rows().toArray(ContactLimit[]::new);
        this.stateToLimits = new ContactLimit[UsState.values().length][];
        for (int i = 0; i < stateToLimits.length; i++) {
            UsState state = UsState.of(i);
            stateToLimits[i] = limits.rows().stream()
                    .filter(row -> row.scope().state() == null || row.scope().state() == state)
                    .toArray(ContactLimit[]::new);
        }
    }

    @Override
    public String name() {
        return "frequency";
    }

    @Override
    public String ruleVersion() {
        return version.version();
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.of(Reason.CONTACT_LIMITS_STALE, Reason.CONTACTS_UNKNOWN, Reason.CONTACT_LIMIT_REACHED);
    }

    /** What can be said before the lists were asked: whether the table may be gone by. */
    public Verdict judgeRules(Facts facts) {
        return !facts.campaign().gates().contact().limits() || version.isReviewedAt(facts.now()) ? Verdict.PASS : STALE;
    }

    @Override
    public Verdict judge(Facts facts) {
        Verdict rules = judgeRules(facts);
        int most = limit(facts);
        if (!rules.passes() || most == UNLIMITED) {
            return rules;
        }
        PriorSales sales = facts.screening().priorSales();
        if (!sales.isKnown()) {
            return CONTACTS_UNKNOWN;
        }
        return contacts(facts) < most ? Verdict.PASS : REACHED;
    }

    /** How often this lead's consumer may be contacted within 24 hours; {@link #UNLIMITED} where no law or no policy says. */
    public int limit(Facts facts) {
        if (!facts.campaign().gates().contact().limits()) {
            return UNLIMITED;
        }
        long states = places.states(facts.lead());
        if (states == 0) {
            return least(all, facts);
        }
        int most = UNLIMITED;
        for (long rest = states; rest != 0; rest &= rest - 1) {
            most = Math.min(most, least(stateToLimits[Long.numberOfTrailingZeros(rest)], facts));
        }
        return most;
    }

    private static int least(ContactLimit[] rows, Facts facts) {
        // Which day it is differs by zone; a row that holds on a neighbouring day holds, which is the strict side.
        long day = Math.floorDiv(facts.now().getEpochSecond(), DAY_SECONDS);
        Set<CallChannel> channels = facts.boundWays();
        int most = UNLIMITED;
        for (ContactLimit row : rows) {
            RuleScope scope = row.scope();
            if (scope.channel().binds(channels) && (scope.holdsOn(day) || scope.holdsOn(day - 1))) {
                most = Math.min(most, row.most());
            }
        }
        return most;
    }

    /**
     * How many legs this lead may be sold in now, at most.
     *
     * @return {@link #UNLIMITED} where nothing limits them; 0 when there may be none, or when it can't be told
     */
    public int legsLeft(Facts facts) {
        int most = limit(facts);
        if (most == UNLIMITED) {
            return UNLIMITED;
        }
        return facts.screening().priorSales().isKnown() ? Math.max(0, most - contacts(facts)) : 0;
    }

    private static int contacts(Facts facts) {
        return facts.screening()
                .priorSales()
                .count(facts.lead().vertical().name(), facts.now().getEpochSecond() - DAY_SECONDS);
    }

    @Override
    public Map<String, String> basis(Facts facts) {
        Map<String, String> basis = new LinkedHashMap<>();
        int most = limit(facts);
        if (most != UNLIMITED) {
            basis.put("most_in_24h", Integer.toString(most));
            basis.put(
                    "contacts",
                    facts.screening().priorSales().isKnown() ? Integer.toString(contacts(facts)) : "unknown");
        }
        return basis;
    }
}
