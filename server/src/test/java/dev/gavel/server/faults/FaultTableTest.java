package dev.gavel.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTableTest {

    private static final Path OPERATING = Path.of("..", "docs", "operating");

    @Test
    void thePageShowsWhatTheRunsHaveWritten() throws IOException {
        List<String> lines = FaultTable.lines(OPERATING.resolve("faults"));
        assertThat(Files.readString(OPERATING.resolve("faults.md")))
                .as("the table, to be put in its place:\n%s", String.join("\n", lines))
                .contains(lines);
    }
}
