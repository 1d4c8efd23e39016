package dev.gavel.bench.soak;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Whether memory, connections and latency stayed flat. The first sixth of the run is not judged: code is compiled and the heap finds its size. What Redis
 * uses is not judged either: it remembers consumers for as long as the market's duplicate window is.
 *
 * @param judged samples
 * @param redisBytesPerPing what Redis grew by over the judged samples, for each ping
 */
record Verdict(int judged, List<Trend> trends, double redisBytesPerPing) {

    private static final int LEAST_SAMPLES = 10;
    private static final int MEBIBYTE = 1 << 20;

    static Verdict of(List<Sample> samples) {
        List<Sample> judged = samples.subList(samples.size() / 6, samples.size());
        if (judged.size() < LEAST_SAMPLES) {
            return new Verdict(0, List.of(), 0);
        }
        return new Verdict(
                judged.size(),
                List.of(
                        trend("resident bytes", judged, Sample::residentBytes, 0.10, 16 * MEBIBYTE),
                        trend("heap bytes after GC", judged, Sample::heapBytes, 0.15, 16 * MEBIBYTE),
                        trend("connections", judged, Sample::connections, 0.10, 4),
                        trend("stream entries", judged, Sample::streamEntries, 0.50, 1_000),
                        trend("ping p50 us", judged, Sample::pingP50Micros, 0.20, 50),
                        trend("ping p99 us", judged, Sample::pingP99Micros, 0.50, 500),
                        trend("post p50 us", judged, Sample::postP50Micros, 0.20, 500)),
                redisBytesPerPing(judged));
    }

    private static double redisBytesPerPing(List<Sample> judged) {
        long pings = judged.stream().skip(1).mapToLong(Sample::pings).sum();
        long bytes = judged.getLast().redisBytes() - judged.getFirst().redisBytes();
        return pings == 0 ? 0 : (double) bytes / pings;
    }

    private static Trend trend(
            String figure, List<Sample> samples, ToDoubleFunction<Sample> value, double share, double atLeast) {
        List<Sample> known = samples.stream()
                .filter(sample -> !Double.isNaN(value.applyAsDouble(sample)))
                .toList();
        double[] times = known.stream().mapToDouble(Sample::seconds).toArray();
        double[] values = known.stream().mapToDouble(value).toArray();
        return Trend.of(figure, times, values, share, atLeast);
    }

    /** Whether everything stayed flat, or the run was too short to say. */
    public boolean isFlat() {
        return trends.stream().allMatch(Trend::isFlat);
    }

    String text() {
        if (judged == 0) {
            return "soak: too short to say whether anything grows\n";
        }
        StringBuilder text = new StringBuilder();
        for (Trend trend : trends) {
            text.append(String.format(
                    Locale.ROOT,
                    "soak: %-20s median %,15.0f  grows by %,13.0f over the run (allowed %,12.0f)  %s%n",
                    trend.figure(),
                    trend.median(),
                    trend.growth(),
                    trend.allowed(),
                    trend.isFlat() ? "flat" : "NOT FLAT"));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "soak: Redis grew by %,.0f bytes a ping, not judged; %d samples judged%n",
                        redisBytesPerPing,
                        judged))
                .toString();
    }
}
