package dev.gavel.auction.book;

import dev.gavel.auction.lead.Lead;
import org.jspecify.annotations.Nullable;

/**
 * The matches of one lead, found as they are asked for: {@link ContractBook#match} starts, {@link #next} goes on. Bitsets are
 * intersected by blocks of {@value #BLOCK_WORDS} words, so that who needs the best few only does not pay for the rest.
 *
 * <p>Reusable: keep one per event loop. Thread safety: confined to one thread.
 */
public final class Matches {

    /** What {@link #next} answers when there are no more. */
    public static final int END = -1;

    private static final int BLOCK_WORDS = 32;

    private final long[] block = new long[BLOCK_WORDS];
    private final long[] turned = new long[BLOCK_WORDS];

    private long[][] bases = new long[8][];
    private int[][] flips = new int[8][];
    private int[] flipsDone = new int[8];
    private int rows;

    private @Nullable ContractBook book;
    private @Nullable Lead lead;
    private int words;
    private int blockStart;
    private int blockEnd;
    private int word;
    private long bits;

    /** Matches of nothing yet. */
    public Matches() {}

    /** The next matching contract's position, larger than the last, or {@link #END}. */
    public int next() {
        while (book != null && lead != null) {
            if (bits != 0) {
                int position = (word << 6) + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
                if (book.accepts(position, lead)) {
                    return position;
                }
            } else if (!advance()) {
                clear();
            }
        }
        return END;
    }

    /** Forgets the lead; {@link #next} does it at the end. */
    public void clear() {
        book = null;
        lead = null;
    }

    void start(ContractBook of, Lead matched, int mostRows) {
        if (bases.length < mostRows) {
            bases = new long[mostRows][];
            flips = new int[mostRows][];
            flipsDone = new int[mostRows];
        }
        book = of;
        lead = matched;
        rows = 0;
        words = Bits.words(of.size());
        blockStart = 0;
        blockEnd = 0;
        word = -1;
        bits = 0;
    }

    void add(Row row) {
        bases[rows] = row.base();
        flips[rows] = row.flips();
        flipsDone[rows] = 0;
        rows++;
    }

    /** Goes on to the next word; false after the last. */
    private boolean advance() {
        word++;
        if (word == blockEnd) {
            if (blockEnd == words) {
                return false;
            }
            fill();
        }
        bits = block[word - blockStart];
        return true;
    }

    /** Intersects the rows over the next block. */
    private void fill() {
        blockStart = blockEnd;
        blockEnd = Math.min(blockStart + BLOCK_WORDS, words);
        System.arraycopy(bases[0], blockStart, block, 0, blockEnd - blockStart);
        for (int row = 1; row < rows; row++) {
            if (flips[row].length == 0) {
                intersect(bases[row], blockStart);
            } else {
                turn(row);
                intersect(turned, 0);
            }
        }
    }

    private void intersect(long[] row, int start) {
        int length = blockEnd - blockStart;
        for (int i = 0; i < length; i++) {
            block[i] &= row[start + i];
        }
    }

    /** Applies the flips of a row to its part of the block. */
    private void turn(int row) {
        System.arraycopy(bases[row], blockStart, turned, 0, blockEnd - blockStart);
        int[] positions = flips[row];
        int end = blockEnd << 6;
        int i = flipsDone[row];
        while (i < positions.length && positions[i] < end) {
            Bits.flip(turned, positions[i] - (blockStart << 6));
            i++;
        }
        flipsDone[row] = i;
    }
}
