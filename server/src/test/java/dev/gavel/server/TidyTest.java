package dev.gavel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** House rules that a machine can check. Each failure lists every offender. */
final class TidyTest {

    private static final int MOST_LINES = 500;
    // Spelt in two parts, so that this file does not offend.
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
    private static final Pattern EMPTY_NAME = Pattern.compile("(Util|Utils|Helper|Helpers|Manager|Impl)\\.java$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]+)(#[^)]*)?\\)");

    @Test
    void filesAreShort() {
        assertThat(offenders(
                        Repository.mainJava(),
                        file -> Repository.read(file).lines().count() > MOST_LINES))
                .isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        List<Path> files = new ArrayList<>(Repository.files(".java"));
        files.addAll(Repository.files(".lua"));
        files.addAll(Repository.files(".sql"));
        files.addAll(Repository.files(".md"));
        files.addAll(Repository.files(".yaml"));
        assertThat(offenders(
                        files, file -> UNFINISHED.matcher(Repository.read(file)).find() && !isRuleItself(file)))
                .isEmpty();
    }

    @Test
    void classesAreNamedForWhatTheyAre() {
        assertThat(offenders(
                        Repository.files(".java"),
                        file -> EMPTY_NAME.matcher(file.toString()).find()))
                .isEmpty();
    }

    @Test
    void onlyCommandsWriteToTheConsole() {
        Pattern console = Pattern.compile("System\\.(out|err)\\b");
        assertThat(offenders(
                        Repository.mainJava(),
                        file -> console.matcher(Repository.read(file)).find() && !mayUseTheConsole(file)))
                .isEmpty();
    }

    @Test
    void nothingSleeps() {
        Pattern sleep = Pattern.compile("Thread\\.sl" + "eep\\(");
        List<Path> shipped = Repository.files(".java").stream()
                .filter(file -> !Repository.name(file).startsWith("bench/"))
                .toList();
        assertThat(offenders(
                        shipped, file -> sleep.matcher(Repository.read(file)).find()))
                .isEmpty();
    }

    @Test
    void linksLeadSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path file : Repository.files(".md")) {
            Matcher link = LINK.matcher(Repository.read(file));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://")
                        && !target.startsWith("mailto:")
                        && !Files.exists(file.resolveSibling(target))) {
                    broken.add(Repository.name(file) + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyDecisionIsInTheIndex() {
        String index = Repository.read("docs/adr/README.md");
        List<String> pages = Repository.files(".md").stream()
                .filter(file -> file.getParent().endsWith("docs/adr"))
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.equals("README.md"))
                .toList();
        assertThat(pages).isNotEmpty().allSatisfy(page -> {
            assertThat(page).matches("\\d{4}-[a-z0-9-]+\\.md");
            assertThat(index).contains("](" + page + ")");
        });
        assertThat(pages).extracting(page -> page.substring(0, 4)).doesNotHaveDuplicates();
    }

    private static boolean isRuleItself(Path file) {
        String name = Repository.name(file);
        return name.equals("CONTRIBUTING.md") || name.endsWith("TidyTest.java");
    }

    private static boolean mayUseTheConsole(Path file) {
        String name = Repository.name(file);
        return name.contains("/cli/")
                || name.contains("/demo/")
                || name.startsWith("bench/")
                || name.startsWith("load-tests/");
    }

    private static List<String> offenders(List<Path> files, Predicate<Path> rule) {
        return files.stream().filter(rule).map(Repository::name).toList();
    }
}
