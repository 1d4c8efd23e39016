package dev.gavel.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final long MEBIBYTE = 1 << 20;

    @Test
    void aSlopeIsFoundBehindNoiseAndWildMinutes() {
        SplittableRandom random = new SplittableRandom(7);
        double[] times = IntStream.range(0, 60).mapToDouble(i -> i * 60).toArray();
        double[] values = IntStream.range(0, 60)
                .mapToDouble(i -> 100 + i * 60 * 0.01 + random.nextDouble() + (i % 15 == 3 ? 10_000 : 0))
                .toArray();

        assertThat(Trend.slope(times, values)).isCloseTo(0.01, within(0.002));
        assertThat(Trend.slope(new double[] {1}, new double[] {5})).isZero();
    }

    @Test
    void whatStaysIsFlatWhateverItDidInTheBeginning() {
        List<Sample> samples = IntStream.range(0, 60)
                .mapToObj(minute -> sample(minute, minute < 10 ? 100 + minute * 20 : 300, minute < 5 ? 5_000 : 400))
                .toList();

        Verdict verdict = Verdict.of(samples);

        assertThat(verdict.isFlat()).isTrue();
        assertThat(verdict.judged()).isEqualTo(50);
        assertThat(verdict.redisBytesPerPing()).isEqualTo(20);
    }

    @Test
    void whatGrowsAllTheTimeIsNotFlat() {
        List<Sample> samples = IntStream.range(0, 60)
                .mapToObj(minute -> sample(minute, 300 + minute * 2, 400))
                .toList();

        Verdict verdict = Verdict.of(samples);

        assertThat(verdict.isFlat()).isFalse();
        assertThat(verdict.trends().stream().filter(trend -> !trend.isFlat()).map(Trend::figure))
                .containsExactly("resident bytes");
    }

    @Test
    void latencyThatGrowsIsNotFlat() {
        List<Sample> samples = IntStream.range(0, 60)
                .mapToObj(minute -> sample(minute, 300, 400 + 10 * minute))
                .toList();

        assertThat(Verdict.of(samples).trends().stream()
                        .filter(trend -> !trend.isFlat())
                        .map(Trend::figure))
                .containsExactly("ping p50 us");
    }

    @Test
    void aShortRunIsNotJudged() {
        assertThat(Verdict.of(IntStream.range(0, 6)
                                .mapToObj(minute -> sample(minute, 100L * minute, 400))
                                .toList())
                        .judged())
                .isZero();
    }

    @Test
    void aSampleIsALineOfAsManyFiguresAsItsHeader() {
        assertThat(sample(3, 300, Double.NaN).csv().split(",", -1))
                .hasSameSizeAs(Sample.HEADER.split(",", -1))
                .contains("180", "");
    }

    @Test
    void numbersAreReadFromTheLinesOfLinuxAndRedis() {
        assertThat(SoakRecorder.number("VmPeak:\t  10 kB\nVmRSS:\t  123456 kB\n", "VmRSS:"))
                .isEqualTo(123_456);
        assertThat(SoakRecorder.number("used_memory:1048576\r\nused_memory_human:1M\r\n", "used_memory:"))
                .isEqualTo(1_048_576);
        assertThat(SoakRecorder.number("nothing", "used_memory:")).isZero();
    }

    private static Sample sample(int minute, long residentMebibytes, double pingP50Micros) {
        return new Sample(
                minute * 60L,
                residentMebibytes * MEBIBYTE,
                100 * MEBIBYTE,
                50,
                1_000L * 20 * minute,
                10,
                100_000,
                1_000,
                pingP50Micros,
                900,
                2_000,
                4_000);
    }
}
