package dev.gavel.auction.book;

/**
 * The contracts that accept one value of a field, as a bitset over their positions: {@code base} with the bits at {@code flips}
 * turned over. Rows that differ little from a common base share it.
 *
 * <p>Thread safety: immutable once built.
 *
 * @param flips ascending positions, without repeats; empty when the base says it all
 */
record Row(long[] base, int[] flips) {

    private static final int[] NO_FLIPS = {};

    static Row of(long[] bits) {
        return new Row(bits, NO_FLIPS);
    }

    /** The row with all its bits in place. */
    Row flattened() {
        if (flips.length == 0) {
            return this;
        }
        long[] bits = base.clone();
        for (int position : flips) {
            Bits.flip(bits, position);
        }
        return of(bits);
    }
}
