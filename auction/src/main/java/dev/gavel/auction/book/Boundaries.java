package dev.gavel.auction.book;

import java.util.Arrays;

/**
 * The codes at which contracts begin or cease to accept, sorted by code. Takes 8 bytes a boundary once sorted. Thread safety: none.
 */
final class Boundaries {

    private final long least;
    /** Whether codes less {@code least} fit in 31 bits: they are then kept as they are, else by their rank. */
    private final boolean narrow;

    /** What is sorted: the code's offset or rank in the upper 32 bits, the contract's position in the lower. */
    private long[] packed = new long[16];

    private long[] codes = new long[0];
    private int size;
    private int distinct;

    Boundaries(long least, boolean narrow) {
        this.least = least;
        this.narrow = narrow;
        if (!narrow) {
            codes = new long[packed.length];
        }
    }

    /** Says that the contract at a position turns from not accepting to accepting, or back, at this code. */
    void add(long code, int position) {
        if (size == packed.length) {
            packed = Arrays.copyOf(packed, 2 * size);
            codes = narrow ? codes : Arrays.copyOf(codes, 2 * size);
        }
        packed[size] = narrow ? pack(code - least, position) : position;
        if (!narrow) {
            codes[size] = code;
        }
        size++;
    }

    void sort() {
        if (!narrow) {
            long[] ascending = distinct(Arrays.copyOf(codes, size));
            for (int i = 0; i < size; i++) {
                packed[i] = pack(Arrays.binarySearch(ascending, codes[i]), (int) packed[i]);
            }
            codes = ascending;
        }
        Arrays.sort(packed, 0, size);
        for (int i = 0; i < size; i++) {
            distinct += i == 0 || packed[i] >>> 32 != packed[i - 1] >>> 32 ? 1 : 0;
        }
    }

    int size() {
        return size;
    }

    /** How many different codes there are. */
    int distinct() {
        return distinct;
    }

    /** The code of a boundary, once sorted. */
    long code(int index) {
        int offset = (int) (packed[index] >>> 32);
        return narrow ? least + offset : codes[offset];
    }

    /** Turns over the contracts of all boundaries at this code, beginning at {@code from}; the index of the next boundary. */
    int flipAllAt(long code, int from, RowPool pool) {
        int next = from;
        while (next < size && code(next) == code) {
            pool.flip((int) packed[next]);
            next++;
        }
        return next;
    }

    /**
     * Adds the contracts of all boundaries at this code to the pool's set. What must be flipped to get from there to what flipping would
     * have given is added to {@code owed}.
     */
    int addAllAt(long code, int from, RowPool pool, IntList owed) {
        int next = from;
        while (next < size && code(next) == code) {
            int position = (int) packed[next];
            if (pool.add(position)) {
                owed.add(position);
            }
            owed.add(position);
            next++;
        }
        return next;
    }

    private static long pack(long offset, int position) {
        return (offset << 32) | position;
    }

    private static long[] distinct(long[] values) {
        Arrays.sort(values);
        int kept = 0;
        for (int i = 0; i < values.length; i++) {
            if (i == 0 || values[i] != values[i - 1]) {
                values[kept++] = values[i];
            }
        }
        return Arrays.copyOf(values, kept);
    }
}
