package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.testkit.Property;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever is done to a file, reading it ends with a market or with problems, never with an exception. */
class MarketFuzzTest {

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\"",
            "'",
            "&a ",
            "*a",
            "!!int ",
            "|",
            ">",
            "#",
            "%",
            "@",
            "`",
            ",",
            "~",
            "null",
            "0",
            "-1",
            "1e99",
            ".inf",
            "9999999999999999999",
            "\t",
            "\u0000",
            "\uD800",
            "\uFEFF",
            "é",
            "---\n",
            "...\n",
            "? ",
            "<<: ",
            "${",
            "}",
            "true",
            "any_lead",
            "always",
            "all",
            "not",
            "24:01",
            "''",
            "[]",
            "{}",
            "x",
            "1s",
            "99999999999d");

    @Test
    void survivesMutilatedMarkets() {
        String good = Markets.good();
        Property.forAll(2_000, random -> {
            MarketReading reading = Markets.read(mutilated(good, random));
            if (reading instanceof MarketReading.Refused(List<Problem> problems)) {
                assertThat(problems).isNotEmpty();
                assertThat(problems)
                        .allSatisfy(problem -> assertThat(problem.line()).isPositive());
            }
        });
    }

    @Test
    void survivesValuesInTheWrongPlaces() {
        List<String> lines = Markets.good().lines().toList();
        Property.forAll(2_000, random -> {
            StringBuilder file = new StringBuilder();
            for (String line : lines) {
                int from = line.indexOf(": ");
                boolean swapped = from > 0 && random.nextInt(20) == 0;
                String other = lines.get(random.nextInt(lines.size()));
                int otherFrom = other.indexOf(": ");
                file.append(swapped && otherFrom > 0 ? line.substring(0, from) + other.substring(otherFrom) : line)
                        .append('\n');
            }
            assertThat(Markets.read(file.toString())).isNotNull();
        });
    }

    @Test
    void survivesMutilatedVerticals() {
        String good = Resource.text("auto-insurance.yaml");
        Property.forAll(
                1_000,
                random -> assertThat(VerticalFile.read(mutilated(good, random))).isNotNull());
    }

    private static String mutilated(String good, RandomGenerator random) {
        StringBuilder text = new StringBuilder(good);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
                default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
            }
        }
        return text.toString();
    }
}
