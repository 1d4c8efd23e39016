package dev.gavel.gates;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Vetting;
import dev.gavel.gates.source.CidrList;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The tables beside the tests, and the gates that they are tables of. */
final class GateTables {

    /** Addresses that the tables take for bad, by a list of 1 March 2026 that is good for a week. */
    private static final IpReputation BAD_ADDRESSES = CidrList.of(
            Instant.parse("2026-03-01T00:00:00Z"), Duration.ofDays(7), List.of("198.51.100.0/24", "2001:db8:bad::/48"));

    static final Gates GATES = newGates();

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonNode GIVEN = yaml("given");

    private GateTables() {}

    /** Gates like {@link #GATES} that nobody else asks. */
    static Gates newGates() {
        return Gates.standard(GateRules.bundled(), BAD_ADDRESSES);
    }

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

    /** One row of a table. */
    static GateCase row(JsonNode table, JsonNode row) {
        return GateCase.read(List.of(GIVEN, table.path("given"), row));
    }

    static JsonNode parse(String yaml) {
        return YAML.readTree(yaml);
    }

    /** One row outside a table. */
    static GateCase row(JsonNode row) {
        return GateCase.read(List.of(GIVEN, row));
    }

    /** A buyer of this legal name that asks for nothing of its own, and was vetted for the year. */
    static Buyer buyer(String legalName) {
        return new Buyer("buyer", legalName, ZoneOffset.UTC, List.of(), 0, List.of())
                .withVetting(new Vetting(
                        LocalDate.parse("2026-01-01"),
                        "compliance",
                        LocalDate.parse("2026-12-31"),
                        "to call about what was asked for",
                        Set.of("example"),
                        List.of()));
    }

    /** The same that takes no consumer twice within a time. */
    static Buyer buyer(String legalName, Duration repeatWindow) {
        return buyer(legalName).withRepeatWindow(repeatWindow);
    }

    /** Facts that every gate passes. */
    static Facts passing() {
        return GateCase.read(List.of(GIVEN, YAML.readTree("{name: given, expect: PASS}")))
                .facts();
    }
}
