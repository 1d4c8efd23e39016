package dev.gavel.persistence.postgres;

/** What became of one delivery. */
public enum LegOutcome {
    /** The buyer took the lead. */
    ACCEPTED,
    /** The buyer said no: cap and money are given back. */
    REJECTED,
    /** The buyer may have taken it: cap and money stay held, and it is asked again. */
    UNRESOLVED,
    /** The buyer certainly never heard of it: cap and money are given back. */
    NOT_SENT
}
