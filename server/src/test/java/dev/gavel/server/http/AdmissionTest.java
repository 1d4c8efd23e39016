package dev.gavel.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final HttpLimits LIMITS =
            new HttpLimits(1_024, 1_024, 256, Duration.ofSeconds(1), Duration.ofSeconds(1), 10);

    private final Admission admission = new Admission(LIMITS);

    /** Two that come together for the last two places both get one: nobody is shed by a place that another is about to give back. */
    @Test
    void nobodyIsShedWhileThereIsAPlace() throws Exception {
        for (int i = 0; i < 6; i++) {
            admission.enter("/api/ping");
        }
        AtomicInteger shed = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        // Two places are left for pings; two threads hold at most one each at a time.
        for (int t = 0; t < 2; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                await(begin);
                for (int i = 0; i < 200_000; i++) {
                    try {
                        admission.enter("/api/ping");
                        admission.leave("/api/ping");
                    } catch (Refusal _) {
                        shed.incrementAndGet();
                    }
                }
            }));
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(shed).hasValue(0);
        assertThat(admission.inFlight()).isEqualTo(6);
        assertThat(admission.pingsInFlight()).isEqualTo(6);
    }

    @Test
    void pingsThatFillTheirLimitLeavePostsTheirs() {
        admission.limit(2, 10);
        admission.enter("/api/ping");
        admission.enter("/api/ping");
        assertThat(isShed("/api/ping")).isTrue();
        for (int i = 0; i < 8; i++) {
            assertThat(isShed("/api/post")).isFalse();
        }
        assertThat(isShed("/api/post")).as("all places are taken").isTrue();
        assertThat(isShed("/metrics")).isFalse();
        assertThat(admission.pingsShed()).isOne();
        assertThat(admission.othersShed()).isOne();
    }

    @Test
    void limitsStayWithinThoseThatAreFixed() {
        admission.limit(1_000, 1_000);
        assertThat(admission.mostPings()).isEqualTo(8);
        assertThat(admission.mostOthers()).isEqualTo(10);
        admission.limit(0, 0);
        assertThat(admission.mostPings()).isOne();
        assertThat(admission.mostOthers()).isOne();
    }

    @Test
    void aPlaceCostsNoMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        enterAndLeave(20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        enterAndLeave(100_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    private void enterAndLeave(int times) {
        for (int i = 0; i < times; i++) {
            admission.enter("/api/ping");
            admission.leave("/api/ping");
            admission.enter("/api/post");
            admission.leave("/api/post");
        }
    }

    private boolean isShed(String path) {
        try {
            admission.enter(path);
            return false;
        } catch (Refusal _) {
            return true;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
