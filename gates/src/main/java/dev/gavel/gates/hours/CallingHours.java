package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.lead.UsState;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The calling hours table. A state's row never widens the federal one: both must be open. Where several rows of a state hold on the same
 * day, all of them must be open.
 *
 * <p>Thread safety: immutable.
 *
 * @param version names this state of the table; kept with each decision
 * @param reviewedOn when somebody last checked the table against its sources
 * @param reviewBy the last day (UTC) that the review is good for; past it the table decides nothing
 * @param rules in any order; exactly one federal row without dates and exemptions
 */
public record CallingHours(String version, LocalDate reviewedOn, LocalDate reviewBy, List<CallingRule> rules) {

    public CallingHours {
        requireNonNull(version, "version");
        requireNonNull(reviewedOn, "reviewedOn");
        requireNonNull(reviewBy, "reviewBy");
        rules = List.copyOf(rules);
        long federal = rules.stream()
                .filter(rule -> rule.state() == null && rule.scope().equals(RowScope.ALWAYS))
                .count();
        if (federal != 1) {
            throw new IllegalArgumentException("rules: " + federal + " lasting federal rows (expected: 1)");
        }
    }

    /** The rows that a call to this state must keep, the federal one included, whatever their dates. */
    CallingRule[] rulesOf(UsState state) {
        List<CallingRule> of = new ArrayList<>();
        for (CallingRule rule : rules) {
            if (rule.state() == null || rule.state() == state) {
                of.add(rule);
            }
        }
        return of.toArray(CallingRule[]::new);
    }
}
