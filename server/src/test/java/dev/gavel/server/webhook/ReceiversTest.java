package dev.gavel.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReceiversTest {

    private static final Instant NOW = Instant.parse("2026-11-20T17:00:00Z");

    private final Receivers receivers = new Receivers();

    @Test
    void isSentToByOneAtATime() {
        assertThat(receivers.tryEnter("a", NOW)).isTrue();
        assertThat(receivers.tryEnter("a", NOW)).isFalse();
        assertThat(receivers.tryEnter("b", NOW)).isTrue();
        receivers.leave("a");
        assertThat(receivers.tryEnter("a", NOW)).isTrue();
    }

    @Test
    void isLeftAloneLongerEachTimeItTookNothingButNeverMoreThanAMinute() {
        Instant now = NOW;
        for (int round = 1; round <= 8; round++) {
            assertThat(receivers.tryEnter("a", now)).isTrue();
            receivers.ended("a", false, now);
            receivers.leave("a");
            assertThat(receivers.tryEnter("a", now.plusSeconds(3))).isFalse();
            now = now.plus(Duration.ofSeconds(round == 1 ? 6 : 61));
        }
        assertThat(receivers.tryEnter("a", now)).isTrue();
    }

    @Test
    void isSentToAtOnceAfterItTookSomething() {
        receivers.tryEnter("a", NOW);
        receivers.ended("a", false, NOW);
        receivers.leave("a");
        Instant later = NOW.plusSeconds(60);
        assertThat(receivers.tryEnter("a", later)).isTrue();
        receivers.ended("a", true, later);
        receivers.leave("a");
        assertThat(receivers.tryEnter("a", later)).isTrue();
    }
}
