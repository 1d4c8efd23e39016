package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.reason.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code docs/reason-codes.md} lists every reason, word for word. A failure prints the rows as they must be. */
class ReasonCodesTest {

    private static final Path PAGE = Path.of("..", "docs", "reason-codes.md");
    private static final Set<String> ACTORS = Set.of("vendor", "buyer", "tenant", "operator", "nobody");

    @Test
    void thePageListsEveryReason() throws IOException {
        List<String> rows = rows();
        Map<String, String> nameToActor = new HashMap<>();
        for (String row : rows) {
            String[] cells = row.split("\\|", -1);
            nameToActor.put(cells[2].strip(), cells[4].strip());
        }
        List<String> expected = new ArrayList<>();
        for (Reason reason : Reason.values()) {
            String name = "`" + reason.text() + "`";
            expected.add("| " + reason.code() + " | " + name + " | " + reason.message() + " | "
                    + nameToActor.getOrDefault(name, "?") + " |");
        }
        assertThat(rows)
                .withFailMessage(() ->
                        "docs/reason-codes.md must have these rows, in this order:\n" + String.join("\n", expected))
                .isEqualTo(expected);
        assertThat(ACTORS).containsAll(nameToActor.values());
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| \\d{4} \\|.*"))
                .toList();
    }
}
