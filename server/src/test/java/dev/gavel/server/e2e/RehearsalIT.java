package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.demo.Rehearsal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher lets the JVM take notes of. */
class RehearsalIT {

    @Test
    void itPingsAndSellsAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
        Rehearsal.Result result = new Rehearsal(folder).run(Duration.ofSeconds(1));

        assertThat(result.pings()).isPositive();
        assertThat(result.sales()).isBetween(1L, result.pings());
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
