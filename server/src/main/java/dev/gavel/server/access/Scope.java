package dev.gavel.server.access;

import java.util.Locale;

/** What an API key may be used for. */
public enum Scope {
    PING,
    POST,
    REPORT,
    ADMIN,
    /** Suppress consumers, and ask whether one is suppressed. */
    SUPPRESS,
    /** Bring consumers' revocations, and follow them. */
    REVOKE,
    /** What buyers fetch and acknowledge. */
    BUYER;

    /** The name on the wire. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
