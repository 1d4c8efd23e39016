package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be wrong with a market file as a whole; its parts have tests of their own. */
class MarketProblemsTest {

    @ParameterizedTest
    @MethodSource("changes")
    void reportsTheChangeAtItsPath(String good, String bad, String path, String message) {
        Changes.requireProblem(good, bad, path, message);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Changes.change("currency: USD", "currency: DOLLARS", "currency", "unknown currency \"DOLLARS\""),
                Changes.change("currency: USD\n", "", "currency", "is missing"),
                Changes.change(
                        "type: integer", "type: int", "verticals.pets.fields[1].type", "did you mean \"integer\"?"),
                Changes.change("85001 85002", "85001 8500a", "zip_lists.valley", "\"8500a\" is not a ZIP"),
                Changes.change("60602-1234", "606021234", "zip_lists.lake[1]", "is not a ZIP"));
    }

    @Test
    void reportsEverythingAtOnceWithItsLine() {
        String file = Markets.good()
                .replace("currency: USD", "currency: US")
                .replace("window: hour", "window: hours")
                .replace("price: 12\n", "prize: 12\n");
        List<Problem> problems = Markets.problems(Markets.read(file));
        assertThat(problems)
                .extracting(Problem::path)
                .containsExactly(
                        "currency",
                        "buyers.zen.caps[1].window",
                        "contracts.yak-pets.price",
                        "contracts.yak-pets.prize");
        assertThat(problems.getFirst().line()).isEqualTo(1);
        assertThat(file.lines().toList().get(problems.getLast().line() - 1)).contains("prize");
    }

    @Test
    void readsLikeASentence() {
        assertThat(Markets.problems(Markets.read(Markets.good().replace("max_legs: 4", "max_legs: 12")))
                        .getFirst())
                .hasToString("campaigns.auto.max_legs: \"12\" (expected: a whole number from 1 to 8)");
    }

    @Test
    void neverQuotesHeadersOrAddresses() {
        String file = Markets.good()
                .replace("Bearer ${secret:ZEN_TOKEN}", "Bearer hunter2 ${oops}")
                .replace("https://zen.example.com/post", "https://zen.example.com/post?key=hunter2#x");
        assertThat(Markets.problems(Markets.read(file)))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.toString()).doesNotContain("hunter2"));
    }

    @Test
    void refusesWhatIsNotOnePlainDocument() {
        String deep = "a: " + "[".repeat(10_000) + "]".repeat(10_000);
        String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        for (String file : List.of(
                "",
                "# nothing\n",
                "just text",
                "[1, 2]",
                "currency: USD\n---\na: 1\n",
                "a: [",
                "\t",
                "a: 1\n b: 2",
                deep,
                bomb)) {
            assertThat(Markets.problems(Markets.read(file))).isNotEmpty();
        }
        assertThat(Markets.problems(Markets.read("a".repeat(Yaml.MOST_CHARACTERS + 1))))
                .hasSize(1);
    }

    @Test
    void listsTheFirstProblemsAndCountsTheOthers() {
        String codes = "x ".repeat(1_000);
        List<Problem> problems = Markets.problems(Markets.read(Markets.good().replace("85001 85002", codes)));
        assertThat(problems).hasSize(201);
        assertThat(problems.getLast()).hasToString("and 800 more problems");
    }
}
