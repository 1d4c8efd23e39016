package dev.gavel.bench.load;

import java.util.Map;

/**
 * What one run of the generator counted. Latencies are seen from the generator, in microseconds: from sending (closed loop) or from the
 * moment when the schedule wanted the request sent (open loop) to the last byte of the answer.
 *
 * @param answersInWarmUp before the measured time
 * @param answers in the measured time
 * @param seconds measured
 * @param answersPerSecond over the measured time
 * @param statusToCount by HTTP status
 * @param marked answers whose body had the plan's marker
 * @param broken connections that ended or answered with what is not HTTP
 */
public record LoadResult(
        long answersInWarmUp,
        long answers,
        double seconds,
        double answersPerSecond,
        Map<Integer, Long> statusToCount,
        long marked,
        long broken,
        double meanMicros,
        double p50Micros,
        double p90Micros,
        double p99Micros,
        double p999Micros,
        double maxMicros) {

    /** Whether every answer was a wanted one: status 200, marker found, no connection lost. */
    public boolean isClean() {
        return broken == 0 && answers > 0 && marked == answers && statusToCount.getOrDefault(200, 0L) == answers;
    }
}
