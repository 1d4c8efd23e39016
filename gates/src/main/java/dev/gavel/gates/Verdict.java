package dev.gavel.gates;

import dev.gavel.auction.reason.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What one gate says of one lead. {@code UNKNOWN} never sells: a gate that misses a fact, or whose rules are stale, does not pass.
 *
 * <p>Thread safety: immutable.
 *
 * @param reason null exactly when passed
 * @param field the field that the reason is about; null when about none
 */
public record Verdict(
        Kind kind, @Nullable Reason reason, @Nullable String field) {

    public static final Verdict PASS = new Verdict(Kind.PASS, null, null);

    public Verdict {
        if ((kind == Kind.PASS) != (reason == null)) {
            throw new IllegalArgumentException(
                    "reason: " + reason + " (expected: none exactly when " + Kind.PASS + ")");
        }
    }

    public static Verdict reject(Reason reason) {
        return new Verdict(Kind.REJECT, reason, null);
    }

    public static Verdict reject(Reason reason, String field) {
        return new Verdict(Kind.REJECT, reason, field);
    }

    public static Verdict unknown(Reason reason) {
        return new Verdict(Kind.UNKNOWN, reason, null);
    }

    public static Verdict unknown(Reason reason, String field) {
        return new Verdict(Kind.UNKNOWN, reason, field);
    }

    /** Whether the lead may go on. */
    public boolean passes() {
        return kind == Kind.PASS;
    }

    /** The three answers. */
    public enum Kind {
        PASS,
        REJECT,
        UNKNOWN
    }
}
