package dev.gavel.auction.book;

/** Bitsets in arrays of longs: bit {@code p} is bit {@code p % 64} of word {@code p / 64}. */
final class Bits {

    private Bits() {}

    /** How many words so many bits take. */
    static int words(int bits) {
        return (bits + Long.SIZE - 1) / Long.SIZE;
    }

    /** As many bits, all set. */
    static long[] allSet(int bits) {
        long[] set = new long[words(bits)];
        for (int position = 0; position < bits; position++) {
            set(set, position);
        }
        return set;
    }

    static void set(long[] bits, int position) {
        bits[position >>> 6] |= 1L << position;
    }

    static void clear(long[] bits, int position) {
        bits[position >>> 6] &= ~(1L << position);
    }

    static void flip(long[] bits, int position) {
        bits[position >>> 6] ^= 1L << position;
    }

    static boolean get(long[] bits, int position) {
        return (bits[position >>> 6] & (1L << position)) != 0;
    }
}
