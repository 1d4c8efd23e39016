package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.lead.Vertical;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerticalFileTest {

    private static final String GOOD = """
            name: pets
            fields:
              - {name: species, type: enum, class: public, required: ping, locked: true, values: [dog, cat]}
              - {name: weight, type: integer, class: internal, min: 1, max: 200}
              - {name: born, type: date, class: internal, min: 1990-01-01, max: 2040-12-31}
              - {name: budget, type: money, class: public, max: 500.50}
              - {name: chip, type: text, class: sensitive, required: post, max_length: 15}
            """;

    @Test
    void readsFieldsBehindTheContactBlock() {
        Vertical vertical = ((VerticalReading.Accepted) VerticalFile.read(GOOD)).vertical();
        assertThat(vertical.name()).isEqualTo("pets");
        assertThat(vertical.fields().subList(10, 15))
                .containsExactly(
                        new Field(
                                10,
                                "species",
                                FieldType.ENUM,
                                DataClass.PUBLIC,
                                Phase.PING,
                                List.of("dog", "cat"),
                                0,
                                0,
                                true),
                        new Field(11, "weight", FieldType.INTEGER, DataClass.INTERNAL, null, List.of(), 1, 200, false),
                        new Field(
                                12,
                                "born",
                                FieldType.DATE,
                                DataClass.INTERNAL,
                                null,
                                List.of(),
                                LocalDate.of(1990, 1, 1).toEpochDay(),
                                LocalDate.of(2040, 12, 31).toEpochDay(),
                                false),
                        new Field(
                                13,
                                "budget",
                                FieldType.MONEY,
                                DataClass.PUBLIC,
                                null,
                                List.of(),
                                0,
                                500_500_000,
                                false),
                        new Field(
                                14, "chip", FieldType.TEXT, DataClass.SENSITIVE, Phase.POST, List.of(), 0, 15, false));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void reportsTheChangeAtItsPath(String good, String bad, String path, String message) {
        assertThat(GOOD).contains(good);
        assertThat(VerticalFile.read(GOOD.replace(good, bad)))
                .isInstanceOfSatisfying(
                        VerticalReading.Refused.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .satisfies(problem -> {
                                    assertThat(problem.path()).isEqualTo(path);
                                    assertThat(problem.message()).contains(message);
                                }));
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("name: pets", "name: Pets", "name", "is not an id"),
                Arguments.of("name: pets\n", "", "name", "is missing"),
                Arguments.of(
                        "type: integer",
                        "type: int",
                        "fields[1].type",
                        "unknown type \"int\" (expected: one of text, integer,"),
                Arguments.of("class: internal, min: 1,", "class: secret, min: 1,", "fields[1].class", "unknown class"),
                Arguments.of("name: weight, ", "", "fields[1].name", "is missing"),
                Arguments.of("name: weight", "name: Weight", "fields[1].name", "is not a field name"),
                Arguments.of("name: weight", "name: species", "fields[1].name", "an earlier field"),
                Arguments.of("name: weight", "name: phone", "fields[1].name", "in the contact block"),
                Arguments.of("name: weight", "name: campaign", "fields[1].name", "means something else"),
                Arguments.of("min: 1, ", "", "fields[1].min", "is missing"),
                Arguments.of("max: 200", "max: 0", "fields[1].max", "is less than min"),
                Arguments.of("max: 200", "max: 200, max_length: 3", "fields[1].max_length", "unknown key"),
                Arguments.of("min: 1990-01-01", "min: 1990-02-30", "fields[2].min", "is not a date"),
                Arguments.of("values: [dog, cat]", "values: [dog, DOG]", "fields[0].values[1]", "twice"),
                Arguments.of(", values: [dog, cat]", "", "fields[0].values", "is missing"),
                Arguments.of("required: ping", "required: always", "fields[0].required", "unknown phase"),
                Arguments.of("required: post", "required: ping", "fields[4].required", "comes with the post"),
                Arguments.of("required: post", "locked: true", "fields[4].locked", "comes with the post"),
                Arguments.of("max_length: 15", "max_length: 0", "fields[4].max_length", "from 1 to"),
                Arguments.of("- {name: chip, ", "- chip\n  - {name: chip, ", "fields[4]", "found \"chip\""));
    }

    @Test
    void reportsAllProblemsAtOnce() {
        String bad = GOOD.replace("type: integer", "type: int")
                .replace("[dog, cat]", "[]")
                .replace("name: pets", "title: pets");
        assertThat(((VerticalReading.Refused) VerticalFile.read(bad)).problems())
                .extracting(Problem::path)
                .containsExactly("name", "fields[0].values", "fields[1].type", "title");
    }

    @Test
    void limitsTheNumberOfFields() {
        StringBuilder file = new StringBuilder("name: wide\nfields:\n");
        for (int i = 0; i < 300; i++) {
            file.append("  - {name: f").append(i).append(", type: boolean, class: public}\n");
        }
        assertThat(((VerticalReading.Refused) VerticalFile.read(file.toString())).problems())
                .extracting(Problem::path)
                .containsExactly("fields[246]");
    }
}
