package dev.gavel.server.access;

import java.util.Locale;

/** What an API key may be used for. */
public enum Scope {
    PING,
    POST,
    /** Asks for returns of what the key's buyer bought, and sees them. */
    RETURN,
    /** Reads accounts, statements and returns: all of them, or those of the key's buyer or vendor. */
    REPORT,
    /** Decides and books; only a key of the tenant itself can. */
    ADMIN,
    /** Suppress consumers, and ask whether one is suppressed. */
    SUPPRESS,
    /** Bring consumers' revocations, and follow them. */
    REVOKE,
    /** Reads consumers' data; each reading is an event. */
    CONSUMER_DATA,
    /** What buyers fetch and acknowledge. */
    BUYER;

    /** The name on the wire. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
