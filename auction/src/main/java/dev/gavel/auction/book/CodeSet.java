package dev.gavel.auction.book;

import java.util.Arrays;

/**
 * Codes of a coded field, as ascending intervals that neither touch nor overlap, and whether absence is among them.
 *
 * <p>Thread safety: immutable.
 */
final class CodeSet implements ValueSet<CodeSet> {

    static final CodeSet ANY = new CodeSet(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, true);
    static final CodeSet NONE = new CodeSet(new long[0], false);
    static final CodeSet PRESENT = new CodeSet(ANY.bounds, false);
    static final CodeSet ABSENT = new CodeSet(NONE.bounds, true);

    /** Least and most of each interval in turn, both included. */
    private final long[] bounds;

    private final boolean absent;

    private CodeSet(long[] bounds, boolean absent) {
        this.bounds = bounds;
        this.absent = absent;
    }

    /** The set of these codes, which ascend and may repeat. */
    static CodeSet ofCodes(long[] ascending) {
        Intervals intervals = new Intervals(ascending.length);
        for (long code : ascending) {
            intervals.add(code, code);
        }
        return intervals.toSet(false);
    }

    /** The codes from least to most; none when they are reversed. */
    static CodeSet ofRange(long least, long most) {
        return least <= most ? new CodeSet(new long[] {least, most}, false) : NONE;
    }

    int intervals() {
        return bounds.length / 2;
    }

    long least(int interval) {
        return bounds[2 * interval];
    }

    long most(int interval) {
        return bounds[2 * interval + 1];
    }

    boolean hasAbsence() {
        return absent;
    }

    @Override
    public boolean isAny() {
        return absent && bounds.length == 2 && bounds[0] == Long.MIN_VALUE && bounds[1] == Long.MAX_VALUE;
    }

    @Override
    public CodeSet and(CodeSet other) {
        if (isAny()) {
            return other;
        }
        if (other.isAny()) {
            return this;
        }
        Intervals both = new Intervals(intervals() + other.intervals());
        int mine = 0;
        int theirs = 0;
        while (mine < intervals() && theirs < other.intervals()) {
            long least = Math.max(least(mine), other.least(theirs));
            long most = Math.min(most(mine), other.most(theirs));
            if (least <= most) {
                both.add(least, most);
            }
            if (most(mine) < other.most(theirs)) {
                mine++;
            } else {
                theirs++;
            }
        }
        return both.toSet(absent && other.absent);
    }

    @Override
    public CodeSet or(CodeSet other) {
        Intervals either = new Intervals(intervals() + other.intervals());
        int mine = 0;
        int theirs = 0;
        while (mine < intervals() || theirs < other.intervals()) {
            boolean takesMine =
                    theirs == other.intervals() || (mine < intervals() && least(mine) <= other.least(theirs));
            if (takesMine) {
                either.add(least(mine), most(mine));
                mine++;
            } else {
                either.add(other.least(theirs), other.most(theirs));
                theirs++;
            }
        }
        return either.toSet(absent || other.absent);
    }

    @Override
    public CodeSet otherValues() {
        Intervals others = new Intervals(intervals() + 1);
        long next = Long.MIN_VALUE;
        for (int i = 0; i < intervals(); i++) {
            if (next < least(i)) {
                others.add(next, least(i) - 1);
            }
            if (most(i) == Long.MAX_VALUE) {
                return others.toSet(false);
            }
            next = most(i) + 1;
        }
        others.add(next, Long.MAX_VALUE);
        return others.toSet(false);
    }

    /** Intervals added in the order of their least codes, joined where they touch. */
    private static final class Intervals {
        private final long[] bounds;
        private int size;

        Intervals(int most) {
            bounds = new long[2 * most];
        }

        void add(long least, long most) {
            boolean joins = size > 0 && (bounds[size - 1] == Long.MAX_VALUE || least <= bounds[size - 1] + 1);
            if (joins) {
                bounds[size - 1] = Math.max(bounds[size - 1], most);
            } else {
                bounds[size++] = least;
                bounds[size++] = most;
            }
        }

        CodeSet toSet(boolean absent) {
            return new CodeSet(size == bounds.length ? bounds : Arrays.copyOf(bounds, size), absent);
        }
    }
}
