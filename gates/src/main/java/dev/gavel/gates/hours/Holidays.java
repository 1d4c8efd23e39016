package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.lead.UsState;
import java.time.LocalDate;
import java.util.List;

/**
 * The holidays table: on which days calls are barred, or limited, in states that have a rule of their own.
 *
 * <p>Thread safety: immutable.
 *
 * @param version names this state of the table; kept with each decision
 * @param reviewedOn when somebody last checked the table against its sources
 * @param reviewBy the last day (UTC) that the review is good for; past it the table decides nothing
 * @param rules in any order
 */
public record Holidays(String version, LocalDate reviewedOn, LocalDate reviewBy, List<HolidayRule> rules) {

    public Holidays {
        requireNonNull(version, "version");
        requireNonNull(reviewedOn, "reviewedOn");
        requireNonNull(reviewBy, "reviewBy");
        rules = List.copyOf(rules);
    }

    /** The rows of a state, whatever their dates. */
    HolidayRule[] rulesOf(UsState state) {
        return rules.stream().filter(rule -> rule.state() == state).toArray(HolidayRule[]::new);
    }
}
