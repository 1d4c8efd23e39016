package dev.gavel.gates.frequency;

import static java.util.Objects.requireNonNull;

import dev.gavel.gates.RuleScope;

/**
 * One row of the table of contact limits: how often a resident of a state may be contacted about one subject.
 *
 * @param most contacts within 24 hours, at least 1
 */
public record ContactLimit(RuleScope scope, int most) {

    public ContactLimit {
        requireNonNull(scope, "scope");
        if (most < 1) {
            throw new IllegalArgumentException("most: " + most + " (expected: >= 1)");
        }
    }
}
