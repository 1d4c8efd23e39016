package dev.gavel.gates.vetting;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.Vetting;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.ConsumerSlots;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.Verdict;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whether the buyer may have the lead: there is a record of who it is, good on this day and for this vertical, and it is licensed where
 * the consumer lives. A buyer without a record, or with one that has lapsed, is UNKNOWN; so is a consumer whose state is not known where a
 * licence is needed. A licence is needed where the campaign asks for one and where the record lists any for the vertical. Passes while no
 * buyer is to be judged.
 *
 * <p>The same is compiled into the contract books, so that such a buyer hears of nothing; here the chosen ones are judged again.
 *
 * <p>Source: FTC v. Blue Global Media (2017). Days are of UTC. Thread safety: as {@link ConsumerSlots.Cache}.
 */
public final class VettingGate implements Gate {

    private static final long DAY_SECONDS = 24L * 60 * 60;

    private static final Verdict MISSING = Verdict.unknown(Reason.BUYER_NOT_VETTED);
    private static final Verdict LAPSED = Verdict.unknown(Reason.BUYER_VETTING_LAPSED);
    private static final Verdict OTHER_USE = Verdict.reject(Reason.BUYER_USE_NOT_PERMITTED);
    private static final Verdict NOT_LICENSED = Verdict.reject(Reason.BUYER_NOT_LICENSED);
    private static final Verdict STATE_UNKNOWN = Verdict.unknown(Reason.BUYER_LICENCE_UNKNOWN, "state");

    private final ConsumerSlots.Cache slots;

    public VettingGate(ConsumerSlots.Cache slots) {
        this.slots = slots;
    }

    @Override
    public String name() {
        return "vetting";
    }

    @Override
    public String ruleVersion() {
        return "1";
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.range(Reason.BUYER_NOT_VETTED, Reason.BUYER_LICENCE_UNKNOWN);
    }

    @Override
    public Verdict judge(Facts facts) {
        Buyer buyer = facts.buyer();
        if (buyer == null) {
            return Verdict.PASS;
        }
        Diligence asked = facts.campaign().gates().diligence();
        Vetting vetting = buyer.vetting();
        String vertical = facts.campaign().vertical().name();
        long today = epochDay(facts.now());
        if (asked.buyerVetting()) {
            if (vetting == null) {
                return MISSING;
            }
            if (!vetting.holdsOn(today)) {
                return LAPSED;
            }
            if (!vetting.allows(vertical)) {
                return OTHER_USE;
            }
        }
        boolean needsLicence = asked.buyerLicences() || (vetting != null && vetting.hasLicencesFor(vertical));
        return needsLicence
                ? judgeLicence(facts.lead(), vetting == null ? 0 : vetting.licensedStates(vertical, today))
                : Verdict.PASS;
    }

    private Verdict judgeLicence(Lead lead, long licensedStates) {
        int slot = slots.of(lead.vertical()).state();
        if (!ConsumerSlots.has(lead, slot)) {
            return STATE_UNKNOWN;
        }
        return (licensedStates >>> lead.code(slot) & 1) != 0 ? Verdict.PASS : NOT_LICENSED;
    }

    @Override
    public Map<String, String> basis(Facts facts) {
        Buyer buyer = facts.buyer();
        if (buyer == null) {
            return Map.of();
        }
        Map<String, String> basis = new LinkedHashMap<>();
        basis.put("buyer", buyer.id());
        Vetting vetting = buyer.vetting();
        if (vetting == null) {
            basis.put("record", "none");
            return basis;
        }
        basis.put("verified_on", vetting.verifiedOn().toString());
        basis.put("valid_until", vetting.validUntil().toString());
        Lead lead = facts.lead();
        int slot = slots.of(lead.vertical()).state();
        if (ConsumerSlots.has(lead, slot)) {
            UsState state = UsState.of((int) lead.code(slot));
            for (Vetting.Licence licence : vetting.licences()) {
                if (licence.state() == state
                        && licence.vertical().equals(facts.campaign().vertical().name())) {
                    basis.put("licence " + state + " " + licence.number(), "until " + licence.expiresOn());
                }
            }
        }
        return basis;
    }

    private static long epochDay(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), DAY_SECONDS);
    }
}
