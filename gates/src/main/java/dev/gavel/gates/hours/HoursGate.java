package dev.gavel.gates.hours;

import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.ContactPolicy;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.ConsumerPlaces;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.RuleVersion;
import dev.gavel.gates.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the consumer may be called now. Where the consumer is, the lead's ZIP, area code and state say together: every zone that one of
 * them may lie in must be open by the rules of every state that one of them may lie in. What was sent and can't be placed (an unreadable
 * phone number, a ZIP that does not exist) makes the answer UNKNOWN, also when something else could be placed. A table past its review is
 * UNKNOWN, and so is a day of a year whose proclaimed holidays are not in the table. Rows that bind a way of calling that the consent does not
 * cover bind nobody: the lead is sold for the others only. Passes, as far as the law goes, when the campaign does
 * not ask for calling hours; the campaign's own schedule holds in any case.
 *
 * <p>Source: 47 CFR 64.1200(c)(1) and 16 CFR 310.4(c) (8 a.m. to 9 p.m. at the called party's location), the states' laws in the tables.
 *
 * <p>Thread safety: as {@link ZoneClock} and {@link ConsumerPlaces}. Cost: a few look-ups; once a minute it works out the local times.
 */
public final class HoursGate implements Gate {

    private static final Verdict STALE = Verdict.unknown(Reason.HOURS_RULES_STALE);
    private static final Verdict NOWHERE = Verdict.unknown(Reason.ZONE_UNKNOWN);
    private static final Verdict ZIP_UNKNOWN = Verdict.unknown(Reason.ZONE_UNKNOWN, "zip");
    private static final Verdict PHONE_UNKNOWN = Verdict.unknown(Reason.ZONE_UNKNOWN, "phone");
    private static final Verdict STATE_UNKNOWN = Verdict.unknown(Reason.ZONE_UNKNOWN, "state");
    private static final Verdict CLOSED = Verdict.reject(Reason.CALLING_HOURS_CLOSED);
    private static final Verdict HOLIDAY = Verdict.reject(Reason.CALLING_HOLIDAY);
    private static final Verdict UNPROCLAIMED = Verdict.unknown(Reason.HOLIDAYS_UNKNOWN);
    private static final Verdict CAMPAIGN_CLOSED = Verdict.reject(Reason.CAMPAIGN_CLOSED);

    private static final long DAY_SECONDS = 86_400;

    private final RuleVersion hours;
    private final RuleVersion holidays;
    private final StateRules[] stateToRules;
    private final ConsumerPlaces places;
    private final ZoneClock clock;

    public HoursGate(CallingHours hours, Holidays holidays, ConsumerPlaces places) {
        this.hours = hours.version();
        this.holidays = holidays.version();
        this.places = places;
        this.clock = new ZoneClock(places.places().zones());
        this.stateToRules = new StateRules[UsState.values().length];
        for (int state = 0; state < stateToRules.length; state++) {
            stateToRules[state] = new StateRules(
                    UsState.of(state), hours, holidays, places.places().zones());
        }
    }

    @Override
    public String name() {
        return "hours";
    }

    @Override
    public String ruleVersion() {
        return hours.version().equals(holidays.version())
                ? hours.version()
                : hours.version() + "+" + holidays.version();
    }

    @Override
    public Set<Reason> reasons() {
        return EnumSet.of(
                Reason.ZONE_UNKNOWN,
                Reason.HOURS_RULES_STALE,
                Reason.CALLING_HOURS_CLOSED,
                Reason.CALLING_HOLIDAY,
                Reason.HOLIDAYS_UNKNOWN,
                Reason.CAMPAIGN_CLOSED);
    }

    @Override
    public Verdict judge(Facts facts) {
        if (!facts.campaign().gates().contact().schedule().isOpen(facts.now())) {
            return CAMPAIGN_CLOSED;
        }
        if (!facts.campaign().gates().callingHours()) {
            return Verdict.PASS;
        }
        if (!hours.isReviewedAt(facts.now()) || !holidays.isReviewedAt(facts.now())) {
            return STALE;
        }
        Verdict placed = judgePlace(facts.lead());
        return placed.passes() ? verdict(openMinutes(facts)) : placed;
    }

    private Verdict judgePlace(Lead lead) {
        String unplaced = places.unplaced(lead);
        if (unplaced != null) {
            return switch (unplaced) {
                case "zip" -> ZIP_UNKNOWN;
                case "phone" -> PHONE_UNKNOWN;
                default -> STATE_UNKNOWN;
            };
        }
        return places.zones(lead) == 0 || places.states(lead) == 0 ? NOWHERE : Verdict.PASS;
    }

    private static Verdict verdict(int openMinutes) {
        if (openMinutes > 0) {
            return Verdict.PASS;
        }
        return switch (openMinutes) {
            case StateRules.HOLIDAY -> HOLIDAY;
            case StateRules.UNPROCLAIMED -> UNPROCLAIMED;
            default -> CLOSED;
        };
    }

    /** How long calls stay allowed, as {@link StateRules#openMinutes} says it, for a lead that could be placed. */
    private int openMinutes(Facts facts) {
        ContactPolicy contact = facts.campaign().gates().contact();
        boolean evidenced = contact.exemptions() && isConsentEvidenced(facts);
        Set<CallChannel> ways = facts.boundWays();
        ZoneClock.Minute minute = clock.at(facts.now());
        long zones = places.zones(facts.lead());
        int open = Integer.MAX_VALUE;
        for (long rest = places.states(facts.lead()); rest != 0 && open > 0; rest &= rest - 1) {
            StateRules rules = stateToRules[Long.numberOfTrailingZeros(rest)];
            open = Math.min(open, rules.openMinutes(zones, minute, ways, evidenced));
        }
        return open;
    }

    /** Text, page, time and a certificate: what a court is shown. An assertion without them exempts from nothing. */
    private static boolean isConsentEvidenced(Facts facts) {
        Consent consent = facts.consent();
        if (consent == null
                || consent.timestamp() == null
                || isBlank(consent.text())
                || isBlank(consent.url())
                || consent.capture().channels().contains(Consent.Channel.UNREADABLE)) {
            return false;
        }
        Instant at = consent.timestamp();
        boolean recent = !at.isAfter(facts.now())
                && facts.now().getEpochSecond() - at.getEpochSecond()
                        <= facts.campaign().gates().consent().maxAge().toSeconds();
        return recent && !(isBlank(consent.trustedFormCertUrl()) && isBlank(consent.jornayaLeadId()));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    /**
     * When the time to call this lead's consumer ends: by the law where the campaign keeps to it, and by the campaign's schedule. The federal
     * window, 8 to 21, keeps clear of the hours in which clocks change, so that minutes of the local clock are minutes.
     *
     * @return null when it does not end within a day, when it is not open now, or when that can't be told: whether the lead may be sold is
     *     {@link #judge}'s to say
     */
    public @Nullable Instant closesAt(Facts facts) {
        if (!judge(facts).passes()) {
            return null;
        }
        Instant tomorrow = facts.now().plusSeconds(DAY_SECONDS);
        Instant close = facts.campaign().gates().contact().schedule().openUntil(facts.now(), tomorrow);
        if (facts.campaign().gates().callingHours()) {
            Instant ofLaw = afterMinutes(facts.now(), openMinutes(facts));
            close = ofLaw.isBefore(close) ? ofLaw : close;
        }
        return close.isBefore(tomorrow) ? close : null;
    }

    private static Instant afterMinutes(Instant now, int minutes) {
        long begun = Math.floorDiv(now.getEpochSecond(), (long) ZoneClock.MINUTE_SECONDS);
        return Instant.ofEpochSecond((begun + minutes) * ZoneClock.MINUTE_SECONDS);
    }

    /** The states and zones by whose rules the lead was judged, and the states whose rules an exemption lifted. */
    @Override
    public Map<String, String> basis(Facts facts) {
        Map<String, String> basis = new LinkedHashMap<>();
        if (!facts.campaign().gates().callingHours()
                || !judgePlace(facts.lead()).passes()) {
            return basis;
        }
        Lead lead = facts.lead();
        ContactPolicy contact = facts.campaign().gates().contact();
        List<String> states = new ArrayList<>();
        List<String> lifted = new ArrayList<>();
        boolean evidenced = contact.exemptions() && isConsentEvidenced(facts);
        ZoneClock.Minute minute = clock.at(facts.now());
        for (long rest = places.states(lead); rest != 0; rest &= rest - 1) {
            int state = Long.numberOfTrailingZeros(rest);
            states.add(UsState.of(state).name());
            if (evidenced && stateToRules[state].isLifted(places.zones(lead), minute, facts.boundWays())) {
                lifted.add(UsState.of(state).name());
            }
        }
        basis.put("states", String.join(",", states));
        basis.put("zones", String.join(",", places.zoneNames(lead)));
        if (facts.boundWays().size() < facts.ways().size()) {
            // The consent covers fewer ways than the campaign's buyers use.
            basis.put(
                    "channels",
                    facts.boundWays().stream()
                            .sorted()
                            .map(way -> way.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(",")));
        }
        if (!lifted.isEmpty()) {
            basis.put("exempt_by_prior_express_consent", String.join(",", lifted));
        }
        return basis;
    }
}
