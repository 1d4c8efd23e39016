package dev.gavel.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.testkit.Property;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    private static int taken(TokenBucket bucket, long nowNanos) {
        int taken = 0;
        while (bucket.tryTake(nowNanos)) {
            taken++;
        }
        return taken;
    }

    @Test
    void givesASecondsWorthAtOnceAndThenAtItsRate() {
        for (int perSecond : new int[] {1, 2, 3, 7, 100, 1_000}) {
            TokenBucket bucket = new TokenBucket(perSecond, 0);

            assertThat(taken(bucket, 0)).as("burst of %s", perSecond).isEqualTo(perSecond);
            assertThat(taken(bucket, SECOND / perSecond))
                    .as("after one interval of %s", perSecond)
                    .isOne();
            assertThat(taken(bucket, 100 * SECOND))
                    .as("after a pause of %s", perSecond)
                    .isEqualTo(perSecond);
        }
    }

    @Test
    void worksOnAClockThatIsNegativeOrOverflows() {
        assertThat(taken(new TokenBucket(5, Long.MIN_VALUE + 10), Long.MIN_VALUE + 10))
                .isEqualTo(5);
        long nearTheEnd = Long.MAX_VALUE - 10;
        TokenBucket bucket = new TokenBucket(5, nearTheEnd);
        assertThat(taken(bucket, nearTheEnd)).isEqualTo(5);
        long pastTheEnd = nearTheEnd;
        pastTheEnd += SECOND;
        assertThat(taken(bucket, pastTheEnd)).as("past the overflow").isEqualTo(5);
    }

    @Test
    void neverGivesMoreThanItsRateOverAnyTime() {
        Property.forAll(200, random -> {
            int perSecond = random.nextInt(1, 50);
            TokenBucket bucket = new TokenBucket(perSecond, 0);
            long now = 0;
            int taken = 0;
            for (int i = 0; i < 500; i++) {
                now += random.nextLong(SECOND / 10);
                if (bucket.tryTake(now)) {
                    taken++;
                }
            }
            assertThat(taken).isLessThanOrEqualTo((int) (perSecond + now * perSecond / SECOND + 1));
        });
    }

    @Test
    void threadsShareOneRate() throws Exception {
        TokenBucket bucket = new TokenBucket(1_000, 0);
        AtomicInteger taken = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    for (int j = 0; j < 1_000; j++) {
                        if (bucket.tryTake(0)) {
                            taken.incrementAndGet();
                        }
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(taken).hasValue(1_000);
    }

    @Test
    void aRateOfNothingIsAMistake() {
        assertThatThrownBy(() -> new TokenBucket(0, 0)).hasMessage("perSecond: 0 (expected: >= 1)");
    }
}
