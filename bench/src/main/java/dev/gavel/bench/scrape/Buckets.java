package dev.gavel.bench.scrape;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A histogram of durations with fixed bounds, as a server counts them. How many lie below a bound is exact; a percentile between two bounds is
 * interpolated.
 *
 * <p>Thread safety: immutable.
 */
public final class Buckets {

    private final NavigableMap<Double, Long> upperToCumulative;

    private Buckets(NavigableMap<Double, Long> upperToCumulative) {
        this.upperToCumulative = upperToCumulative;
    }

    /** @param upperSecondsToCount by upper bound in seconds, how many are at most that; the last bound is infinity */
    static Buckets cumulative(Map<Double, Long> upperSecondsToCount) {
        return new Buckets(new TreeMap<>(upperSecondsToCount));
    }

    /** All that were counted. */
    public long count() {
        return upperToCumulative.isEmpty() ? 0 : upperToCumulative.lastEntry().getValue();
    }

    /**
     * The duration in microseconds that this share of all do not exceed, on a straight line between the bounds around it. Above the last bound it is that
     * bound; not a number where nothing was counted.
     *
     * @param share from 0 to 1
     */
    public double micros(double share) {
        double wanted = share * count();
        double lower = 0;
        long below = 0;
        for (Map.Entry<Double, Long> bucket : upperToCumulative.entrySet()) {
            double upper = bucket.getKey();
            long upTo = bucket.getValue();
            if (upTo >= wanted && upTo > below) {
                double part = (wanted - below) / (upTo - below);
                return (Double.isInfinite(upper) ? lower : lower + part * (upper - lower)) * 1e6;
            }
            lower = upper;
            below = upTo;
        }
        return Double.NaN;
    }

    /** The share that lies at or under a bound; exact when the histogram has that bound, else of the next lower one. */
    public double shareWithin(double seconds) {
        Map.Entry<Double, Long> bucket = upperToCumulative.floorEntry(seconds * (1 + 1e-9));
        return count() == 0 ? Double.NaN : bucket == null ? 0 : (double) bucket.getValue() / count();
    }
}
