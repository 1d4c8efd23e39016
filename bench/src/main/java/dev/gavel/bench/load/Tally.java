package dev.gavel.bench.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Counts of one event loop, or of several added together.
 *
 * <p>Thread safety: confined to its event loop; handed over when the run is done.
 */
final class Tally {

    private static final int STATUSES = 1000;
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int SIGNIFICANT_DIGITS = 3;

    private final long[] statusToCount = new long[STATUSES];
    private final Histogram latencies = new Histogram(MOST_NANOS, SIGNIFICANT_DIGITS);
    private long marked;
    private long broken;

    void countAnswer(int status, boolean isMarked, long latencyNanos) {
        statusToCount[status]++;
        latencies.recordValue(Math.clamp(latencyNanos, 0, MOST_NANOS));
        if (isMarked) {
            marked++;
        }
    }

    void countBroken() {
        broken++;
    }

    void add(Tally other) {
        for (int status = 0; status < STATUSES; status++) {
            statusToCount[status] += other.statusToCount[status];
        }
        latencies.add(other.latencies);
        marked += other.marked;
        broken += other.broken;
    }

    long answers() {
        return latencies.getTotalCount();
    }

    LoadResult toResult(double seconds, long answersInWarmUp) {
        Map<Integer, Long> counts = new TreeMap<>();
        for (int status = 0; status < STATUSES; status++) {
            if (statusToCount[status] > 0) {
                counts.put(status, statusToCount[status]);
            }
        }
        long answers = answers();
        return new LoadResult(
                answersInWarmUp,
                answers,
                seconds,
                answers / seconds,
                counts,
                marked,
                broken,
                latencies.getMean() / 1e3,
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(90) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                latencies.getValueAtPercentile(99.9) / 1e3,
                latencies.getMaxValue() / 1e3);
    }
}
