package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapClaim;
import java.util.Arrays;
import java.util.List;

/**
 * What the wishes of a batch claim in sum, by counter: that of all options which must have room, and that of the wishes alone. A sum too great to be
 * exact counts as the greatest that is: no limit has that much room.
 *
 * <p>Thread safety: none; a lane's loop only.
 */
final class WishTable {

    private static final int FIRST_CAPACITY = 128;
    private static final long MOST = 1L << 53;

    /** By number of the counter, less one. */
    private long[] lookedAt = new long[FIRST_CAPACITY];

    private long[] wished = new long[FIRST_CAPACITY];
    private long[] limits = new long[FIRST_CAPACITY];

    void clear() {
        Arrays.fill(lookedAt, 0);
        Arrays.fill(wished, 0);
        Arrays.fill(limits, Long.MAX_VALUE);
    }

    /**
     * Counts an option's claims.
     *
     * @param counters which numbers the counters
     * @param isWished whether the option is part of the wish, and firm
     */
    void add(List<CapClaim> claims, CounterTable counters, boolean isWished) {
        for (int i = 0; i < claims.size(); i++) {
            CapClaim claim = claims.get(i);
            int at = counters.numberOf(claim) - 1;
            if (at >= limits.length) {
                grow(at + 1);
            }
            lookedAt[at] = Math.min(MOST, lookedAt[at] + claim.amount());
            wished[at] = isWished ? Math.min(MOST, wished[at] + claim.amount()) : wished[at];
            limits[at] = Math.min(limits[at], claim.limit());
        }
    }

    /** Whether any option was counted that claims from the counter of this number. */
    boolean isAbout(int number) {
        return number <= limits.length && limits[number - 1] != Long.MAX_VALUE;
    }

    /** Writes what is claimed from the counter of a number, which wishes are about. Format: {@code d d d}. */
    void pack(int number, PackedWriter to) {
        to.putNumber(limits[number - 1]);
        to.putNumber(lookedAt[number - 1]);
        to.putNumber(wished[number - 1]);
    }

    private void grow(int least) {
        int from = limits.length;
        int capacity = Math.max(least, from * 2);
        lookedAt = Arrays.copyOf(lookedAt, capacity);
        wished = Arrays.copyOf(wished, capacity);
        limits = Arrays.copyOf(limits, capacity);
        Arrays.fill(limits, from, capacity, Long.MAX_VALUE);
    }
}
