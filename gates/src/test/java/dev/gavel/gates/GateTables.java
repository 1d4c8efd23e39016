package dev.gavel.gates;

import dev.gavel.auction.contract.Buyer;
import java.io.InputStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The tables beside the tests, and the gates that they are tables of. */
final class GateTables {

    static final Gates GATES = Gates.standard(GateRules.bundled());

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonNode GIVEN = yaml("given");

    private GateTables() {}

    /** The table of this name, or null. */
    static @Nullable JsonNode yamlOrNull(String name) {
        InputStream in = GateTables.class.getResourceAsStream(name + ".yaml");
        return in == null ? null : YAML.readTree(in);
    }

    static JsonNode yaml(String name) {
        JsonNode yaml = yamlOrNull(name);
        if (yaml == null) {
            throw new IllegalStateException("gates/src/test/resources/dev/gavel/gates/" + name + ".yaml is not there");
        }
        return yaml;
    }

    /** The cases of a table with {@code given} and {@code cases}. */
    static List<GateCase> cases(JsonNode table) {
        List<GateCase> cases = new ArrayList<>();
        for (JsonNode row : table.path("cases")) {
            cases.add(GateCase.read(List.of(GIVEN, table.path("given"), row)));
        }
        return cases;
    }

    /** One row outside a table. */
    static GateCase row(JsonNode row) {
        return GateCase.read(List.of(GIVEN, row));
    }

    /** A buyer of this legal name that asks for nothing of its own. */
    static Buyer buyer(String legalName) {
        return buyer(legalName, Duration.ZERO);
    }

    /** A buyer of this legal name that takes no consumer twice within a time. */
    static Buyer buyer(String legalName, Duration repeatWindow) {
        return new Buyer("buyer", legalName, ZoneOffset.UTC, List.of(), 0, List.of())
                .withRepeatWindow(repeatWindow);
    }

    /** Facts that every gate passes. */
    static Facts passing() {
        return GateCase.read(List.of(GIVEN, YAML.readTree("{name: given, expect: PASS}")))
                .facts();
    }
}
