package dev.gavel.bench.compare;

/**
 * What became of one benchmark. A time has changed when the error intervals do not overlap; bytes have changed when they differ by more than
 * one, because they repeat that well.
 *
 * @param score the verdict on the time or rate
 * @param bytes the verdict on the bytes per operation
 */
record Change(Verdict score, Verdict bytes) {

    private static final double BYTES_NOISE = 1;

    /** Better, worse, or within noise. */
    enum Verdict {
        BETTER,
        WORSE,
        SAME
    }

    static Change between(JmhResult before, JmhResult after) {
        return new Change(score(before, after), bytes(before.bytes(), after.bytes()));
    }

    private static Verdict score(JmhResult before, JmhResult after) {
        double difference = after.score() - before.score();
        if (Math.abs(difference) <= before.error() + after.error()) {
            return Verdict.SAME;
        }
        return difference < 0 == after.lessIsBetter() ? Verdict.BETTER : Verdict.WORSE;
    }

    private static Verdict bytes(double before, double after) {
        if (Double.isNaN(before) || Double.isNaN(after) || Math.abs(after - before) <= BYTES_NOISE) {
            return Verdict.SAME;
        }
        return after < before ? Verdict.BETTER : Verdict.WORSE;
    }
}
