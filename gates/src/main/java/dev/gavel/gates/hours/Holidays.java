package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.lead.UsState;
import dev.gavel.gates.RuleVersion;
import java.util.List;

/**
 * The holidays table: on which days calls are barred, or limited, in states that have a rule of their own.
 *
 * <p>Thread safety: immutable.
 *
 * @param rules in any order
 */
public record Holidays(RuleVersion version, List<HolidayRule> rules) {

    public Holidays {
        requireNonNull(version, "version");
        rules = List.copyOf(rules);
    }

    /** The rows of a state and the federal ones, whatever their dates. */
    HolidayRule[] rulesOf(UsState state) {
        return rules.stream()
                .filter(rule -> rule.scope().state() == null || rule.scope().state() == state)
                .toArray(HolidayRule[]::new);
    }
}
