package dev.gavel.bench.latency;

import dev.gavel.bench.load.LoadResult;
import dev.gavel.bench.scrape.Buckets;
import java.util.Locale;

/**
 * One round at a fixed rate.
 *
 * @param client what the generator saw, from the moment when the schedule wanted a request sent
 * @param server a ping from arrival to its answer, by the node's own histogram
 * @param added what a ping with bidders took besides waiting for them; nothing was counted where there are none
 */
record Phase(LoadResult client, Percentiles server, Percentiles added) {

    /**
     * Of a histogram, in microseconds.
     *
     * @param underMilli the share that took at most a millisecond; exact
     */
    record Percentiles(
            long count, double p50Micros, double p90Micros, double p99Micros, double p999Micros, double underMilli) {

        static Percentiles of(Buckets buckets) {
            return new Percentiles(
                    buckets.count(),
                    buckets.micros(0.5),
                    buckets.micros(0.9),
                    buckets.micros(0.99),
                    buckets.micros(0.999),
                    buckets.shareWithin(0.001));
        }

        String text() {
            return count == 0
                    ? "-"
                    : String.format(
                            Locale.ROOT,
                            "p50 %,.0f  p90 %,.0f  p99 %,.0f  p99.9 %,.0f us, %.2f %% within 1 ms",
                            p50Micros,
                            p90Micros,
                            p99Micros,
                            p999Micros,
                            underMilli * 100);
        }
    }

    String clientText() {
        return String.format(
                Locale.ROOT,
                "p50 %,.0f  p90 %,.0f  p99 %,.0f  p99.9 %,.0f us, %,.0f/s%s",
                client.p50Micros(),
                client.p90Micros(),
                client.p99Micros(),
                client.p999Micros(),
                client.answersPerSecond(),
                client.isClean() ? "" : ", NOT CLEAN");
    }
}
