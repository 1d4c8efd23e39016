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

    /** Writes the counters that any option was counted for, and answers how many they are. Format of each: {@code I2 d d d}. */
    int pack(CounterTable counters, PackedWriter to) {
        int written = 0;
        for (int at = 0; at < Math.min(counters.size(), limits.length); at++) {
            if (limits[at] != Long.MAX_VALUE) {
                to.putShort(at + 1);
                to.putNumber(limits[at]);
                to.putNumber(lookedAt[at]);
                to.putNumber(wished[at]);
                written++;
            }
        }
        return written;
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
