package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapClaim;
import java.util.Arrays;

/**
 * The distinct counters of a batch, numbered from 1 in order of appearance: however many leads claim from a counter, Redis is told its
 * name once. An open-addressing hash table that is used again, so that nothing is allocated per lead.
 */
final class CounterTable {

    private static final int FIRST_SLOTS = 256;

    private int[] slots = new int[FIRST_SLOTS];
    private CapClaim[] claims = new CapClaim[FIRST_SLOTS / 2];
    private int size;
    private long latestStartSeconds;
    private long earliestEndSeconds = CapClaim.NO_END;

    void clear() {
        Arrays.fill(slots, 0);
        Arrays.fill(claims, 0, size, null);
        size = 0;
        latestStartSeconds = 0;
        earliestEndSeconds = CapClaim.NO_END;
    }

    int size() {
        return size;
    }

    /** When the last of the counters' windows begins; 0 without counters. */
    long latestStartSeconds() {
        return latestStartSeconds;
    }

    /** When the first of the counters' windows is over; {@link CapClaim#NO_END} without counters. */
    long earliestEndSeconds() {
        return earliestEndSeconds;
    }

    /** A claim on the counter of this number: its name and window. */
    CapClaim get(int number) {
        return claims[number - 1];
    }

    /** The number of the claim's counter. */
    int numberOf(CapClaim claim) {
        int slot = slotOf(claim);
        int number = slots[slot];
        if (number > 0) {
            return number;
        }
        if (size == claims.length) {
            grow();
            slot = slotOf(claim);
        }
        claims[size++] = claim;
        slots[slot] = size;
        latestStartSeconds = Math.max(latestStartSeconds, claim.windowStartSeconds());
        earliestEndSeconds = Math.min(earliestEndSeconds, claim.windowEndSeconds());
        return size;
    }

    private int slotOf(CapClaim claim) {
        int mask = slots.length - 1;
        int hash = claim.counter().hashCode() * 31 + Long.hashCode(claim.windowStartSeconds());
        int slot = (hash ^ (hash >>> 16)) & mask;
        while (slots[slot] > 0 && !sameCounter(claims[slots[slot] - 1], claim)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static boolean sameCounter(CapClaim one, CapClaim other) {
        return one.windowStartSeconds() == other.windowStartSeconds()
                && one.counter().equals(other.counter());
    }

    private void grow() {
        claims = Arrays.copyOf(claims, claims.length * 2);
        slots = new int[claims.length * 2];
        for (int i = 0; i < size; i++) {
            slots[slotOf(claims[i])] = i + 1;
        }
    }
}
