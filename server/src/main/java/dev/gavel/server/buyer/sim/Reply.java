package dev.gavel.server.buyer.sim;

import static java.util.Objects.requireNonNull;

/** What a simulated buyer answers. */
public record Reply(int status, String body) {

    public Reply {
        requireNonNull(body, "body");
    }

    /** A 200 with this body. */
    public static Reply ok(String body) {
        return new Reply(200, body);
    }
}
