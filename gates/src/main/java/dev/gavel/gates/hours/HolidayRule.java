package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import dev.gavel.gates.RuleScope;
import java.time.LocalDate;
import java.time.Year;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a state's holidays mean to callers: one row of the holidays table.
 *
 * <p>Thread safety: immutable. A look-up by day allocates nothing.
 */
public final class HolidayRule {

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2099;
    private static final long FIRST_DAY = LocalDate.of(FIRST_YEAR, 1, 1).toEpochDay();

    private final RuleScope scope;
    private final CallingWindow window;
    private final List<Holiday> holidays;
    private final @Nullable Set<Year> proclaimedYears;
    private final Set<Exemption> exemptIf;
    private final BitSet days = new BitSet();
    private final BitSet unproclaimed = new BitSet();

    /**
     * @param window when calls are allowed on a holiday
     * @param proclaimedYears the years whose proclaimed days are in the table; null where the state's calendar is the law's alone
     * @param exemptIf facts that lift the row, each by itself
     */
    public HolidayRule(
            RuleScope scope,
            CallingWindow window,
            Collection<Holiday> holidays,
            @Nullable Collection<Year> proclaimedYears,
            Set<Exemption> exemptIf) {
        this.scope = requireNonNull(scope, "scope");
        this.window = requireNonNull(window, "window");
        this.holidays = List.copyOf(holidays);
        this.proclaimedYears = proclaimedYears == null ? null : Set.copyOf(proclaimedYears);
        this.exemptIf = Set.copyOf(exemptIf);
        for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
            mark(year);
        }
    }

    private void mark(int year) {
        for (Holiday holiday : holidays) {
            for (LocalDate day : holiday.daysOf(year)) {
                if (day.toEpochDay() >= FIRST_DAY) {
                    days.set((int) (day.toEpochDay() - FIRST_DAY));
                }
            }
        }
        if (proclaimedYears != null && !proclaimedYears.contains(Year.of(year))) {
            int from = (int) (LocalDate.of(year, 1, 1).toEpochDay() - FIRST_DAY);
            unproclaimed.set(from, from + Year.of(year).length());
        }
    }

    /** When and for what it holds. */
    public RuleScope scope() {
        return scope;
    }

    /** When calls are allowed on a holiday. */
    public CallingWindow window() {
        return window;
    }

    public List<Holiday> holidays() {
        return holidays;
    }

    /** Facts that lift the row, each by itself. */
    public Set<Exemption> exemptIf() {
        return exemptIf;
    }

    /** Whether a local day is a holiday. */
    boolean isHoliday(long epochDay) {
        return isIn(days, epochDay);
    }

    /** Whether a local day is of a year whose proclaimed days nobody has put into the table. */
    boolean isUnproclaimed(long epochDay) {
        return isIn(unproclaimed, epochDay);
    }

    private static boolean isIn(BitSet set, long epochDay) {
        long index = epochDay - FIRST_DAY;
        return index >= 0 && index <= Integer.MAX_VALUE && set.get((int) index);
    }

    /** The names of the holidays that a day is, or on which they are observed; empty for an ordinary day. Allocates. */
    public List<String> names(LocalDate day) {
        List<String> names = new ArrayList<>();
        for (Holiday holiday : holidays) {
            for (int year = day.getYear() - 1; year <= day.getYear() + 1; year++) {
                if (holiday.daysOf(year).contains(day)) {
                    names.add(holiday.name());
                }
            }
        }
        return names;
    }
}
