package dev.gavel.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdaptiveAdmissionTest {

    private static final HttpLimits LIMITS =
            new HttpLimits(1_024, 1_024, 256, Duration.ofSeconds(1), Duration.ofSeconds(1), 1_000);
    private static final AdmissionSettings SETTINGS =
            new AdmissionSettings(10, 20, Duration.ofMillis(25), Duration.ofMillis(250));

    private final Admission admission = new Admission(LIMITS);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long nowNanos;
    private final AdaptiveAdmission adaptive =
            new AdaptiveAdmission(admission, SETTINGS, LIMITS, meters, () -> nowNanos);

    @Test
    void beginsWithTheFixedLimits() {
        assertThat(admission.mostPings()).isEqualTo(800);
        assertThat(admission.mostOthers()).isEqualTo(1_000);
    }

    @Test
    void lateLoopsCostPingsTheirPlacesAndLeavePostsAlone() {
        fill("/api/ping", 700);
        windows(60, 40);

        assertThat(admission.mostPings()).isEqualTo(10);
        assertThat(admission.mostOthers()).isEqualTo(1_000);
        assertThatThrownBy(() -> admission.enter("/api/ping")).isInstanceOf(Refusal.class);
        admission.enter("/api/post");
        assertThat(meters.get("gavel.http.shed")
                        .tag("kind", "ping")
                        .functionCounter()
                        .count())
                .isOne();
        assertThat(meters.get("gavel.loop.lag.seconds").gauge().value()).isEqualTo(0.04);
    }

    @Test
    void neverBelowTheLeast() {
        fill("/api/post", 800);
        for (int i = 0; i < 400; i++) {
            shedOne("/api/post");
            window(400);
        }
        assertThat(admission.mostOthers()).isEqualTo(20);
        assertThat(admission.mostPings()).as("nobody pinged").isEqualTo(800);
    }

    @Test
    void whatWasTakenIsGivenBackWhileTheLoopsKeepUp() {
        fill("/api/ping", 800);
        windows(200, 100);
        int few = admission.mostPings();
        for (int i = 0; i < 400; i++) {
            shedOne("/api/ping");
            window(1);
        }
        assertThat(few).isLessThan(400);
        assertThat(admission.mostPings()).isEqualTo(800);
    }

    @Test
    void aPauseOnAnIdleNodeTeachesNothing() {
        windows(1_000, 500);
        assertThat(admission.mostPings()).isEqualTo(800);
        assertThat(admission.mostOthers()).isEqualTo(1_000);
    }

    private void fill(String path, int count) {
        for (int i = 0; i < count; i++) {
            admission.enter(path);
        }
    }

    private void shedOne(String path) {
        try {
            admission.enter(path);
            admission.leave(path);
        } catch (Refusal _) {
            // shed
        }
    }

    private void windows(int count, long lagMillis) {
        for (int i = 0; i < count; i++) {
            window(lagMillis);
        }
    }

    private void window(long lagMillis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(51);
        adaptive.probed(TimeUnit.MILLISECONDS.toNanos(lagMillis));
    }
}
