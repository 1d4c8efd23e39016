package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of variables and what {@link Config} reads are the same, both ways, with defaults and ranges. */
final class ConfigurationPageTest {

    private static final String MAIN = "server/src/main/java/dev/gavel/server/";
    private static final Pattern LITERAL = Pattern.compile("\"(GAVEL_[A-Z_]+)\"");
    private static final Pattern NUMBER = Pattern.compile(
            "reader\\.(?:number|millis)\\(\\s*\"(GAVEL_[A-Z_]+)\",\\s*([^,]+?),\\s*([\\d_]+),\\s*([\\d_]+)\\)");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(GAVEL_[A-Z_]+)(?:<NAME>)?` \\|(.*)\\|$", Pattern.MULTILINE);

    private final String page = Repository.read("docs/CONFIGURATION.md");
    private final String config = Repository.read(MAIN + "Config.java");

    @Test
    void everyVariableIsOnThePageAndNoOther() {
        Set<String> read = new TreeSet<>();
        LITERAL.matcher(config).results().map(found -> found.group(1)).forEach(read::add);
        LITERAL.matcher(Repository.read(MAIN + "ConfigReader.java"))
                .results()
                .map(found -> found.group(1))
                .filter(key -> !key.equals("GAVEL_"))
                .forEach(read::add);

        assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void defaultsAndRangesAreThoseOfTheCode() {
        Map<String, String> rows = rows();
        NUMBER.matcher(config).results().forEach(number -> {
            String otherwise = number.group(2).replace("_", "");
            String row = rows.get(number.group(1));
            assertThat(row).as(number.group(1)).contains(" " + plain(number, 3) + " to " + plain(number, 4) + " ");
            if (otherwise.matches("\\d+")) {
                assertThat(row).as(number.group(1)).startsWith(" `" + otherwise + "` ");
            }
        });
        assertThat(NUMBER.matcher(config).results()).hasSizeGreaterThan(8);
    }

    private static String plain(MatchResult number, int group) {
        return number.group(group).replace("_", "");
    }

    private Map<String, String> rows() {
        return ROW.matcher(page)
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2), (a, b) -> a, HashMap::new));
    }
}
