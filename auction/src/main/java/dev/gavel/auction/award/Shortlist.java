package dev.gavel.auction.award;

import dev.gavel.auction.book.ContractBook;

/**
 * The best matches of one sale mode, and one more, whose bid prices the last of them. Matches come in the book's order; those that are
 * tied in price and priority change places by their lots.
 *
 * <p>Reusable. Thread safety: confined to one thread. Allocates nothing.
 */
final class Shortlist {

    private static final int SIZE = Auction.MOST_CANDIDATES + 1;

    private final int[] positions = new int[SIZE];
    private final int[] tieStarts = new int[SIZE];
    private final long[] lots = new long[SIZE];
    private int size;

    void clear() {
        size = 0;
    }

    /** How many candidates there are, the one more left out. */
    int candidates() {
        return Math.min(size, Auction.MOST_CANDIDATES);
    }

    int position(int index) {
        return positions[index];
    }

    /** The bid behind one of the candidates. */
    long behindMicros(int index, ContractBook book) {
        return index + 1 < size ? book.fixedBid(positions[index + 1]).priceMicros() : Prices.NO_BID_BEHIND;
    }

    /** Whether neither a contract at this position nor any behind it can come in. */
    boolean isClosedTo(int tieStart) {
        return size == SIZE && tieStart > tieStarts[SIZE - 1];
    }

    /** Takes a match in where it belongs, and lets go of the last when there are too many. */
    void add(int position, int tieStart, long lot) {
        int at = size;
        while (at > 0 && comesBefore(tieStart, lot, at - 1)) {
            at--;
        }
        if (at == SIZE) {
            return;
        }
        size = Math.min(size + 1, SIZE);
        for (int i = size - 1; i > at; i--) {
            positions[i] = positions[i - 1];
            tieStarts[i] = tieStarts[i - 1];
            lots[i] = lots[i - 1];
        }
        positions[at] = position;
        tieStarts[at] = tieStart;
        lots[at] = lot;
    }

    /** Whether the candidate at an index of this list ranks before one of another. */
    boolean ranksBefore(int index, Shortlist other, int otherIndex) {
        return other.comesBefore(tieStarts[index], lots[index], otherIndex);
    }

    private boolean comesBefore(int tieStart, long lot, int index) {
        return tieStart != tieStarts[index] ? tieStart < tieStarts[index] : Long.compareUnsigned(lot, lots[index]) < 0;
    }
}
