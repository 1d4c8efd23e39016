package dev.gavel.bench.compare;

import static dev.gavel.bench.compare.Change.Verdict.BETTER;
import static dev.gavel.bench.compare.Change.Verdict.SAME;
import static dev.gavel.bench.compare.Change.Verdict.WORSE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangeTest {

    @Test
    void timesWithOverlappingErrorsAreTheSame() {
        assertThat(Change.between(time(100, 10), time(119, 10)).score()).isEqualTo(SAME);
    }

    @Test
    void timesBeyondBothErrorsHaveChanged() {
        assertThat(Change.between(time(100, 10), time(121, 10)).score()).isEqualTo(WORSE);
        assertThat(Change.between(time(121, 10), time(100, 10)).score()).isEqualTo(BETTER);
    }

    @Test
    void aHigherRateIsBetter() {
        assertThat(Change.between(rate(100), rate(121)).score()).isEqualTo(BETTER);
    }

    @Test
    void bytesChangeWhenTheyDifferByMoreThanOne() {
        assertThat(Change.between(bytes(80), bytes(81)).bytes()).isEqualTo(SAME);
        assertThat(Change.between(bytes(80), bytes(88)).bytes()).isEqualTo(WORSE);
        assertThat(Change.between(bytes(80), bytes(72)).bytes()).isEqualTo(BETTER);
    }

    @Test
    void bytesThatWereNotMeasuredHaveNotChanged() {
        assertThat(Change.between(bytes(Double.NaN), bytes(8)).bytes()).isEqualTo(SAME);
    }

    private static JmhResult time(double score, double error) {
        return new JmhResult(score, error, "ns/op", true, 0);
    }

    private static JmhResult rate(double score) {
        return new JmhResult(score, 1, "ops/s", false, 0);
    }

    private static JmhResult bytes(double bytes) {
        return new JmhResult(1, 0, "ns/op", true, bytes);
    }
}
