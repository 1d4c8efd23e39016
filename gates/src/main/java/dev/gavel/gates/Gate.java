package dev.gavel.gates;

import dev.gavel.auction.reason.Reason;
import java.util.Map;
import java.util.Set;

/**
 * One compliance rule: a pure function over facts. It reads no clock, does no I/O, and answers UNKNOWN where a fact is missing.
 *
 * <p>Thread safety: implementations answer the same for the same facts, from any thread.
 */
public interface Gate {

    /** The gate's name in documents, metrics and explanations: lower case, words joined by hyphens. */
    String name();

    /** Which version of its rules the gate goes by; kept with each decision. Changes whenever a verdict may change. */
    String ruleVersion();

    /** Every reason that the gate may give. No two gates share one. */
    Set<Reason> reasons();

    /**
     * Says whether the lead may be sold as far as this rule is concerned. Never throws for anything that a vendor can send. Allocates
     * nothing when the lead passes.
     */
    Verdict judge(Facts facts);

    /**
     * What the verdict on these facts rests on, by name: the rows of a table that were looked at, an age, what a list said. For
     * explanations and for the journey of a lead, so never a value that names or reaches the consumer. Empty where the reason says it all.
     * Allocates; not for the hot path.
     */
    default Map<String, String> basis(Facts facts) {
        return Map.of();
    }
}
