package dev.gavel.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The rows of {@code docs/operating/faults.md}. {@code verify} runs a few in short; {@code .ci/faults ROW} runs one of any length and writes what it
 * measured to {@code server/target/faults}.
 */
class FaultRowsIT {

    private static final List<FaultRow> IN_VERIFY = List.of(FaultRow.KILL_ANYTHING);
    private static final Path RESULTS = Path.of("target", "faults");

    @TestFactory
    Stream<DynamicTest> whateverFailsNothingIsLostAndNothingSoldTwice() {
        String row = System.getProperty("gavel.faults.row");
        if (row == null) {
            return IN_VERIFY.stream().map(FaultSettings::brief).map(FaultRowsIT::test);
        }
        long seed = Long.getLong("gavel.faults.seed", 1);
        return Arrays.stream(row.split(",")).map(FaultRow::of).map(one -> {
            int faults = Integer.getInteger("gavel.faults.count", one.briefFaults());
            return test(FaultSettings.of(one, seed, faults));
        });
    }

    private static DynamicTest test(FaultSettings settings) {
        return DynamicTest.dynamicTest(settings.row().word(), () -> {
            FaultResult result = FaultRun.run(settings, RESULTS);
            result.write(RESULTS);
            System.out.println(result.summary());
            result.violations().forEach(System.out::println);
            assertThat(result.violations()).as(settings.command()).isEmpty();
        });
    }
}
