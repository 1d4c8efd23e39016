package dev.gavel.gates;

import dev.gavel.auction.reason.Reason;
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
}
