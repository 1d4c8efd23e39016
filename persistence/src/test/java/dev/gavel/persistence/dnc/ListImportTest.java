package dev.gavel.persistence.dnc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.gates.DncRegister;
import dev.gavel.persistence.dnc.ImportReport.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListImportTest {

    private static final ListName FEDERAL = new ListName("federal");
    private static final ListName INTERNAL = new ListName("internal");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 1);
    private static final long TODAY = DAY.toEpochDay();

    @TempDir
    Path folder;

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private static ImportPlan whole(ListName list, Set<Integer> areaCodes, @Nullable MappedList base, Path... files) {
        return new ImportPlan(list, areaCodes, false, false, DAY, List.of(files), 0, false, base);
    }

    private static ImportPlan changes(Set<Integer> areaCodes, MappedList base, LocalDate asOf, Path... files) {
        return new ImportPlan(FEDERAL, areaCodes, true, false, asOf, List.of(files), 0, false, base);
    }

    private Outcome run(ImportPlan plan) throws IOException {
        return ListImport.run(folder.resolve("dnc"), plan, _ -> {});
    }

    private Outcome.Written written(ImportPlan plan) throws IOException {
        return (Outcome.Written) run(plan);
    }

    private Outcome.Refused refused(ImportPlan plan) throws IOException {
        return (Outcome.Refused) run(plan);
    }

    @Test
    void aWholeListIsReadExactly() throws IOException {
        Outcome.Written done = written(whole(
                FEDERAL,
                Set.of(512, 713),
                null,
                file("512.txt", "512,5550100", "512,5550101", "", "512,5550100", "512,0550100"),
                file("713.txt", "area,number", "7135550199")));

        assertThat(done.report())
                .isEqualTo(new ImportReport(
                        7, 3, 0, 1, 1, 0, 0, List.of(), done.report().bytesRead()));
        MappedList list = done.list();
        assertThat(list.numbers()).isEqualTo(3);
        assertThat(list.contains(5_125_550_100L)).isTrue();
        assertThat(list.contains(5_125_550_102L)).isFalse();
        assertThat(list.look(5_125_550_100L, TODAY)).isEqualTo(DncRegister.LISTED_FEDERAL);
        assertThat(list.look(7_135_550_100L, TODAY)).isZero();
        assertThat(list.look(2_145_550_100L, TODAY)).isEqualTo(DncRegister.NOT_COVERED);
        assertThat(list.areaCodes()).containsExactly(512, 713);
    }

    @Test
    void aListGoesStaleAfter31Days() throws IOException {
        MappedList list = written(whole(FEDERAL, Set.of(512), null, file("a.txt", "512,5550100")))
                .list();

        assertThat(list.look(5_125_550_101L, TODAY + 31)).isZero();
        assertThat(list.look(5_125_550_101L, TODAY + 32)).isEqualTo(DncRegister.STALE);
        assertThat(list.look(5_125_550_100L, TODAY + 32)).isEqualTo(DncRegister.STALE | DncRegister.LISTED_FEDERAL);
        assertThat(list.look(TODAY + 31)).isZero();
        assertThat(list.look(TODAY + 32)).isEqualTo(DncRegister.STALE);
        assertThat(list.look(TODAY - 2)).as("from the future").isEqualTo(DncRegister.STALE);
    }

    @Test
    void anAreaCodeWithoutNumbersIsCoveredWhenItIsNamed() throws IOException {
        MappedList named = written(whole(FEDERAL, Set.of(512, 713), null, file("a.txt", "512,5550100")))
                .list();
        assertThat(named.look(7_135_550_100L, TODAY)).isZero();
        MappedList seen = written(whole(FEDERAL, Set.of(), null, file("a.txt", "512,5550100")))
                .list();
        assertThat(seen.areaCodes()).containsExactly(512);
    }

    @Test
    void otherAreaCodesStayAsTheyWere() throws IOException {
        MappedList first = written(whole(FEDERAL, Set.of(512, 713), null, file("a.txt", "512,5550100", "713,5550100")))
                .list();
        Path later = file("b.txt", "512,5550111");

        MappedList second = written(new ImportPlan(
                        FEDERAL, Set.of(512), false, false, DAY.plusDays(9), List.of(later), 0, false, first))
                .list();
        assertThat(second.contains(5_125_550_111L)).isTrue();
        assertThat(second.contains(5_125_550_100L)).as("replaced").isFalse();
        assertThat(second.contains(7_135_550_100L)).as("kept").isTrue();
        assertThat(second.oldestDay()).isEqualTo((int) TODAY);
        assertThat(second.newestDay()).isEqualTo((int) TODAY + 9);

        MappedList unnamed = written(new ImportPlan(
                        FEDERAL, Set.of(), false, false, DAY.plusDays(9), List.of(later), 0, false, first))
                .list();
        assertThat(unnamed.digest()).as("the same").isEqualTo(second.digest());
        MappedList only = written(new ImportPlan(
                        FEDERAL, Set.of(512), false, true, DAY.plusDays(9), List.of(later), 0, false, first))
                .list();
        assertThat(only.areaCodes()).containsExactly(512);
    }

    @Test
    void changesAddAndDelete() throws IOException {
        MappedList first = written(whole(
                        FEDERAL, Set.of(512, 713), null, file("a.txt", "512,5550100", "512,5550101", "713,5550100")))
                .list();

        Outcome.Written done = written(changes(
                Set.of(512),
                first,
                DAY.plusDays(1),
                file(
                        "c.txt",
                        "512,5550100,2026-11-02 01:02:03,D",
                        "512,5550102,2026-11-02 01:02:03,A",
                        "512,5550101,2026-11-02 01:02:03,A",
                        "512,5550199,2026-11-02 01:02:03,D")));
        assertThat(done.report().added()).isEqualTo(1);
        assertThat(done.report().deleted()).isEqualTo(1);
        assertThat(done.report().duplicates()).isEqualTo(2);
        assertThat(done.list().contains(5_125_550_100L)).isFalse();
        assertThat(done.list().contains(5_125_550_101L)).isTrue();
        assertThat(done.list().contains(5_125_550_102L)).isTrue();
        assertThat(done.list().contains(7_135_550_100L)).isTrue();
        assertThat(done.list().oldestDay()).isEqualTo((int) TODAY);
        assertThat(done.list().look(5_125_550_103L, TODAY + 32))
                .as("of the second day")
                .isZero();
        assertThat(done.list().look(7_135_550_103L, TODAY + 32)).isEqualTo(DncRegister.STALE);
    }

    @Test
    void theTenantsOwnListCoversEveryNumber() throws IOException {
        MappedList own = written(whole(INTERNAL, Set.of(), null, file("a.txt", "+1 512 555 0100")))
                .list();
        assertThat(own.look(5_125_550_100L, TODAY)).isEqualTo(DncRegister.LISTED_INTERNAL);
        assertThat(own.look(9_075_550_100L, TODAY)).isZero();
        MappedList empty =
                written(whole(INTERNAL, Set.of(), null, file("empty.txt"))).list();
        assertThat(empty.look(5_125_550_100L, TODAY)).isZero();
    }

    @Test
    void aBadLineRefusesAndTellsWhereButNotWhat() throws IOException {
        Path file = file("a.txt", "512,5550100", "512555O1O1", "512,5550102,A", "713,5550100");

        Outcome.Refused outcome = refused(whole(FEDERAL, Set.of(512), null, file));

        assertThat(outcome.report().bad()).isEqualTo(2);
        assertThat(outcome.report().outside()).isEqualTo(1);
        assertThat(outcome.report().firstBad()).containsExactly("a.txt:2", "a.txt:3", "a.txt:4");
        assertThat(outcome.toString()).doesNotContain("555");
        assertThat(files()).isEmpty();
        Outcome allowed = run(new ImportPlan(FEDERAL, Set.of(512), false, false, DAY, List.of(file), 3, false, null));
        assertThat(allowed).isInstanceOf(Outcome.Written.class);
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        assertThat(refused(whole(FEDERAL, Set.of(), null, file("a.xml", "<list><ph>5550100</ph></list>")))
                        .problem())
                .contains("XML");
        assertThat(refused(whole(FEDERAL, Set.of(), null, file("empty.txt"))).problem())
                .contains("empty");
        Path binary = Files.write(folder.resolve("b.bin"), new byte[1 << 16]);
        assertThat(refused(whole(FEDERAL, Set.of(), null, binary)).report().bad())
                .isEqualTo(1);
        MappedList base = written(whole(FEDERAL, Set.of(512), null, file("a.txt", "512,5550100")))
                .list();
        assertThat(refused(changes(Set.of(512), base, DAY, file("w.txt", "512,5550101")))
                        .report()
                        .bad())
                .as("a whole list given as changes")
                .isEqualTo(1);
    }

    @Test
    void anOlderFileIsRefused() throws IOException {
        MappedList base = written(whole(FEDERAL, Set.of(512), null, file("a.txt", "512,5550100")))
                .list();

        assertThat(refused(changes(Set.of(512), base, DAY.minusDays(1), file("c.txt", "512,5550100,D")))
                        .problem())
                .contains("older than the version before");
    }

    @Test
    void aListThatLosesHalfOfItsNumbersIsRefusedUnlessThatIsMeant() throws IOException {
        String[] many = Stream.iterate(0, i -> i + 1)
                .limit(2_000)
                .map(i -> "512,555" + "%04d".formatted(i))
                .toArray(String[]::new);
        MappedList base =
                written(whole(FEDERAL, Set.of(512), null, file("a.txt", many))).list();
        Path cut = file("b.txt", "512,5550100");

        assertThat(refused(whole(FEDERAL, Set.of(512), base, cut)).problem()).contains("512");
        Outcome meant = run(new ImportPlan(FEDERAL, Set.of(512), false, false, DAY, List.of(cut), 0, true, base));
        assertThat(meant).isInstanceOf(Outcome.Written.class);
    }

    @Test
    void packedFilesAreRead() throws IOException {
        Path gzipped = folder.resolve("a.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzipped))) {
            out.write("512,5550100\n512,5550101".getBytes(StandardCharsets.US_ASCII));
        }
        Path zipped = folder.resolve("b.ZIP");
        zip(zipped, "b.txt");
        assertThat(written(whole(FEDERAL, Set.of(), null, gzipped, zipped))
                        .list()
                        .numbers())
                .isEqualTo(3);

        Path two = folder.resolve("two.zip");
        zip(two, "b.txt", "c.txt");
        assertThatThrownBy(() -> run(whole(FEDERAL, Set.of(), null, two)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than one file");
    }

    private static void zip(Path file, String... names) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                out.write("713,5550100\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void anImportThatWasKilledGoesOnToTheSameList() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        Set<Long> numbers = new HashSet<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            long line = random.nextLong(5_550_000, 5_560_000);
            numbers.add(5_120_000_000L + line);
            text.append("512,").append(line).append('\n');
        }
        Path first = Files.writeString(folder.resolve("a.txt"), text);
        Path second = file("b.txt", "713,5550100");
        ImportPlan plan = whole(FEDERAL, Set.of(), null, first, second);
        Path directory = folder.resolve("dnc");

        assertThatThrownBy(() -> ListImport.run(directory, plan, new Killer(), 7_000))
                .isInstanceOf(Killed.class);
        List<ImportReport> told = new ArrayList<>();
        Outcome.Written resumed = (Outcome.Written) ListImport.run(directory, plan, told::add, 7_000);

        assertThat(told.getFirst().lines()).as("from the last checkpoint on").isEqualTo(21_000);

        assertThat(resumed.report().lines()).isEqualTo(30_001);
        assertThat(resumed.list().numbers()).isEqualTo(numbers.size() + 1);
        assertThat(numbers).allMatch(resumed.list()::contains);
        MappedList atOnce = ((Outcome.Written) ListImport.run(folder.resolve("other"), plan, _ -> {})).list();
        assertThat(resumed.list().digest()).isEqualTo(atOnce.digest());
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).hasSize(1);
        }
    }

    private static final class Killed extends RuntimeException {}

    /** Ends the import past 24,000 lines. */
    private static final class Killer implements Consumer<ImportReport> {

        @Override
        public void accept(ImportReport report) {
            if (report.lines() >= 24_000) {
                throw new Killed();
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("dnc"))) {
            return files.toList();
        }
    }
}
