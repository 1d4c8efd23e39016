package dev.gavel.gates.hours;

import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phone;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.ConsumerSlots;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.Verdict;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the consumer may be called now. Where the consumer is, the lead's ZIP, area code and state say together: every zone that one of
 * them may lie in must be open by the rules of every state that one of them may lie in. What was sent and can't be placed (an unreadable
 * phone number, a ZIP that does not exist) makes the answer UNKNOWN, also when something else could be placed. A table past its review is
 * UNKNOWN. Passes when the campaign does not ask for calling hours.
 *
 * <p>Source: 47 CFR 64.1200(c)(1) and 16 CFR 310.4(c) (8 a.m. to 9 p.m. at the called party's location), the states' laws in the table.
 * Area codes count as places because several states presume that whoever holds a number of theirs is a resident (e.g. Fla. Stat.
 * 501.059(8)(d)).
 *
 * <p>Thread safety: as {@link ZoneClock} and {@link ConsumerSlots.Cache}. Cost: a few look-ups; once a minute it works out the local
 * times.
 */
public final class HoursGate implements Gate {

    private static final Verdict STALE = Verdict.unknown(Reason.HOURS_RULES_STALE);
    private static final Verdict NOWHERE = Verdict.unknown(Reason.ZONE_UNKNOWN);
    private static final Verdict ZIP_UNKNOWN = Verdict.unknown(Reason.ZONE_UNKNOWN, "zip");
    private static final Verdict PHONE_UNKNOWN = Verdict.unknown(Reason.ZONE_UNKNOWN, "phone");
    private static final Verdict STATE_UNKNOWN = Verdict.unknown(Reason.ZONE_UNKNOWN, "state");
    private static final Verdict CLOSED = Verdict.reject(Reason.CALLING_HOURS_CLOSED);

    private final CallingHours table;
    private final long lastGoodDay;
    private final CallingRule[][] stateToRules;
    private final long[][] stateToAlsoIn;
    private final Places places;
    private final ZoneClock clock;
    private final ConsumerSlots.Cache slots;

    public HoursGate(CallingHours table, Places places, ConsumerSlots.Cache slots) {
        this.table = table;
        this.lastGoodDay = table.reviewBy().toEpochDay();
        this.places = places;
        this.clock = new ZoneClock(places.zones());
        this.slots = slots;
        int states = UsState.values().length;
        this.stateToRules = new CallingRule[states][];
        this.stateToAlsoIn = new long[states][];
        for (int state = 0; state < states; state++) {
            CallingRule[] rules = table.rulesOf(UsState.of(state));
            stateToRules[state] = rules;
            stateToAlsoIn[state] = alsoIn(rules, places);
        }
    }

    private static long[] alsoIn(CallingRule[] rules, Places places) {
        long[] masks = new long[rules.length];
        for (int i = 0; i < rules.length; i++) {
            if (rules[i].alsoIn() != null) {
                int zone = places.zones().indexOf(rules[i].alsoIn());
                if (zone < 0) {
                    throw new IllegalArgumentException(
                            "alsoIn: " + rules[i].alsoIn() + " (expected: a zone of the places)");
                }
                masks[i] = 1L << zone;
            }
        }
        return masks;
    }

    @Override
    public String name() {
        return "hours";
    }

    @Override
    public String ruleVersion() {
        return table.version();
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.of(Reason.ZONE_UNKNOWN, Reason.HOURS_RULES_STALE, Reason.CALLING_HOURS_CLOSED);
    }

    @Override
    public Verdict judge(Facts facts) {
        if (!facts.campaign().gates().callingHours()) {
            return Verdict.PASS;
        }
        if (ZoneClock.epochDayUtc(facts.now()) > lastGoodDay) {
            return STALE;
        }
        Lead lead = facts.lead();
        ConsumerSlots of = slots.of(lead.vertical());
        long zones = 0;
        long states = 0;
        if (isSent(lead, of.zip())) {
            Places.Place place = lead.has(of.zip()) ? places.ofZip((int) lead.code(of.zip())) : Places.NOWHERE;
            if (place.zones() == 0) {
                return ZIP_UNKNOWN;
            }
            zones |= place.zones();
            states |= place.states();
        }
        if (isSent(lead, of.phone())) {
            Places.Place place =
                    lead.has(of.phone()) ? places.ofAreaCode(Phone.areaCode(lead.code(of.phone()))) : Places.NOWHERE;
            if (place.zones() == 0) {
                return PHONE_UNKNOWN;
            }
            zones |= place.zones();
            states |= place.states();
        }
        if (isSent(lead, of.state())) {
            if (!lead.has(of.state())) {
                return STATE_UNKNOWN;
            }
            states |= 1L << lead.code(of.state());
        }
        if (zones == 0 || states == 0) {
            return NOWHERE;
        }
        return isOpen(states, zones, facts.now()) ? Verdict.PASS : CLOSED;
    }

    private static boolean isSent(Lead lead, int slot) {
        return slot != ConsumerSlots.NONE && !lead.isAbsent(slot);
    }

    private boolean isOpen(long states, long zones, Instant now) {
        ZoneClock.Minute minute = clock.at(now);
        for (long rest = states; rest != 0; rest &= rest - 1) {
            int state = Long.numberOfTrailingZeros(rest);
            CallingRule[] rules = stateToRules[state];
            for (int i = 0; i < rules.length; i++) {
                if (!isOpen(rules[i], zones | stateToAlsoIn[state][i], minute)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isOpen(CallingRule rule, long zones, ZoneClock.Minute minute) {
        List<CallingRule.Window> days = rule.days();
        for (long rest = zones; rest != 0; rest &= rest - 1) {
            int zone = Long.numberOfTrailingZeros(rest);
            long epochDay = minute.epochDay(zone);
            if (rule.holdsOn(epochDay)
                    && !days.get(ZoneClock.dayOfWeek(epochDay)).isOpen(minute.minuteOfDay(zone))) {
                return false;
            }
        }
        return true;
    }
}
