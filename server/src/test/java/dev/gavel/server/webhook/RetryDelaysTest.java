package dev.gavel.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryDelaysTest {

    @Test
    void pausesGrowThreefoldUpToAnHour() {
        assertWithinAFifth(1, Duration.ofSeconds(5));
        assertWithinAFifth(2, Duration.ofSeconds(15));
        assertWithinAFifth(3, Duration.ofSeconds(45));
        assertWithinAFifth(6, Duration.ofSeconds(1_215));
        assertWithinAFifth(7, Duration.ofHours(1));
        assertWithinAFifth(1_000_000, Duration.ofHours(1));
    }

    @Test
    void messagesThatFailTogetherComeBackApart() {
        Set<Duration> pauses = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            pauses.add(RetryDelays.after(3, seed));
        }
        assertThat(pauses).hasSizeGreaterThan(90);
        assertThat(RetryDelays.after(3, 7)).isEqualTo(RetryDelays.after(3, 7));
    }

    private static void assertWithinAFifth(int attempts, Duration about) {
        for (long seed = -50; seed < 50; seed++) {
            assertThat(RetryDelays.after(attempts, seed))
                    .isBetween(
                            about.multipliedBy(4).dividedBy(5),
                            about.multipliedBy(6).dividedBy(5));
        }
    }
}
