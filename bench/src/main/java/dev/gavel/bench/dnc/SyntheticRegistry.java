package dev.gavel.bench.dnc;

import dev.gavel.gates.DncRegister;
import dev.gavel.persistence.dnc.DncState;
import dev.gavel.persistence.dnc.ImportPlan;
import dev.gavel.persistence.dnc.ImportReport;
import dev.gavel.persistence.dnc.ListDirectory;
import dev.gavel.persistence.dnc.ListImport;
import dev.gavel.persistence.dnc.ListName;
import dev.gavel.persistence.dnc.MappedList;
import dev.gavel.persistence.dnc.TenantLists;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A made-up registry: so many numbers in each of so many area codes, at random among the 7,920,000 that an area code may have, in ascending order as
 * the registry's files are. Random is the worst case for compression: real numbers come in blocks. Written as text and imported as any file is.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class SyntheticRegistry {

    /** The day that it is of. */
    public static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    /** The first of its area codes. */
    public static final int FIRST_AREA_CODE = 201;

    private static final int LINES = 10_000_000;
    private static final int FIRST_LINE = 2_000_000;

    private SyntheticRegistry() {}

    /** What came of it. */
    public record Imported(MappedList list, long textBytes, long importNanos) {}

    /** Makes the text and imports it. Takes a second for a few million numbers. */
    public static Imported make(Path folder, int areaCodes, int numbersEach) throws IOException {
        Path text = folder.resolve("registry.txt");
        Set<Integer> codes = new HashSet<>();
        SplittableRandom random = new SplittableRandom(20_261_122L);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(text), 1 << 20)) {
            for (int area = FIRST_AREA_CODE; area < FIRST_AREA_CODE + areaCodes; area++) {
                codes.add(area);
                write(out, area, numbersEach, random);
            }
        }
        ImportPlan plan =
                new ImportPlan(new ListName("federal"), codes, false, false, DAY, List.of(text), 0, false, null);
        long started = System.nanoTime();
        ImportReport.Outcome outcome = ListImport.run(folder.resolve("lists"), plan, _ -> {});
        long nanos = System.nanoTime() - started;
        return switch (outcome) {
            case ImportReport.Outcome.Refused refused -> throw new IllegalStateException(refused.problem());
            case ImportReport.Outcome.Written written -> new Imported(written.list(), Files.size(text), nanos);
        };
    }

    private static void write(OutputStream out, int area, int numbers, SplittableRandom random) throws IOException {
        double share = (double) numbers / (LINES - FIRST_LINE);
        for (int line = FIRST_LINE; line < LINES; line++) {
            if (random.nextDouble() < share) {
                out.write((area + "," + line + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    /** The register of a tenant that uses this list alone. */
    public static DncRegister register(Path folder, MappedList list) {
        DncState.ListVersion version = new DncState.ListVersion(
                list.name(), 1, list.digest(), list.numbers(), 1, DAY, DAY, null, "bench", "bench", Instant.EPOCH);
        return TenantLists.open(new DncState(List.of(version), null), new ListDirectory(folder.resolve("lists")))
                .register();
    }
}
