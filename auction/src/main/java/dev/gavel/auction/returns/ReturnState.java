package dev.gavel.auction.returns;

/** Where a return stands. The names are stored. */
public enum ReturnState {
    /** Waits for the tenant. */
    REQUESTED,
    /** Money was moved. */
    APPROVED,
    /** The tenant said no; another may be asked for. */
    DENIED,
    /** Nobody decided in time; another may be asked for. */
    EXPIRED;

    /** Whether it stands in the way of another return of the same sale. */
    public boolean stands() {
        return this == REQUESTED || this == APPROVED;
    }
}
