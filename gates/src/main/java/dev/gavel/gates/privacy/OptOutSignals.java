package dev.gavel.gates.privacy;

import dev.gavel.gates.RuleScope;
import dev.gavel.gates.RuleVersion;
import java.util.List;

/**
 * Where a browser's opt-out signal forbids the sale of what its user enters.
 *
 * <p>Thread safety: immutable.
 *
 * @param rules a row for each state and span of time; a federal row would hold everywhere
 */
public record OptOutSignals(RuleVersion version, List<RuleScope> rules) {

    public OptOutSignals {
        rules = List.copyOf(rules);
    }
}
