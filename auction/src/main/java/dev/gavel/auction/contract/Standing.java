package dev.gavel.auction.contract;

/** Whether leads of a vendor or of one of its sources are taken. */
public enum Standing {
    ACTIVE,
    /** Not for now. */
    PAUSED,
    /** Not any more: found to break the rules. */
    BLOCKED
}
