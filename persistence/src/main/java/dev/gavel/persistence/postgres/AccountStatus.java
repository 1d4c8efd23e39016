package dev.gavel.persistence.postgres;

/** Whether a buyer can buy. The names are stored. */
public enum AccountStatus {
    /** It can. */
    ACTIVE,
    /** It can, and has less than it wants to be warned of. */
    LOW,
    /** It cannot: less is left than its cheapest contract costs. It is back with its next deposit. */
    OUT_OF_FUNDS
}
