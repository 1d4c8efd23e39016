package dev.gavel.gates.dnc;

import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.ConsumerSlots;
import dev.gavel.gates.DncExemption;
import dev.gavel.gates.DncFacts;
import dev.gavel.gates.DncRegister;
import dev.gavel.gates.DncScrub;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.Verdict;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the consumer's number is on a do-not-call list: the national registry, a state's list, the tenant's own. Lists in memory and the
 * provider, where there is one, must all let it pass; a list of which the tenant has none for this number, that is too old or that cannot be
 * read, lets nothing pass. A tenant without registry and provider sells only after it has acknowledged that on record.
 *
 * <p>A lead without any phone passes: there is nothing to call. A ping with nothing but the phone's hash passes where the campaign allows it
 * and the lists are there at all; its post is judged with the number.
 *
 * <p>A number on the national registry may be sold to a buyer for whom an exemption holds that the campaign uses; the other lists know none.
 *
 * <p>Source: 47 CFR 64.1200(c)(2) and (d), 16 CFR 310.4(b)(1)(iii)(B) and (b)(3)(iv). Thread safety: as {@link ConsumerSlots.Cache} and the
 * register. Cost: one look-up for each list.
 */
public final class DncGate implements Gate {

    private static final long SECONDS_A_DAY = 86_400;

    private static final Verdict LISTED = Verdict.reject(Reason.DNC_LISTED);
    private static final Verdict LISTED_BY_STATE = Verdict.reject(Reason.DNC_LISTED_BY_STATE);
    private static final Verdict LISTED_INTERNALLY = Verdict.reject(Reason.DNC_LISTED_INTERNALLY);
    private static final Verdict PHONE_MISSING = Verdict.unknown(Reason.DNC_PHONE_MISSING, "phone");
    private static final Verdict NO_SOURCE = Verdict.unknown(Reason.DNC_NO_SOURCE);
    private static final Verdict LIST_MISSING = Verdict.unknown(Reason.DNC_LIST_MISSING);
    private static final Verdict LIST_STALE = Verdict.unknown(Reason.DNC_LIST_STALE);
    private static final Verdict NOT_COVERED = Verdict.unknown(Reason.DNC_AREA_CODE_NOT_COVERED);
    private static final Verdict PROVIDER_UNKNOWN = Verdict.unknown(Reason.DNC_PROVIDER_UNKNOWN);

    private final ConsumerSlots.Cache slots;

    public DncGate(ConsumerSlots.Cache slots) {
        this.slots = slots;
    }

    @Override
    public String name() {
        return "dnc";
    }

    @Override
    public String ruleVersion() {
        return "1";
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.range(Reason.DNC_LISTED, Reason.DNC_PROVIDER_UNKNOWN);
    }

    @Override
    public Verdict judge(Facts facts) {
        return judge(facts, true);
    }

    /** What the lists in memory say, and the provider where it was asked already; what {@link #needsScrub asking} may yet settle passes. */
    public Verdict judgeInMemory(Facts facts) {
        return judge(facts, facts.dnc().scrub().provider() != DncScrub.Provider.NOT_ASKED);
    }

    /** Whether the provider or the relationships must be asked before the lead can be judged whole. */
    public boolean needsScrub(Facts facts) {
        DncFacts dnc = facts.dnc();
        if (!dnc.provider() && !facts.campaign().gates().dnc().exemptRelationship()) {
            return false;
        }
        Lead lead = facts.lead();
        int phone = slots.of(lead.vertical()).phone();
        return ConsumerSlots.has(lead, phone)
                && (dnc.provider()
                        || (dnc.register().look(lead.code(phone), epochDay(facts)) & DncRegister.LISTED_FEDERAL) != 0);
    }

    /** The lists' versions, the provider's answer with its day, and by which exemption a listed number passes. */
    @Override
    public Map<String, String> basis(Facts facts) {
        DncFacts dnc = facts.dnc();
        Map<String, String> basis = new LinkedHashMap<>();
        basis.put("lists", dnc.register().version());
        if (dnc.provider()) {
            basis.put("provider", dnc.scrub().provider().name().toLowerCase(Locale.ROOT));
            if (dnc.scrub().provider() == DncScrub.Provider.ANSWERED) {
                basis.put(
                        "provider_as_of",
                        LocalDate.ofEpochDay(dnc.scrub().asOfEpochDay()).toString());
            }
        }
        if (dnc.acknowledged()) {
            basis.put("acknowledged", "true");
        }
        DncExemption exemption = exemption(facts);
        if (exemption != null) {
            basis.put("exemption", exemption.name().toLowerCase(Locale.ROOT));
        }
        return basis;
    }

    /** By which exemption a listed number may be sold; null when the number is not listed or none holds. */
    private @Nullable DncExemption exemption(Facts facts) {
        Lead lead = facts.lead();
        int phone = slots.of(lead.vertical()).phone();
        if (!ConsumerSlots.has(lead, phone)) {
            return null;
        }
        int says = facts.dnc().register().look(lead.code(phone), epochDay(facts))
                | facts.dnc().scrub().listed();
        return (says & DncRegister.LISTED) == DncRegister.LISTED_FEDERAL ? Exemptions.of(facts) : null;
    }

    private Verdict judge(Facts facts, boolean asked) {
        Lead lead = facts.lead();
        ConsumerSlots of = slots.of(lead.vertical());
        if (ConsumerSlots.isSent(lead, of.phone())) {
            return lead.has(of.phone()) ? judgeNumber(facts, lead.code(of.phone()), asked) : PHONE_MISSING;
        }
        return ConsumerSlots.isSent(lead, of.phoneHash()) ? judgeWithoutNumber(facts) : Verdict.PASS;
    }

    private static Verdict judgeWithoutNumber(Facts facts) {
        if (facts.phase() != Phase.PING || !facts.campaign().gates().dnc().pingByHash()) {
            return PHONE_MISSING;
        }
        return judgeSources(facts.dnc(), facts.dnc().register().look(epochDay(facts)));
    }

    private static Verdict judgeNumber(Facts facts, long phone, boolean asked) {
        DncFacts dnc = facts.dnc();
        long today = epochDay(facts);
        int says = dnc.register().look(phone, today) | dnc.scrub().listed();
        if ((says & DncRegister.LISTED) != 0) {
            Verdict listed = judgeListed(facts, says, asked);
            if (!listed.passes()) {
                return listed;
            }
        }
        Verdict sources = judgeSources(dnc, says);
        return sources.passes() && asked && dnc.provider() ? judgeProvider(dnc.scrub(), today) : sources;
    }

    private static Verdict judgeListed(Facts facts, int says, boolean asked) {
        if ((says & DncRegister.LISTED_INTERNAL) != 0) {
            return LISTED_INTERNALLY;
        }
        if ((says & DncRegister.LISTED_STATE) != 0) {
            return LISTED_BY_STATE;
        }
        boolean mayBeSettled = !asked && facts.campaign().gates().dnc().exemptRelationship();
        return mayBeSettled || Exemptions.of(facts) != null ? Verdict.PASS : LISTED;
    }

    private static Verdict judgeSources(DncFacts dnc, int says) {
        if ((says & DncRegister.MISSING) != 0) {
            return LIST_MISSING;
        }
        if ((says & DncRegister.STALE) != 0) {
            return LIST_STALE;
        }
        if (dnc.provider()) {
            return Verdict.PASS;
        }
        if ((says & DncRegister.NOT_COVERED) != 0) {
            return NOT_COVERED;
        }
        return (says & DncRegister.NO_REGISTRY) != 0 && !dnc.acknowledged() ? NO_SOURCE : Verdict.PASS;
    }

    private static Verdict judgeProvider(DncScrub scrub, long today) {
        return switch (scrub.provider()) {
            case NOT_ASKED, UNKNOWN -> PROVIDER_UNKNOWN;
            case ANSWERED ->
                scrub.asOfEpochDay() > today || today - scrub.asOfEpochDay() > DncRegister.MOST_DAYS
                        ? LIST_STALE
                        : Verdict.PASS;
        };
    }

    private static long epochDay(Facts facts) {
        return Math.floorDiv(facts.now().getEpochSecond(), SECONDS_A_DAY);
    }
}
