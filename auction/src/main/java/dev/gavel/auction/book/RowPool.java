package dev.gavel.auction.book;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the rows of one field, each once however often it is asked for. While a sweep over the field's values goes on, the pool holds the
 * set of contracts that accept the current value; {@link #intern} keeps it as a row.
 *
 * <p>A set's hash is the exclusive or of its members' random numbers (Zobrist hashing), so that it costs one operation per change. Thread
 * safety: confined to the thread that compiles.
 */
final class RowPool {

    private final long[] base;
    private final long[] current;
    private final List<Row> rows = new ArrayList<>();
    private final Map<Long, Integer> rowByHash = new HashMap<>();
    private int count;
    private long hash;
    private long bytes;

    /** @param base what the rows have in common */
    RowPool(long[] base) {
        this.base = base;
        this.current = new long[base.length];
    }

    /** Turns one contract over in the current set, which is a difference from the base. */
    void flip(int position) {
        Bits.flip(current, position);
        count += Bits.get(current, position) ? 1 : -1;
        hash ^= mix(position + 1L);
    }

    /** Adds a contract to the current set, if it is not in it; whether it was added. */
    boolean add(int position) {
        if (Bits.get(current, position)) {
            return false;
        }
        flip(position);
        return true;
    }

    /** The number of the row that holds the base with the current set turned over. */
    int intern() {
        long key = hash;
        Integer found = rowByHash.get(key);
        while (found != null && !isCurrent(rows.get(found))) {
            key = mix(key);
            found = rowByHash.get(key);
        }
        if (found == null) {
            found = rows.size();
            rows.add(currentRow());
            rowByHash.put(key, found);
        }
        return found;
    }

    /** The number of the row that holds the base with the current set and then these turned over; the current set stays as it was. */
    int internFlipped(IntList positions) {
        flipAll(positions);
        int number = intern();
        flipAll(positions);
        return number;
    }

    /** Turns each of these over, in turn. */
    void flipAll(IntList positions) {
        for (int i = 0; i < positions.size(); i++) {
            flip(positions.get(i));
        }
    }

    /** What the rows take in memory, the base aside. */
    long bytes() {
        return bytes;
    }

    Row row(int number) {
        return rows.get(number);
    }

    Row[] toRows() {
        return rows.toArray(Row[]::new);
    }

    /** A list of flips where it is the smaller form, else all bits. */
    private Row currentRow() {
        if (count * Integer.BYTES <= base.length * Long.BYTES / 2) {
            bytes += (long) count * Integer.BYTES;
            return new Row(base, currentFlips());
        }
        bytes += (long) base.length * Long.BYTES;
        long[] bits = base.clone();
        for (int word = 0; word < bits.length; word++) {
            bits[word] ^= current[word];
        }
        return Row.of(bits);
    }

    private int[] currentFlips() {
        int[] flips = new int[count];
        int size = 0;
        for (int word = 0; size < count; word++) {
            for (long bits = current[word]; bits != 0; bits &= bits - 1) {
                flips[size++] = (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return flips;
    }

    @SuppressWarnings("ReferenceEquality") // whose base it is tells the row's form
    private boolean isCurrent(Row row) {
        if (row.base() == base) {
            return row.flips().length == count && Arrays.equals(row.flips(), currentFlips());
        }
        for (int word = 0; word < base.length; word++) {
            if (row.base()[word] != (base[word] ^ current[word])) {
                return false;
            }
        }
        return true;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long mixed = value * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ (mixed >>> 31);
    }
}
