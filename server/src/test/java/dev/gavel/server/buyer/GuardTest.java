package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.bid.BidOutcome.Protection;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

final class GuardTest {

    private final FakeClock clock = new FakeClock();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void rateIsLimitedPerSecond() {
        Guard guard = guard(100, 3);
        for (int second = 0; second < 3; second++) {
            for (int i = 0; i < 3; i++) {
                assertThat(guard.tryEnter()).isNull();
            }
            assertThat(guard.tryEnter()).isEqualTo(Protection.RATE_LIMITED);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
    }

    @Test
    void threadsThatMeetInTheGuardNeverWaitAndNeverPassTooMany() throws Exception {
        Watch.begin();
        Guard guard = guard(100_000, 5_000);
        LoopResources loops = LoopResources.create("guard-test", 2, true);
        List<Future<Integer>> passed = new ArrayList<>();
        for (EventExecutor loop : loops.onClient(true)) {
            passed.add(loop.submit(() -> {
                int count = 0;
                for (int i = 0; i < 20_000; i++) {
                    if (guard.tryEnter() == null) {
                        guard.succeeded(1);
                        guard.left();
                        count++;
                    }
                }
                return count;
            }));
        }
        int sum = 0;
        for (Future<Integer> count : passed) {
            sum += count.get(30, TimeUnit.SECONDS);
        }
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(3)).block(Duration.ofSeconds(10));

        assertThat(sum).isEqualTo(5_000);
        assertThat(guard.inFlight()).isZero();
    }

    @Test
    void refusedCallsLeaveNothingBehind() {
        Guard guard = guard(2, 2);
        assertThat(guard.tryEnter()).isNull();
        assertThat(guard.tryEnter()).isNull();
        for (int i = 0; i < 10; i++) {
            assertThat(guard.tryEnter()).isEqualTo(Protection.BULKHEAD_FULL);
        }
        assertThat(guard.inFlight()).isEqualTo(2);
        guard.left();
        assertThat(guard.inFlight()).isEqualTo(1);
        for (int i = 0; i < 10; i++) {
            assertThat(guard.tryEnter()).isEqualTo(Protection.RATE_LIMITED);
        }
        assertThat(guard.inFlight()).isEqualTo(1);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(guard.tryEnter()).isNull();
    }

    @Test
    void whoIsLateLeavesItsPlaceAndNoMoreAreLateThanThereArePlaces() {
        Guard guard = guard(2, 1_000);
        for (int i = 0; i < 2; i++) {
            assertThat(guard.tryEnter()).isNull();
            assertThat(guard.stayLate()).isTrue();
        }
        assertThat(guard.inFlight()).isZero();
        assertThat(guard.late()).isEqualTo(2);

        assertThat(guard.tryEnter()).isNull();
        assertThat(guard.stayLate()).isFalse();
        assertThat(guard.inFlight()).isZero();
        assertThat(guard.late()).isEqualTo(2);

        guard.leftLate();
        assertThat(guard.tryEnter()).isNull();
        assertThat(guard.stayLate()).isTrue();
    }

    @Test
    void trialsOfAHalfOpenBreakerAreLimitedAndGivenBack() {
        Guard guard = guard(1, 1_000);
        for (int i = 0; i < CallPolicy.STANDARD.breakerLeastCalls(); i++) {
            assertThat(guard.tryEnter()).isNull();
            guard.failed(1);
            guard.left();
        }
        assertThat(guard.tryEnter()).isEqualTo(Protection.CIRCUIT_OPEN);
        clock.forward(Duration.ofSeconds(6));

        assertThat(guard.tryEnter()).isNull();
        assertThat(guard.breakerState()).isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            assertThat(guard.tryEnter()).isEqualTo(Protection.BULKHEAD_FULL);
        }
        guard.succeeded(1);
        guard.left();
        for (int i = 1; i < CallPolicy.STANDARD.breakerTrialCalls(); i++) {
            assertThat(guard.tryEnter()).isNull();
            guard.succeeded(1);
            guard.left();
        }
        assertThat(guard.breakerState()).isZero();
    }

    private Guard guard(int maxConcurrent, int maxPerSecond) {
        return new Guard("test", maxConcurrent, maxPerSecond, CallPolicy.STANDARD, clock, nanos::get);
    }
}
