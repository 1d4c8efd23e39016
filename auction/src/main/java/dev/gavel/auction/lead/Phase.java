package dev.gavel.auction.lead;

/** The two calls of a vendor. */
public enum Phase {
    PING,
    POST
}
