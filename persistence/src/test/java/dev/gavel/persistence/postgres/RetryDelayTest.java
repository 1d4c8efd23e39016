package dev.gavel.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryDelayTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    @Test
    void doublesUpToAQuarterOfAnHourWithUpToAQuarterAdded() {
        assertThat(RetryDelay.after(1, "delivery_a", LEASE)).isEqualTo(LEASE);
        assertThat(RetryDelay.after(2, "delivery_a", LEASE)).isEqualTo(LEASE);
        for (int attempts = 3; attempts < 2_000; attempts++) {
            long expected = Math.min(900, 30L << Math.min(10, attempts - 2));
            assertThat(RetryDelay.after(attempts, "delivery_a", LEASE))
                    .isBetween(Duration.ofSeconds(expected), Duration.ofMillis(expected * 1_250));
        }
    }

    @Test
    void isNeverShorterThanTheLease() {
        assertThat(RetryDelay.after(9, "delivery_a", Duration.ofHours(1))).isGreaterThanOrEqualTo(Duration.ofHours(1));
    }

    @Test
    void isTheSameEachTimeAndAnotherForAnotherDelivery() {
        assertThat(RetryDelay.after(5, "delivery_a", LEASE)).isEqualTo(RetryDelay.after(5, "delivery_a", LEASE));
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> RetryDelay.after(5, Posts.id(Ids.DELIVERY), LEASE))
                        .collect(Collectors.toSet()))
                .hasSizeGreaterThan(90);
    }
}
