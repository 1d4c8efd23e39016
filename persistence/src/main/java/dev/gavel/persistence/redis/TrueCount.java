package dev.gavel.persistence.redis;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.cap.CapClaim;
import java.util.Locale;

/**
 * What one counter must show, says Postgres.
 *
 * @param counter as in {@link CapClaim#counter()}
 * @param windowEndSeconds the second after the last; {@link CapClaim#NO_END} where a window never ends
 * @param taken leads or micros, what is held for open deliveries included; of funds, minus what the buyer may still spend
 */
public record TrueCount(String counter, long windowStartSeconds, long windowEndSeconds, long taken) {

    private static final String FUNDS_PREFIX = "funds/";

    public TrueCount {
        requireNonNull(counter, "counter");
    }

    /**
     * A buyer's funds.
     *
     * @param availableMicros balance less holds, plus credit; may be negative
     */
    public static TrueCount funds(String buyer, long availableMicros) {
        return new TrueCount(CapClaim.funds(buyer, 0).counter(), 0, CapClaim.NO_END, -availableMicros);
    }

    /** Whose the funds are. */
    public String buyer() {
        return counter.substring(FUNDS_PREFIX.length());
    }

    /** Whether this is a buyer's funds rather than a cap. */
    public boolean isFunds() {
        return counter.startsWith(FUNDS_PREFIX);
    }

    /** What tells the counter from the tenant's others. */
    String name() {
        return counter + ":" + windowStartSeconds;
    }

    /** The counter of a name. */
    static TrueCount unused(String name, long windowEndSeconds) {
        int colon = name.lastIndexOf(':');
        return new TrueCount(
                name.substring(0, colon), Long.parseLong(name, colon + 1, name.length(), 10), windowEndSeconds, 0);
    }

    Scope scope() {
        int slash = counter.indexOf('/');
        return slash < 0 ? Scope.OTHER : Scope.of(counter.substring(0, slash));
    }

    /** What a counter is about: the first part of its name. */
    enum Scope {
        CONTRACT,
        BUYER,
        BUYER_SOURCE,
        FUNDS,
        OTHER;

        private static Scope of(String part) {
            for (Scope scope : values()) {
                if (scope.word().equals(part)) {
                    return scope;
                }
            }
            return OTHER;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
