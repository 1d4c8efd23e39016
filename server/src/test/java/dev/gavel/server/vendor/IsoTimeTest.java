package dev.gavel.server.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.testkit.Property;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IsoTimeTest {

    @Test
    void everySecondIsReadAsTheJdkReadsIt() {
        long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
        long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        Property.forAll(1_000, random -> {
            Instant time = Instant.ofEpochSecond(random.nextLong(first, last + 1));

            assertThat(IsoTime.parse(time.toString())).isEqualTo(time);
            assertThat(IsoTime.format(time.getEpochSecond())).isEqualTo(time.toString());
            Instant finer = time.plusNanos(random.nextInt(1_000_000_000) / (int) Math.pow(10, random.nextInt(9)));
            assertThat(IsoTime.parse(finer.toString())).isEqualTo(finer);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T15:04:05.000Z",
                "2026-11-22T15:04:05.000000000Z",
                "2026-11-22T15:04:05+00:00",
                "2026-11-22T10:04:05-05:00",
                "2026-11-22t15:04:05z"
            })
    void otherSpellingsOfTheSameMomentAreReadToo(String text) {
        assertThat(IsoTime.parse(text)).isEqualTo(Instant.parse("2026-11-22T15:04:05Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-11-22",
                "2026-11-22T15:04:05",
                "2026-02-30T15:04:05Z",
                "2026-13-01T15:04:05Z",
                "2026-11-22T24:04:05Z",
                "2026-11-22T15:04:05.1234567890Z",
                "2026-11-22T15:60:05Z",
                "2026-11-22T15:04:60Z",
                "2026-11-2xT15:04:05Z",
                "2026-11-22 15:04:05Z"
            })
    void whatNamesNoMomentIsNull(String text) {
        assertThat(IsoTime.parse(text)).isNull();
    }
}
