package dev.gavel.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainerPauseTest {

    @ParameterizedTest(name = "{0} events: {1} ms")
    @CsvSource({"0, 100", "1, 99", "60, 40", "90, 10", "999, 10", "1000, 0", "5000, 0"})
    void theMoreThereWasTheSoonerIsTheNextRound(int drained, int millis) {
        assertThat(Drainer.pauseMillis(drained)).isEqualTo(millis);
    }
}
