package dev.gavel.auction.book;

import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The index of a coded field. The boundaries of all conditions cut the field's codes into elementary intervals, within which every
 * condition is constant; each has a row. Small domains (states, ZIPs, enums, years, dates) find their row by direct look-up, others by
 * binary search over the boundaries.
 *
 * <p>Thousands of different ranges have thousands of intervals with large rows; beyond a bound of memory, neighbours are joined under
 * the union of their rows, and the index is no longer exact.
 */
final class CodeIndex implements FieldIndex {

    private final int field;
    private final Row absent;
    private final Row[] rows;
    private final long least;
    /** Row by code less {@code least}; null when the domain is too large. */
    private final int @Nullable [] rowOfCode;

    private final long[] starts;
    private final int[] rowOfInterval;
    private final boolean exact;

    private CodeIndex(Builder builder, Row absent, Row[] rows, long[] starts, int[] rowOfInterval, boolean exact) {
        this.field = builder.field.index();
        this.absent = absent;
        this.rows = rows;
        this.least = builder.least;
        this.starts = starts;
        this.rowOfInterval = rowOfInterval;
        this.exact = exact;
        this.rowOfCode = builder.direct ? spread(starts, rowOfInterval, builder.least, builder.most) : null;
    }

    @Override
    public Row row(Lead lead) {
        if (!lead.has(field)) {
            return absent;
        }
        long code = lead.code(field);
        if (rowOfCode != null) {
            return rows[rowOfCode[Math.toIntExact(code - least)]];
        }
        int found = Arrays.binarySearch(starts, code);
        return rows[rowOfInterval[found >= 0 ? found : -found - 2]];
    }

    @Override
    public boolean isExact() {
        return exact;
    }

    private static int[] spread(long[] starts, int[] rowOfInterval, long least, long most) {
        int[] rowOfCode = new int[Math.toIntExact(most - least + 1)];
        for (int i = 0; i < starts.length; i++) {
            long end = i + 1 < starts.length ? starts[i + 1] : most + 1;
            Arrays.fill(rowOfCode, (int) (starts[i] - least), (int) (end - least), rowOfInterval[i]);
        }
        return rowOfCode;
    }

    /** Collects the contracts' conditions on one field. Thread safety: confined to the thread that compiles. */
    static final class Builder {

        /** Domains up to this size have a direct look-up: ZIPs, dates of three centuries. */
        private static final long DIRECT_MOST = 1 << 17;

        private final Field field;
        private final long least;
        private final long most;
        private final boolean direct;
        private final long[] unconditioned;
        private final long[] acceptsAbsence;
        private final long mostRowBytes;
        private final Boundaries boundaries;

        /** @param mostRowBytes what rows may take before intervals are joined, beside four bytes for each boundary of a condition */
        Builder(Field field, int contracts, long mostRowBytes) {
            CodeSet domain = FieldConditions.OnCodes.domain(field);
            this.field = field;
            this.least = domain.intervals() == 0 ? 0 : domain.least(0);
            this.most = domain.intervals() == 0 ? 0 : domain.most(0);
            this.direct = most - least >= 0 && most - least < DIRECT_MOST;
            this.unconditioned = Bits.allSet(contracts);
            this.acceptsAbsence = Bits.allSet(contracts);
            this.mostRowBytes = mostRowBytes;
            this.boundaries = new Boundaries(least, direct);
        }

        /** Adds the condition of the contract at a position. */
        void add(int position, CodeSet accepted) {
            if (accepted.isAny()) {
                return;
            }
            Bits.clear(unconditioned, position);
            if (!accepted.hasAbsence()) {
                Bits.clear(acceptsAbsence, position);
            }
            for (int i = 0; i < accepted.intervals(); i++) {
                long from = Math.max(accepted.least(i), least);
                long to = Math.min(accepted.most(i), most);
                if (from <= to) {
                    boundaries.add(from, position);
                    if (to < most) {
                        boundaries.add(to + 1, position);
                    }
                }
            }
        }

        CodeIndex build() {
            boundaries.sort();
            long mostBytes = mostRowBytes + (long) Integer.BYTES * boundaries.size();
            CodeIndex index = sweep(1, mostBytes);
            for (int joined = 2; index == null; joined *= 2) {
                boolean fewLeft = joined > boundaries.distinct() / 2;
                index = sweep(joined, fewLeft ? Long.MAX_VALUE : mostBytes);
            }
            return index;
        }

        /**
         * Goes through the boundaries in ascending order, and makes a row of each interval, or of as many neighbours as are joined.
         *
         * @return null when the rows take more than they may
         */
        private @Nullable CodeIndex sweep(int joined, long mostBytes) {
            RowPool pool = new RowPool(unconditioned);
            long[] starts = new long[boundaries.distinct() / joined + 2];
            int[] rowOfInterval = new int[starts.length];
            int intervals = 0;
            int next = 0;
            starts[0] = least;
            next = boundaries.flipAllAt(least, next, pool);
            rowOfInterval[intervals++] = pool.intern();
            // Of a joined interval, a contract that turns in it accepts a part of it: whoever turns is in the union.
            IntList owed = new IntList();
            while (next < boundaries.size()) {
                starts[intervals] = boundaries.code(next);
                next = boundaries.flipAllAt(boundaries.code(next), next, pool);
                for (int i = 1; i < joined && next < boundaries.size(); i++) {
                    next = boundaries.addAllAt(boundaries.code(next), next, pool, owed);
                }
                rowOfInterval[intervals++] = pool.intern();
                pool.flipAll(owed);
                owed.clear();
                if (pool.bytes() > mostBytes) {
                    return null;
                }
            }
            return new CodeIndex(
                    this,
                    Row.of(acceptsAbsence),
                    pool.toRows(),
                    Arrays.copyOf(starts, intervals),
                    Arrays.copyOf(rowOfInterval, intervals),
                    joined == 1);
        }
    }
}
