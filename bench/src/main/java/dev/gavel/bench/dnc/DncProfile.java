package dev.gavel.bench.dnc;

import dev.gavel.gates.DncRegister;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Imports a made-up registry and tells its size and what a look-up costs. */
@Command(
        name = "dnc",
        mixinStandardHelpOptions = true,
        description =
                "Imports a made-up do-not-call registry; prints bytes per number, import rate, cost of a look-up.")
public final class DncProfile implements Callable<Integer> {

    private static final int LOOKUPS = 5_000_000;
    private static final int QUESTIONS = 1 << 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--numbers", defaultValue = "40000000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int numbers;

    @Option(
            names = "--area-codes",
            defaultValue = "56",
            description =
                    "Over how many area codes, 1 to 700 (default: ${DEFAULT-VALUE}, as dense as the whole registry).")
    private int areaCodes;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("gavel-dnc-profile");
        PrintWriter out = spec.commandLine().getOut();
        try {
            SyntheticRegistry.Imported made = SyntheticRegistry.make(folder, areaCodes, numbers / areaCodes);
            long count = made.list().numbers();
            double seconds = made.importNanos() / 1e9;
            out.println(String.format(
                    Locale.ROOT,
                    "%,d numbers in %d area codes: %,d bytes of text, %,d bytes of list, %.2f bytes per number",
                    count,
                    areaCodes,
                    made.textBytes(),
                    made.list().bytes(),
                    (double) made.list().bytes() / count));
            out.println(String.format(
                    Locale.ROOT, "imported in %.1f s: %,.0f numbers per second", seconds, count / seconds));
            DncRegister register = SyntheticRegistry.register(folder, made.list());
            out.println(String.format(Locale.ROOT, "a look-up: %.0f ns of processor time", lookUpNanos(register)));
            return 0;
        } finally {
            delete(folder);
        }
    }

    /** The processor's time, for other programs may run beside. Random numbers, most of which are on another page of the file than the one before. */
    private double lookUpNanos(DncRegister register) {
        SplittableRandom random = new SplittableRandom(1);
        long[] phones = new long[QUESTIONS];
        for (int i = 0; i < QUESTIONS; i++) {
            phones[i] = (SyntheticRegistry.FIRST_AREA_CODE + random.nextInt(areaCodes)) * 10_000_000L
                    + random.nextInt(2_000_000, 10_000_000);
        }
        long day = SyntheticRegistry.DAY.toEpochDay();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long flags = 0;
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            long started = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < LOOKUPS; i++) {
                flags += register.look(phones[i & (QUESTIONS - 1)], day);
            }
            best = Math.min(best, (double) (threads.getCurrentThreadCpuTime() - started) / LOOKUPS);
        }
        return flags < 0 ? -1 : best;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
