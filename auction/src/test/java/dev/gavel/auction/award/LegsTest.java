package dev.gavel.auction.award;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapLedger.Option;
import dev.gavel.auction.contract.SaleMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegsTest {

    /**
     * Options are {@code X} (exclusive) or {@code S} (shared), the payout, perhaps a conflict group in lower case, and {@code !} when there is
     * no room. One option of {@code =} has room only if no other {@code =} was taken: same buyer, one place.
     */
    @ParameterizedTest
    @CsvSource({
        "'', 2, ''",
        "X9, 2, 0",
        "X9!, 2, ''",
        "X9! X8, 2, 1",
        "S5, 2, 0",
        "S5 S4 S3, 1, 0",
        "S5 S4 S3, 2, 0 1",
        "S5 S4! S3, 2, 0 2",
        "S5a S4a S3, 2, 0 2",
        "S5a! S4a S3, 2, 1 2",
        "S5a S4b S3a, 3, 0 1",
        "S5= S4= S3, 2, 0 2",
        "X9 S5 S4, 2, 0",
        "X9 S5 S5, 2, 1 2",
        "S5 X9 S4, 2, 1",
        "S5 X8 S4, 2, 0 2",
        "X9 S5 S5, 1, 0",
        "X9! S5 S5, 2, 1 2",
        "X9 S5! S5!, 2, 0",
        "X9! X7 S4 S4, 2, 2 3",
        "X9! X8 S4 S4, 2, 1",
        "X9= S5= S5, 2, 1 2",
        "X9= S5= S3, 2, 0",
        "X4 S9, 8, 1",
        "S0 X0, 1, 1",
    })
    void choosesExclusiveOrShared(String options, int maxLegs, String chosen) {
        Places room = new Places(options);
        int[] legs = Legs.choose(room.options, maxLegs, room);
        assertThat(legs).containsExactly(indexes(chosen));
        assertThat(room.taken).as("what is taken afterwards").isEqualTo(new TreeSet<>(list(legs)));
    }

    private static int[] indexes(String text) {
        return text.isEmpty()
                ? new int[0]
                : java.util.Arrays.stream(text.split(" "))
                        .mapToInt(Integer::parseInt)
                        .toArray();
    }

    private static List<Integer> list(int[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }

    private static final class Places implements Legs.Room {
        final List<Option> options = new ArrayList<>();
        final Set<Integer> taken = new TreeSet<>();
        private final List<String> words;

        Places(String text) {
            words = text.isEmpty() ? List.of() : List.of(text.split(" "));
            for (String word : words) {
                SaleMode mode = word.startsWith("X") ? SaleMode.EXCLUSIVE : SaleMode.SHARED;
                String group = word.replaceAll("[^a-z]", "");
                long payout = Long.parseLong(word.replaceAll("[^0-9]", ""));
                options.add(new Option(mode, group.isEmpty() ? null : group, payout, List.of()));
            }
        }

        @Override
        public boolean take(int option) {
            boolean room = !words.get(option).endsWith("!")
                    && !(words.get(option).endsWith("=")
                            && taken.stream().anyMatch(i -> words.get(i).endsWith("=")));
            if (room) {
                assertThat(taken.add(option)).isTrue();
            }
            return room;
        }

        @Override
        public void giveBack(int option) {
            assertThat(taken.remove(option)).isTrue();
        }
    }
}
