package dev.gavel.gates.hours;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.lead.UsState;
import dev.gavel.gates.RuleScope;
import dev.gavel.gates.RuleVersion;
import java.util.List;

/**
 * The calling hours table. A state's row never widens the federal one: both must be open. Where several rows of a state hold on the same
 * day, all of them must be open.
 *
 * <p>Thread safety: immutable.
 *
 * @param rules in any order; exactly one federal row that always holds, whatever the channel
 */
public record CallingHours(RuleVersion version, List<CallingRule> rules) {

    public CallingHours {
        requireNonNull(version, "version");
        rules = List.copyOf(rules);
        long federal = rules.stream().filter(CallingHours::isLastingAndFederal).count();
        if (federal != 1) {
            throw new IllegalArgumentException("rules: " + federal + " lasting federal rows (expected: 1)");
        }
    }

    private static boolean isLastingAndFederal(CallingRule rule) {
        RuleScope scope = rule.scope();
        return scope.state() == null
                && scope.channel() == RuleScope.Channel.ANY
                && scope.effectiveFrom() == null
                && scope.effectiveTo() == null
                && rule.exemptIf().isEmpty();
    }

    /** The rows that a call to this state must keep, the federal one included, whatever their dates. */
    CallingRule[] rulesOf(UsState state) {
        return rules.stream()
                .filter(rule -> rule.scope().state() == null || rule.scope().state() == state)
                .toArray(CallingRule[]::new);
    }
}
