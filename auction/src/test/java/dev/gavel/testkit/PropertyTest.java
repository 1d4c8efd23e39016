package dev.gavel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PropertyTest {
    @Test
    void checksEverySeedOnce() {
        List<Long> drawn = new ArrayList<>();
        Property.forAll(100, random -> drawn.add(random.nextLong()));
        assertThat(drawn).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void drawsTheSameFromTheSameSeed() {
        List<Long> once = new ArrayList<>();
        List<Long> again = new ArrayList<>();
        Property.forAll(7, 9, random -> once.add(random.nextLong()));
        Property.forAll(7, 9, random -> again.add(random.nextLong()));
        assertThat(again).isEqualTo(once);
    }

    @Test
    void namesTheSeedThatFailsAndHowToReplayIt() {
        assertThatThrownBy(() -> Property.forAll(41, 43, random -> {
                    throw new IllegalStateException("no bid");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 41: no bid")
                .hasMessageContaining("-Dtest='PropertyTest#namesTheSeedThatFailsAndHowToReplayIt' -Dgavel.seed=41")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAnEmptyRange() {
        assertThatThrownBy(() -> Property.forAll(2, 1, random -> {})).isInstanceOf(IllegalArgumentException.class);
    }
}
