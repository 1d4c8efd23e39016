package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapClaim;
import java.util.Arrays;
import java.util.List;

/**
 * The distinct lists of claims of a batch, one behind the other as {@code award.lua} reads them. Lists are told apart by reference: the
 * legs of one contract at one price share one, and however many leads of a batch want it, it is written once. An open-addressing hash table that
 * is used again.
 *
 * <p>Thread safety: none; a lane's loop only.
 */
final class ClaimTable {

    private static final int FIRST_SLOTS = 256;
    private static final int CLAIM_BYTES = Short.BYTES + 2 * Double.BYTES;

    private final CounterTable counters = new CounterTable();
    private int[] slots = new int[FIRST_SLOTS];
    private Entry[] entries = newEntries(0, new Entry[FIRST_SLOTS / 2]);
    private int size;
    private int bytes;

    /** A list and the first of its bytes. Used again, so that nothing is allocated for each. */
    private static final class Entry {
        private List<CapClaim> claims = List.of();
        private int offset;
    }

    void clear() {
        counters.clear();
        Arrays.fill(slots, 0);
        for (int i = 0; i < size; i++) {
            entries[i].claims = List.of();
        }
        size = 0;
        bytes = 0;
    }

    /** The counters that the lists claim from. */
    CounterTable counters() {
        return counters;
    }

    /**
     * Writes all lists: for each, format {@code B} claims, and for each claim {@code I2} position of its counter, {@code d} limit, {@code d}
     * amount.
     */
    void pack(CounterOrder order, PackedWriter to) {
        for (int i = 0; i < size; i++) {
            pack(entries[i].claims, order, to);
        }
    }

    /** Where a list begins among those that {@link #pack} writes, from 0. */
    int offsetOf(List<CapClaim> claims) {
        int slot = slotOf(claims);
        if (slots[slot] > 0) {
            return entries[slots[slot] - 1].offset;
        }
        if (size == entries.length) {
            grow();
            slot = slotOf(claims);
        }
        Entry entry = entries[size++];
        entry.claims = claims;
        entry.offset = bytes;
        slots[slot] = size;
        for (int i = 0; i < claims.size(); i++) {
            counters.numberOf(claims.get(i));
        }
        bytes += Byte.BYTES + claims.size() * CLAIM_BYTES;
        return entry.offset;
    }

    private void pack(List<CapClaim> claims, CounterOrder order, PackedWriter to) {
        to.putByte(claims.size());
        for (int i = 0; i < claims.size(); i++) {
            CapClaim claim = claims.get(i);
            to.putShort(order.positionOf(counters.numberOf(claim)));
            to.putNumber(claim.limit());
            to.putNumber(claim.amount());
        }
    }

    @SuppressWarnings("ReferenceEquality") // An equal list is merely written twice.
    private int slotOf(List<CapClaim> claims) {
        int mask = slots.length - 1;
        int hash = hashOf(claims);
        int slot = (hash ^ (hash >>> 16)) & mask;
        while (slots[slot] > 0 && entries[slots[slot] - 1].claims != claims) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** The first claim is a cap of the contract itself, where it has one. */
    private static int hashOf(List<CapClaim> claims) {
        return claims.isEmpty()
                ? 0
                : claims.getFirst().counter().hashCode() * 31
                        + Long.hashCode(claims.getLast().amount());
    }

    private void grow() {
        entries = newEntries(size, Arrays.copyOf(entries, size * 2));
        slots = new int[entries.length * 2];
        for (int i = 0; i < size; i++) {
            slots[slotOf(entries[i].claims)] = i + 1;
        }
    }

    private static Entry[] newEntries(int from, Entry[] entries) {
        for (int i = from; i < entries.length; i++) {
            entries[i] = new Entry();
        }
        return entries;
    }
}
