package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Operators find every metric on their page, and none that is not there. */
final class MetricsPageTest {

    private static final Pattern LITERAL = Pattern.compile("\"(gavel\\.[a-z.]+[a-z])\"");
    private static final Pattern ON_PAGE = Pattern.compile("^\\| (`gavel_[^|]+) \\|", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`(gavel_[a-z_]+?)(_total|_seconds)?`");

    @Test
    void everyMetricIsOnThePageAndNoOther() {
        Set<String> measured = new TreeSet<>();
        Repository.mainJava().stream()
                .map(Repository::read)
                .filter(source -> source.contains("io.micrometer"))
                .forEach(source -> LITERAL.matcher(source)
                        .results()
                        .map(found -> found.group(1).replace('.', '_').replaceFirst("_seconds$", ""))
                        .forEach(measured::add));
        Set<String> described = ON_PAGE.matcher(section())
                .results()
                .flatMap(row -> NAME.matcher(row.group(1)).results())
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(described).isEqualTo(measured);
    }

    private static String section() {
        String page = Repository.read("docs/OPERATING.md");
        int start = page.indexOf("## Metrics");
        return page.substring(start, page.indexOf("\n## ", start + 1));
    }
}
