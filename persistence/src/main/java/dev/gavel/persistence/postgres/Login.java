package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

/**
 * A database user with its password.
 *
 * <p>Thread safety: immutable. The password does not show in {@link #toString}.
 */
public record Login(String user, String password) {

    /** Owns the tables; migrates. */
    public static final String OWNER = "gavel_owner";

    /** Serves: owns nothing, cannot bypass row-level security. */
    public static final String APP = "gavel_app";

    /** Drains events into the chain. */
    public static final String AUDIT = "gavel_audit";

    public Login {
        requireNonNull(user, "user");
        requireNonNull(password, "password");
    }

    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
