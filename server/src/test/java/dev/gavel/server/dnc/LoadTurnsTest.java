package dev.gavel.server.dnc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadTurnsTest {

    private final LoadTurns turns = new LoadTurns();
    private final List<String> used = new ArrayList<>();

    @Test
    void whatWasReadEarlyDoesNotReplaceWhatWasReadAfterIt() {
        long early = turns.begin();
        long late = turns.begin();

        assertThat(turns.use("demo", late, () -> used.add("late"))).isTrue();
        assertThat(turns.use("demo", early, () -> used.add("early"))).isFalse();
        assertThat(used).containsExactly("late");
    }

    @Test
    void tenantsDoNotWaitForEachOther() {
        long early = turns.begin();
        long late = turns.begin();

        assertThat(turns.use("other", late, () -> used.add("other"))).isTrue();
        assertThat(turns.use("demo", early, () -> used.add("demo"))).isTrue();
        assertThat(used).containsExactly("other", "demo");
    }

    @Test
    void aUseThatFailedIsNotRepeatedByAnEarlierTurn() {
        long early = turns.begin();
        long late = turns.begin();
        try {
            turns.use("demo", late, () -> {
                throw new IllegalStateException("unreadable");
            });
        } catch (IllegalStateException _) {
            used.add("failed");
        }

        assertThat(turns.use("demo", early, () -> used.add("early"))).isFalse();
        assertThat(used).containsExactly("failed");
    }
}
