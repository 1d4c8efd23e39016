package dev.gavel.bench.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScrapeTest {

    private static final String BEFORE = """
            # HELP gavel_ping_seconds
            gavel_ping_seconds_bucket{le="0.001"} 100
            gavel_ping_seconds_bucket{le="0.002"} 150
            gavel_ping_seconds_bucket{le="+Inf"} 1000
            gavel_pings_total{campaign="a",reason="none"} 7.0
            gavel_pings_total{campaign="b",reason="none"} 5.0
            gavel_pings_total{campaign="b",reason="no_contract"} 2.0
            """;

    private static final String AFTER = """
            gavel_ping_seconds_bucket{le="0.001"} 190
            gavel_ping_seconds_bucket{le="0.002"} 250
            gavel_ping_seconds_bucket{le="+Inf"} 1100
            gavel_ping_seconds_bucket_of_another{le="0.001"} 1E9
            """;

    @Test
    void onlyWhatCameBetweenTwoScrapesCounts() {
        Buckets since = Scrape.parse(AFTER).histogramSince(Scrape.parse(BEFORE), "gavel_ping_seconds");

        assertThat(since.count()).isEqualTo(100);
        assertThat(since.shareWithin(0.001)).isEqualTo(0.9);
        assertThat(since.micros(0.9)).isCloseTo(1_000, within(1e-6));
        assertThat(since.micros(0.95)).isCloseTo(1_500, within(1e-6));
    }

    @Test
    void aBoundThatTheHistogramDoesNotHaveTakesTheLowerOne() {
        Buckets since = Scrape.parse(AFTER).histogramSince(Scrape.parse(BEFORE), "gavel_ping_seconds");

        assertThat(since.shareWithin(0.0015)).isEqualTo(0.9);
        assertThat(since.shareWithin(0.0005)).isZero();
    }

    @Test
    void aboveTheLastBoundIsTheLastBound() {
        Buckets all = Scrape.parse(BEFORE).histogramSince(Scrape.parse(""), "gavel_ping_seconds");

        assertThat(all.micros(0.99)).isCloseTo(2_000, within(1e-6));
    }

    @Test
    void nothingCountedIsNotANumber() {
        Buckets none = Scrape.parse("").histogramSince(Scrape.parse(""), "gavel_ping_seconds");

        assertThat(none.count()).isZero();
        assertThat(none.micros(0.5)).isNaN();
        assertThat(none.shareWithin(0.001)).isNaN();
    }

    @Test
    void seriesAreAddedOverTheLabelsThatNobodyAskedFor() {
        Scrape scrape = Scrape.parse(BEFORE);

        assertThat(scrape.sum("gavel_pings_total")).isEqualTo(14);
        assertThat(scrape.sum("gavel_pings_total", "reason=\"none\"")).isEqualTo(12);
        assertThat(scrape.sum("gavel_pings_total", "reason=\"none\"", "campaign=\"b\""))
                .isEqualTo(5);
    }
}
