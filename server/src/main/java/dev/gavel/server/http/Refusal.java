package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A request that is not decided: answered with a problem document. Has no stack trace: it is thrown for what clients do wrong, and under
 * overload.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final Reason reason;
    private final int retryAfterSeconds;

    private Refusal(int status, Reason reason, @Nullable String detail, int retryAfterSeconds) {
        super(detail == null ? reason.message() : detail, null, false, false);
        this.status = status;
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public static Refusal of(int status, Reason reason) {
        return new Refusal(status, reason, null, 0);
    }

    /**
     * A refusal that says what is particular to this request.
     *
     * @param detail a sentence for the caller; must carry no data of a lead
     */
    public static Refusal of(int status, Reason reason, String detail) {
        return new Refusal(status, reason, detail, 0);
    }

    /** Nothing was decided and the caller may try again: 503 with {@code Retry-After}. */
    public static Refusal unavailable(Reason reason) {
        return new Refusal(503, reason, null, 1);
    }

    /** The caller is over its rate: 429 with {@code Retry-After}. */
    public static Refusal tooMany(int retryAfterSeconds) {
        return new Refusal(429, Reason.RATE_LIMITED, null, retryAfterSeconds);
    }

    public int status() {
        return status;
    }

    public Reason reason() {
        return reason;
    }

    /** Seconds after which trying again makes sense; 0 when it does not. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
