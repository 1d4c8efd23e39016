package dev.gavel.auction.cap;

import static java.util.Objects.requireNonNull;

/**
 * What one leg would take from one counter: a cap's window, or a buyer's funds.
 *
 * @param counter the cap's id, or {@code funds/<buyer>}; a {@code BUYER_SOURCE} cap's counter ends in {@code /<vendor>/<source>}
 * @param windowStartSeconds first second of the window since 1970; 0 for {@code TOTAL} and funds
 * @param windowEndSeconds the second after the last; {@link #NO_END} for {@code TOTAL} and funds
 * @param limit most that may be taken in the window; {@link #STORED_LIMIT} for funds, whose limit the ledger keeps itself
 * @param amount 1 for counts, the buyer's price in micros for money
 */
public record CapClaim(String counter, long windowStartSeconds, long windowEndSeconds, long limit, long amount) {

    /** The end of a window that never ends: far, and exact in a double, as Lua needs. */
    public static final long NO_END = 9_007_199_254_740_991L;

    /** The limit stands with the counter (balance plus credit). */
    public static final long STORED_LIMIT = -1;

    public CapClaim {
        requireNonNull(counter, "counter");
        if (amount < 0) {
            throw new IllegalArgumentException("amount: " + amount + " (expected: >= 0)");
        }
    }

    /** The claim on a buyer's funds. */
    public static CapClaim funds(String buyer, long priceMicros) {
        return new CapClaim("funds/" + buyer, 0, NO_END, STORED_LIMIT, priceMicros);
    }

    /** Whether this is a claim on funds rather than a cap. */
    public boolean isFunds() {
        return limit == STORED_LIMIT;
    }
}
