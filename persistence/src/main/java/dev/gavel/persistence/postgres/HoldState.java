package dev.gavel.persistence.postgres;

/** Where a hold stands. The names are stored: they are never changed. */
public enum HoldState {
    /** A person is to look at the lead, or has released it and it could not be judged yet. */
    HELD,
    /** A person released the lead, and everything else passed: it is being sold, or was. Final. */
    RELEASED,
    /** A person refused the lead, or released it and something else stood against it. Final. */
    REFUSED,
    /** Nobody released it in time. Final. */
    EXPIRED
}
