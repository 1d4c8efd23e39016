package dev.gavel.gates.hours;

import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.lead.UsState;
import dev.gavel.gates.RuleScope;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/**
 * What a caller must keep in one state: the federal row, the state's own, and its holidays.
 *
 * <p>Thread safety: immutable. Allocates nothing.
 */
final class StateRules {

    /** How a state stands at a moment: the number of open minutes left on the local clock, or one of the two below. */
    static final int CLOSED = 0;

    static final int HOLIDAY = -1;
    static final int UNPROCLAIMED = -2;

    private final CallingRule[] windows;
    private final long[] windowsAlsoIn;
    private final HolidayRule[] holidays;
    private final long holidaysAlsoIn;

    /** @param zones the positions of zones in masks */
    StateRules(UsState state, CallingHours hours, Holidays days, List<ZoneId> zones) {
        windows = hours.rulesOf(state);
        holidays = days.rulesOf(state);
        windowsAlsoIn = new long[windows.length];
        long all = 0;
        for (int i = 0; i < windows.length; i++) {
            ZoneId alsoIn = windows[i].alsoIn();
            if (alsoIn != null) {
                windowsAlsoIn[i] = 1L << position(alsoIn, zones);
                all |= windowsAlsoIn[i];
            }
        }
        holidaysAlsoIn = all;
    }

    private static int position(ZoneId zone, List<ZoneId> zones) {
        int position = zones.indexOf(zone);
        if (position < 0) {
            throw new IllegalArgumentException("alsoIn: " + zone + " (expected: a zone of the places)");
        }
        return position;
    }

    /**
     * How long calls stay allowed in all of these zones.
     *
     * @param evidenced whether the consumer's consent is evidenced and may exempt
     * @return minutes, counted from the one that has begun, at most to the end of the day; {@link #CLOSED}, {@link #HOLIDAY} or {@link
     *     #UNPROCLAIMED}
     */
    int openMinutes(long zones, ZoneClock.Minute minute, Set<CallChannel> channels, boolean evidenced) {
        int open = Integer.MAX_VALUE;
        for (int i = 0; i < windows.length && open > 0; i++) {
            if (isKept(windows[i].scope(), windows[i].exemptIf(), channels, evidenced)) {
                open = Math.min(open, openMinutes(windows[i], zones | windowsAlsoIn[i], minute));
            }
        }
        for (int i = 0; i < holidays.length && open > 0; i++) {
            if (isKept(holidays[i].scope(), holidays[i].exemptIf(), channels, evidenced)) {
                open = Math.min(open, openMinutes(holidays[i], zones | holidaysAlsoIn, minute));
            }
        }
        return open;
    }

    private static boolean isKept(
            RuleScope scope, Set<Exemption> exemptIf, Set<CallChannel> channels, boolean evidenced) {
        return scope.channel().binds(channels) && !(evidenced && exemptIf.contains(Exemption.PRIOR_EXPRESS_CONSENT));
    }

    /** Whether a row that would bind at this moment was lifted by an evidenced consent. For explanations. */
    boolean isLifted(long zones, ZoneClock.Minute minute, Set<CallChannel> channels) {
        return openMinutes(zones, minute, channels, false) <= 0 && openMinutes(zones, minute, channels, true) > 0;
    }

    private static int openMinutes(CallingRule rule, long zones, ZoneClock.Minute minute) {
        int open = Integer.MAX_VALUE;
        for (long rest = zones; rest != 0; rest &= rest - 1) {
            int zone = Long.numberOfTrailingZeros(rest);
            long epochDay = minute.epochDay(zone);
            if (rule.scope().holdsOn(epochDay)) {
                open = Math.min(
                        open, openMinutes(rule.days().get(ZoneClock.dayOfWeek(epochDay)), minute.minuteOfDay(zone)));
            }
        }
        return open;
    }

    private static int openMinutes(HolidayRule rule, long zones, ZoneClock.Minute minute) {
        int open = Integer.MAX_VALUE;
        for (long rest = zones; rest != 0; rest &= rest - 1) {
            int zone = Long.numberOfTrailingZeros(rest);
            long epochDay = minute.epochDay(zone);
            if (rule.scope().holdsOn(epochDay)) {
                if (rule.isHoliday(epochDay)) {
                    int left = openMinutes(rule.window(), minute.minuteOfDay(zone));
                    open = Math.min(open, left == CLOSED ? HOLIDAY : left);
                } else if (rule.isUnproclaimed(epochDay)) {
                    return UNPROCLAIMED;
                }
            }
        }
        return open;
    }

    private static int openMinutes(CallingWindow window, int minuteOfDay) {
        return window.isOpen(minuteOfDay) ? window.endMinute() - minuteOfDay : CLOSED;
    }
}
