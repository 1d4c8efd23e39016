package dev.gavel.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CalmPhaseTest {

    @Test
    void ninetyFiveOfAHundredAreNotSlower() {
        assertThat(CalmPhase.p95(LongStream.rangeClosed(1, 100).toArray())).isEqualTo(95);
        assertThat(CalmPhase.p95(new long[] {7})).isEqualTo(7);
        assertThat(CalmPhase.p95(new long[0])).isZero();
    }

    @Test
    void leadsArePingedAndPostedOneAfterTheOther() {
        StubGavel stub = StubGavel.start();
        try {
            AtomicLong lead = new AtomicLong();

            CalmPhase calm = CalmPhase.of(stub.url(), Settings.fromSystemProperties(1, 1), lead::getAndIncrement);

            assertThat(calm.p95Millis()).isPositive();
            assertThat(lead).hasValue(120);
        } finally {
            stub.stop();
        }
    }
}
