package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import dev.gavel.gates.RuleScope;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the calling hours table: when the residents of one state may be called.
 *
 * @param days the window of each day, Monday first, seven of them
 * @param alsoIn a zone in which the windows must be open too, whatever the consumer's own: where sources disagree about the clock, both
 *     are kept; null for none
 * @param exemptIf facts that lift the row, each by itself
 */
public record CallingRule(
        RuleScope scope, List<CallingWindow> days, @Nullable ZoneId alsoIn, Set<Exemption> exemptIf) {

    private static final int WEEK_DAYS = 7;

    public CallingRule {
        requireNonNull(scope, "scope");
        days = List.copyOf(days);
        exemptIf = Set.copyOf(exemptIf);
        if (days.size() != WEEK_DAYS) {
            throw new IllegalArgumentException("days: " + days.size() + " (expected: " + WEEK_DAYS + ")");
        }
    }
}
