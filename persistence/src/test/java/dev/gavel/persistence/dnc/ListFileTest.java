package dev.gavel.persistence.dnc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.gates.DncRegister;
import dev.gavel.testkit.Allocation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListFileTest {

    private static final int DAY = 20_000;

    @TempDir
    Path folder;

    private String write(String list, int areaCode, Iterable<Long> numbers) throws IOException {
        ListDraft draft = new ListDraft(new ListName(list));
        draft.cover(areaCode, DAY);
        numbers.forEach(draft::add);
        return ListFile.write(draft, folder);
    }

    @Test
    void holdsExactlyWhatWasPutIn() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        Set<Long> dense = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            dense.add(5_120_000_000L + random.nextLong(2_000_000, 2_400_000));
        }
        for (int i = 0; i < 1_000; i++) {
            dense.add(5_120_000_000L + random.nextLong(2_000_000, 10_000_000));
        }
        MappedList list = ListFile.open(folder, write("federal", 512, dense));

        assertThat(list.numbers()).isEqualTo(dense.size());
        for (long phone = 5_121_990_000L; phone < 5_122_410_000L; phone++) {
            if (list.contains(phone) != dense.contains(phone)) {
                throw new AssertionError("a number is " + (list.contains(phone) ? "there" : "not there"));
            }
        }
        assertThat(dense).allMatch(list::contains);
        assertThat(list.contains(5_129_999_999L)).isEqualTo(dense.contains(5_129_999_999L));
    }

    @Test
    void theSameListIsTheSameFile() throws IOException {
        String one = write("federal", 512, List.of(5_125_550_100L, 5_125_550_101L));
        assertThat(write("federal", 512, List.of(5_125_550_101L, 5_125_550_100L)))
                .isEqualTo(one);
        assertThat(write("internal", 512, List.of(5_125_550_101L, 5_125_550_100L)))
                .isNotEqualTo(one);
    }

    @Test
    void aDamagedFileIsNotOpened() throws IOException {
        String digest = write("federal", 512, List.of(5_125_550_100L));
        Path file = ListFile.path(folder, digest);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                damaged.seek(at);
                damaged.write(whole[at] ^ 1);
            }
            assertThatThrownBy(() -> ListFile.open(folder, digest))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
            Files.write(file, whole);
        }
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> ListFile.open(folder, digest)).hasMessageContaining("damaged");
        Files.delete(file);
        assertThatThrownBy(() -> ListFile.open(folder, digest)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aTenantsListsSpeakTogether() throws IOException {
        ListDirectory directory = new ListDirectory(folder);
        String federal = write("federal", 512, List.of(5_125_550_100L));
        String state = write("state-tx", 512, List.of(5_125_550_101L));
        DncState both = new DncState(List.of(version("federal", federal), version("state-tx", state)), null);
        TenantLists lists = TenantLists.open(both, directory);

        assertThat(lists.missing()).isEmpty();
        assertThat(lists.register().version()).isEqualTo("federal:3,state-tx:3");
        assertThat(lists.register().look(5_125_550_100L, DAY)).isEqualTo(DncRegister.LISTED_FEDERAL);
        assertThat(lists.register().look(5_125_550_101L, DAY)).isEqualTo(DncRegister.LISTED_STATE);
        assertThat(lists.register().look(5_125_550_102L, DAY)).isZero();
        assertThat(lists.register().look(5_125_550_102L, DAY + 40)).isEqualTo(DncRegister.STALE);

        directory.keep(List.of());
        Files.delete(ListFile.path(folder, federal));
        TenantLists without = TenantLists.open(both, directory);
        assertThat(without.missing()).containsOnlyKeys("federal");
        assertThat(without.register().look(5_125_550_101L, DAY))
                .isEqualTo(DncRegister.MISSING | DncRegister.NO_REGISTRY | DncRegister.LISTED_STATE);
        DncState swapped = new DncState(List.of(version("federal", state)), null);
        assertThat(TenantLists.open(swapped, directory).missing().get("federal"))
                .contains("state-tx");
    }

    @Test
    void aLookUpAllocatesNothing() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        Set<Long> numbers = new HashSet<>();
        for (int i = 0; i < 300_000; i++) {
            numbers.add(5_120_000_000L + random.nextLong(2_000_000, 10_000_000));
        }
        MappedList federal = ListFile.open(folder, write("federal", 512, numbers));
        MappedList state = ListFile.open(folder, write("state-tx", 512, List.of(5_125_550_100L)));
        DncRegister register = new TenantRegister(List.of(federal, state), false, "test");

        assertThat(Allocation.bytesPerOperation(i -> register.look(5_122_000_000L + i * 211L, DAY)))
                .isLessThan(0.5);
    }

    private static DncState.ListVersion version(String list, String digest) {
        return new DncState.ListVersion(
                new ListName(list),
                3,
                digest,
                1,
                1,
                LocalDate.EPOCH,
                LocalDate.EPOCH,
                null,
                "test",
                "test",
                Instant.EPOCH);
    }
}
