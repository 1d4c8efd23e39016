package dev.gavel.gates;

import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.consent.ConsentGate;
import dev.gavel.gates.duplicates.DuplicatesGate;
import dev.gavel.gates.fields.FieldsGate;
import dev.gavel.gates.hours.HoursGate;
import dev.gavel.gates.suppression.SuppressionGate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The chain of gates. The order is fixed and tells which reason a lead with several faults gets: fields, consent, hours, suppression,
 * duplicates.
 *
 * <table>
 *   <caption>Which gates are asked when</caption>
 *   <tr><td>{@link #screenLocal}</td><td>fields, consent, hours, and whether suppression has anything to look up</td></tr>
 *   <tr><td>{@link #screenLists}</td><td>suppression, duplicates</td></tr>
 *   <tr><td>{@link #screenAll}</td><td>all of them</td></tr>
 *   <tr><td>{@link #screenBuyer}</td><td>consent, for one buyer</td></tr>
 * </table>
 *
 * <p>The screens end at the first gate that does not pass and allocate nothing when all pass; {@link #explain} asks every gate.
 *
 * <p>Thread safety: any thread.
 */
public final class Gates {

    private final List<Gate> all;
    private final Map<Reason, Gate> reasonToGate;
    private final Judge[] beforeLists;
    private final Judge[] lists;
    private final Judge[] complete;
    private final Judge[] buyer;

    /** A gate's whole judgement, or the part of it that is possible at one step. */
    @FunctionalInterface
    private interface Judge extends Function<Facts, Verdict> {}

    private Gates(List<Gate> all, Judge[] beforeLists, Judge[] lists, Judge[] buyer) {
        this.all = List.copyOf(all);
        this.beforeLists = beforeLists;
        this.lists = lists;
        this.buyer = buyer;
        this.complete = all.stream().map(gate -> (Judge) gate::judge).toArray(Judge[]::new);
        this.reasonToGate = new EnumMap<>(Reason.class);
        for (Gate gate : all) {
            for (Reason reason : gate.reasons()) {
                Gate other = reasonToGate.put(reason, gate);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "reasons: " + reason + " is given by " + other.name() + " and " + gate.name());
                }
            }
        }
    }

    /** Gavel's gates, by these rules. */
    public static Gates standard(GateRules rules) {
        ConsumerSlots.Cache slots = new ConsumerSlots.Cache();
        ConsumerPlaces places = new ConsumerPlaces(rules.places(), slots);
        FieldsGate fields = new FieldsGate();
        ConsentGate consent = new ConsentGate();
        HoursGate hours = new HoursGate(rules.callingHours(), rules.holidays(), places);
        SuppressionGate suppression = new SuppressionGate(slots);
        DuplicatesGate duplicates = new DuplicatesGate();
        return new Gates(
                List.of(fields, consent, hours, suppression, duplicates),
                new Judge[] {fields::judge, consent::judge, hours::judge, suppression::judgeIdentity},
                new Judge[] {suppression::judge, duplicates::judge},
                new Judge[] {consent::judge});
    }

    /** The gates, in the order in which they are asked. */
    public List<Gate> all() {
        return all;
    }

    /** What the lead and the rules alone say; needs no {@link Facts#screening}. A lead that passes can be looked up in the lists. */
    public Verdict screenLocal(Facts facts) {
        return firstRefusal(beforeLists, facts);
    }

    /** What the lists' answers in {@link Facts#screening} say. */
    public Verdict screenLists(Facts facts) {
        return firstRefusal(lists, facts);
    }

    /** What every gate says, of a lead whose lists have answered. */
    public Verdict screenAll(Facts facts) {
        return firstRefusal(complete, facts);
    }

    /**
     * Whether the lead may go to the one buyer that the facts name. To be asked for each buyer, after the lead itself has passed.
     *
     * @throws IllegalArgumentException if the facts name no buyer
     */
    public Verdict screenBuyer(Facts forBuyer) {
        if (forBuyer.buyer() == null) {
            throw new IllegalArgumentException("buyer: none (expected: the buyer to judge)");
        }
        return firstRefusal(buyer, forBuyer);
    }

    /** Every gate's verdict, in order; asks all of them, whatever the first ones say. Allocates. */
    public List<Finding> explain(Facts facts) {
        List<Finding> findings = new ArrayList<>(all.size());
        for (Gate gate : all) {
            findings.add(new Finding(gate.name(), gate.ruleVersion(), gate.judge(facts)));
        }
        return findings;
    }

    /**
     * The gate that gives this reason, also when somebody else found it out (the award script refuses the suppressed, the duplicates and
     * the too frequent by itself). Null when the reason is no gate's.
     */
    public @Nullable Gate gateOf(Reason reason) {
        return reasonToGate.get(reason);
    }

    private static Verdict firstRefusal(Judge[] judges, Facts facts) {
        for (Judge judge : judges) {
            Verdict verdict = judge.apply(facts);
            if (!verdict.passes()) {
                return verdict;
            }
        }
        return Verdict.PASS;
    }
}
