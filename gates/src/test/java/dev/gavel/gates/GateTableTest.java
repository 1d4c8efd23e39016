package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Runs each gate's decision table, {@code resources/dev/gavel/gates/<gate>.yaml}. A new gate gets this for free, and must have a table in
 * which each of its reasons occurs.
 */
class GateTableTest {

    @TestFactory
    Stream<DynamicContainer> everyGateDecidesAsItsTableSays() {
        return GateTables.GATES.all().stream()
                .map(gate -> DynamicContainer.dynamicContainer(
                        gate.name(), Stream.concat(Stream.of(completeness(gate)), rows(gate))));
    }

    private static Stream<DynamicTest> rows(Gate gate) {
        JsonNode table = GateTables.yamlOrNull(gate.name());
        return table == null
                ? Stream.empty()
                : GateTables.cases(table).stream()
                        .map(row -> DynamicTest.dynamicTest(
                                row.name(),
                                () -> assertThat(GateCase.write(gate.judge(row.facts())))
                                        .isEqualTo(row.expected())));
    }

    private static DynamicTest completeness(Gate gate) {
        return DynamicTest.dynamicTest("the table has a row for a pass and for each reason", () -> {
            List<GateCase> rows = GateTables.cases(GateTables.yaml(gate.name()));
            Set<String> reasons = rows.stream()
                    .filter(row -> !row.expected().equals("PASS"))
                    .map(row -> row.expected().split(" ", -1)[1])
                    .collect(Collectors.toSet());
            assertThat(rows).extracting(GateCase::expected).contains("PASS");
            assertThat(reasons)
                    .containsExactlyInAnyOrderElementsOf(EnumSet.copyOf(gate.reasons()).stream()
                            .map(reason -> reason.text())
                            .toList());
            assertThat(rows).extracting(GateCase::name).doesNotHaveDuplicates();
        });
    }
}
