package dev.gavel.gates;

import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.consent.ConsentGate;
import dev.gavel.gates.dnc.DncGate;
import dev.gavel.gates.duplicates.DuplicatesGate;
import dev.gavel.gates.fields.FieldsGate;
import dev.gavel.gates.frequency.FrequencyGate;
import dev.gavel.gates.hours.HoursGate;
import dev.gavel.gates.privacy.PrivacyGate;
import dev.gavel.gates.source.SourceGate;
import dev.gavel.gates.suppression.SuppressionGate;
import dev.gavel.gates.vetting.VettingGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The chain of gates. The order is fixed and tells which reason a lead with several faults gets: fields, consent, source, privacy, vetting,
 * hours, dnc, suppression, frequency, duplicates.
 *
 * <table>
 *   <caption>Which gates are asked when</caption>
 *   <tr><td>{@link #screenLocal}</td><td>fields, consent, source, privacy, hours, dnc by the lists in memory, whether frequency's
 *   table is good, and of suppression: whether there is anything to look up, in lists that are recent</td></tr>
 *   <tr><td>{@link #screenLists}</td><td>source by how many leads came from the address, dnc, suppression, frequency,
 *   duplicates</td></tr>
 *   <tr><td>{@link #screenAll}</td><td>all of them</td></tr>
 *   <tr><td>{@link #screenBuyer}</td><td>consent, vetting, dnc and duplicates, for one buyer</td></tr>
 * </table>
 *
 * <p>The screens end at the first gate that does not pass and allocate nothing when all pass; {@link #explain} asks every gate.
 *
 * <p>Thread safety: any thread.
 */
public final class Gates {

    private final List<Gate> all;
    private final List<Local> local;
    private final Map<Reason, Gate> reasonToGate;
    private final Judge[] beforeLists;
    private final Judge[] lists;
    private final Judge[] complete;
    private final List<Early> early;
    private final List<Gate> ofBuyer;
    private final Judge[] buyer;
    private final HoursGate hours;
    private final FrequencyGate frequency;
    private final DncGate dnc;
    private final String rulesId;

    /** A gate's whole judgement, or the part of it that is possible at one step. */
    @FunctionalInterface
    private interface Judge extends Function<Facts, Verdict> {}

    /** A gate that is judged from the lead alone, by all or a part of it. */
    private record Local(Gate gate, Judge judge) {
        static Local whole(Gate gate) {
            return new Local(gate, gate::judge);
        }
    }

    /** What of a gate that needs the lists can be judged before they are asked. */
    private record Early(Gate gate, Judge judge) {}

    /**
     * @param local what is judged from the lead and the rules alone
     * @param early what of the gates behind can be judged from the lead already: whether the lists have anything to look up
     * @param lists what is judged from the lists' answers; their gates, but for those that are local, stand behind
     * @param ofBuyer which of them look at one buyer, too
     * @param buyer what those say of the buyer alone
     * @param hours tells when they end
     * @param frequency tells how often a consumer may be contacted
     */
    private Gates(
            List<Local> local,
            List<Early> early,
            List<Early> lists,
            List<Gate> ofBuyer,
            List<Judge> buyer,
            HoursGate hours,
            FrequencyGate frequency,
            DncGate dnc) {
        this.local = List.copyOf(local);
        this.all = Stream.concat(local.stream().map(Local::gate), lists.stream().map(Early::gate))
                .distinct()
                .toList();
        this.early = List.copyOf(early);
        this.beforeLists = Stream.concat(
                        local.stream().map(Local::judge), early.stream().map(Early::judge))
                .toArray(Judge[]::new);
        this.lists = lists.stream().map(Early::judge).toArray(Judge[]::new);
        this.ofBuyer = List.copyOf(ofBuyer);
        this.buyer = buyer.toArray(Judge[]::new);
        this.hours = hours;
        this.frequency = frequency;
        this.complete = whole(this.all);
        this.dnc = dnc;
        this.rulesId = rulesId(this.all);
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

    private static Judge[] whole(List<Gate> gates) {
        return gates.stream().map(gate -> (Judge) gate::judge).toArray(Judge[]::new);
    }

    /** FNV-1a over names and versions: stable from build to build, and nobody gains by a collision. */
    private static String rulesId(List<Gate> gates) {
        long hash = 0xcbf29ce484222325L;
        for (Gate gate : gates) {
            String version = gate.name() + '=' + gate.ruleVersion() + ' ';
            for (int i = 0; i < version.length(); i++) {
                hash = (hash ^ version.charAt(i)) * 0x100000001b3L;
            }
        }
        return HexFormat.of().toHexDigits(hash, 12);
    }

    /** Gavel's gates, by these rules, where nothing is known of addresses. */
    public static Gates standard(GateRules rules) {
        return standard(rules, IpReputation.NONE);
    }

    /** Gavel's gates, by these rules. */
    public static Gates standard(GateRules rules, IpReputation reputation) {
        ConsumerSlots.Cache slots = new ConsumerSlots.Cache();
        ConsumerPlaces places = new ConsumerPlaces(rules.places(), slots);
        FieldsGate fields = new FieldsGate();
        ConsentGate consent = new ConsentGate();
        SourceGate source = new SourceGate(reputation);
        PrivacyGate privacy = new PrivacyGate(rules.optOutSignals(), slots);
        VettingGate vetting = new VettingGate(slots);
        HoursGate hours = new HoursGate(rules.callingHours(), rules.holidays(), places);
        SuppressionGate suppression = new SuppressionGate(slots);
        FrequencyGate frequency = new FrequencyGate(rules.contactLimits(), places);
        DuplicatesGate duplicates = new DuplicatesGate();
        DncGate dnc = new DncGate(slots);
        return new Gates(
                List.of(
                        Local.whole(fields),
                        Local.whole(consent),
                        new Local(source, source::judgeLocal),
                        Local.whole(privacy),
                        Local.whole(vetting),
                        Local.whole(hours)),
                List.of(
                        new Early(dnc, dnc::judgeInMemory),
                        new Early(frequency, frequency::judgeRules),
                        new Early(suppression, suppression::judgeLocal)),
                List.of(
                        new Early(source, source::judgeBurst),
                        new Early(dnc, dnc::judge),
                        new Early(suppression, suppression::judge),
                        new Early(frequency, frequency::judge),
                        new Early(duplicates, duplicates::judge)),
                List.of(consent, vetting, dnc, duplicates),
                List.of(consent::judge, vetting::judge, dnc::judge, duplicates::judgeBuyer),
                hours,
                frequency,
                dnc);
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

    /** Whether a {@link DncScrubber} must be asked before {@link #screenLists} or {@link #screenDnc} can judge. */
    public boolean needsDncScrub(Facts facts) {
        return dnc.needsScrub(facts);
    }

    /** What do-not-call says, once the scrubber has answered; for a lead whose lists are asked by the award itself. */
    public Verdict screenDnc(Facts facts) {
        return dnc.judge(facts);
    }

    /**
     * How often this lead's consumer may be contacted within 24 hours; {@link Integer#MAX_VALUE} where nothing limits it. Where it does, the
     * award script does not look, and {@link #screenLists} must be asked before it.
     */
    public int contactLimit(Facts facts) {
        return frequency.limit(facts);
    }

    /**
     * When the time to call this lead's consumer ends: a price that outlives it promises what may not be sold. Null when it does not end within
     * a day, or when the lead may not be sold now.
     */
    public @Nullable Instant closesAt(Facts facts) {
        return hours.closesAt(facts);
    }

    /** In how many legs the lead may be sold, by the lists' answers; 0 for none, {@link Integer#MAX_VALUE} where nothing limits them. */
    public int legsLeft(Facts facts) {
        return frequency.legsLeft(facts);
    }

    /** What every gate says, of a lead whose lists have answered. */
    public Verdict screenAll(Facts facts) {
        return firstRefusal(complete, facts);
    }

    /**
     * Whether the lead may go to the one buyer that the facts name. A buyer that does not take a consumer twice needs the lists' answers. To be asked for each buyer, after the lead itself has passed.
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
        return findings(all, facts);
    }

    /**
     * As {@link #explain}, of a lead for which no list was asked: by the gates that need none, and those of the others that refuse
     * already.
     */
    public List<Finding> explainLocal(Facts facts) {
        List<Finding> findings = new ArrayList<>(local.size());
        for (Local of : local) {
            findings.add(finding(of.gate(), of.judge().apply(facts), facts));
        }
        for (Early of : early) {
            Gate gate = of.gate();
            Verdict verdict = of.judge().apply(facts);
            if (!verdict.passes()) {
                findings.add(finding(gate, verdict, facts));
            }
        }
        return findings;
    }

    private static Finding finding(Gate gate, Verdict verdict, Facts facts) {
        return new Finding(gate.name(), gate.ruleVersion(), verdict, gate.basis(facts));
    }

    /** The verdicts of the gates that look at one buyer, for the one that the facts name. Allocates. */
    public List<Finding> explainBuyer(Facts forBuyer) {
        return findings(ofBuyer, forBuyer);
    }

    private static List<Finding> findings(List<Gate> gates, Facts facts) {
        List<Finding> findings = new ArrayList<>(gates.size());
        for (Gate gate : gates) {
            findings.add(finding(gate, gate.judge(facts), facts));
        }
        return findings;
    }

    /**
     * Every gate's rule version under one short name: the same exactly where all versions are. What a decision on the hot path keeps
     * instead of them all.
     */
    public String rulesId() {
        return rulesId;
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
