package dev.gavel.server.access;

import java.util.Locale;

/** What an API key may be used for. */
public enum Scope {
    PING,
    POST,
    REPORT,
    ADMIN;

    /** The name on the wire. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
