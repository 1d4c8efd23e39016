package dev.gavel.gates;

/**
 * One compliance rule: a pure function over facts. It reads no clock, does no I/O, and answers UNKNOWN where a fact is missing.
 *
 * <p>Thread safety: implementations are immutable.
 */
public interface Gate {

    /** The gate's name in documents, metrics and explanations: lower case, words joined by hyphens. */
    String name();

    /** Says whether the lead may be sold as far as this rule is concerned. Never throws for anything that a vendor can send. */
    Verdict judge(Facts facts);
}
