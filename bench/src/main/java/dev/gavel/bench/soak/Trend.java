package dev.gavel.bench.soak;

import java.util.Arrays;

/**
 * Where a figure goes over a run: the median of the slopes of all pairs of points (Theil, 1950; Sen, 1968), which some wild minutes do not move.
 *
 * @param figure its name
 * @param median over the run
 * @param growth what the slope makes over the whole run, in the figure's unit
 * @param allowed how much of that is still flat
 */
record Trend(String figure, double median, double growth, double allowed) {

    /**
     * The trend of figures that were taken at these times.
     *
     * @param allowedShare of the median that it may grow over the run
     * @param allowedAtLeast growth that is always allowed: what noise alone may make of a small figure
     */
    static Trend of(String figure, double[] times, double[] values, double allowedShare, double allowedAtLeast) {
        double median = median(values);
        double length = times.length < 2 ? 0 : times[times.length - 1] - times[0];
        return new Trend(
                figure, median, slope(times, values) * length, Math.max(median * allowedShare, allowedAtLeast));
    }

    /** Whether it does not grow by more than is allowed. What shrinks is flat, too. */
    public boolean isFlat() {
        return growth <= allowed;
    }

    /** By unit of time; 0 for fewer than two points. */
    static double slope(double[] times, double[] values) {
        int pairs = times.length * (times.length - 1) / 2;
        double[] slopes = new double[pairs];
        int next = 0;
        for (int i = 0; i < times.length; i++) {
            for (int j = i + 1; j < times.length; j++) {
                slopes[next++] = (values[j] - values[i]) / (times[j] - times[i]);
            }
        }
        return pairs == 0 ? 0 : median(slopes);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return 0;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
