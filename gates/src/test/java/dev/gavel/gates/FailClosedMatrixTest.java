package dev.gavel.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Each gate x each way in which its facts can be absent: the verdict is never PASS, and neither is the chain's. The matrix is {@code
 * fail-closed.yaml}; a gate that is added without its rows fails here.
 */
class FailClosedMatrixTest {

    private static final String WAYS = "ways";
    private static final JsonNode MATRIX = GateTables.yaml("fail-closed");

    @Test
    void everyGateHasEveryWay() {
        List<String> ways = List.copyOf(MATRIX.path(WAYS).propertyNames());
        List<String> gates = new ArrayList<>(MATRIX.propertyNames());
        gates.remove(WAYS);
        assertThat(gates)
                .containsExactlyInAnyOrderElementsOf(
                        GateTables.GATES.all().stream().map(Gate::name).toList());
        for (String gate : gates) {
            assertThat(MATRIX.path(gate).propertyNames()).as(gate).containsExactlyInAnyOrderElementsOf(ways);
            for (String way : ways) {
                JsonNode cell = MATRIX.path(gate).path(way);
                assertThat(cell.isString() ? !cell.asString().isBlank() : !cell.isEmpty())
                        .as("%s, %s: rows, or why there are none", gate, way)
                        .isTrue();
            }
            assertThat(MATRIX.path(gate)).as("%s has rows", gate).anyMatch(JsonNode::isArray);
        }
    }

    @TestFactory
    Stream<DynamicTest> noGatePassesWithoutItsFacts() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Gate gate : GateTables.GATES.all()) {
            for (String way : MATRIX.path(WAYS).propertyNames()) {
                for (JsonNode row : MATRIX.path(gate.name()).path(way)) {
                    tests.add(DynamicTest.dynamicTest(gate.name() + ", " + way + ": " + row, () -> check(gate, row)));
                }
            }
        }
        return tests.stream();
    }

    @Test
    void theGivenFactsPass() {
        assertThat(GateTables.GATES.screenAll(GateTables.passing())).isEqualTo(Verdict.PASS);
    }

    private static void check(Gate gate, JsonNode row) {
        ObjectNode complete = ((ObjectNode) row).deepCopy();
        complete.put("name", row.toString()).put("expect", "");
        Facts facts = GateTables.row(complete).facts();
        assertThat(gate.judge(facts).kind()).isNotEqualTo(Verdict.Kind.PASS);
        assertThat(GateTables.GATES.screenAll(facts).kind()).isNotEqualTo(Verdict.Kind.PASS);
    }
}
