package dev.gavel.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

final class OpenApiContractTest {

    private static final String PING = "ping_01kb2d6x0ge6k9bq3x4v5w6y7z";
    private static final Pattern ROUTE = Pattern.compile("\\.on\\(\\s*\"([A-Z]+)\",\\s*\"([^\"]+)\"");

    private final OpenApiContract contract = OpenApiContract.shipped();
    private final JsonNode document = contract.document();

    @Test
    void theDocumentIsOpenApi31() {
        assertThat(document.path("openapi").stringValue()).isEqualTo("3.1.0");
    }

    @TestFactory
    List<DynamicTest> everyExampleFitsItsSchema() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, JsonNode> content : contents("", document).entrySet()) {
            for (Map.Entry<String, JsonNode> example :
                    content.getValue().path("examples").properties()) {
                JsonNode value = contract.resolve(example.getValue()).path("value");
                tests.add(DynamicTest.dynamicTest(
                        content.getKey() + " " + example.getKey(),
                        () -> assertThat(contract.differences(content.getValue().path("schema"), value))
                                .isEmpty()));
            }
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests;
    }

    /** Every object with a schema and examples, by where it stands. */
    private static Map<String, JsonNode> contents(String at, JsonNode node) {
        Map<String, JsonNode> found = new java.util.TreeMap<>();
        if (node.isObject() && node.has("schema") && node.has("examples")) {
            found.put(at, node);
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            found.putAll(contents(at + "/" + entry.getKey(), entry.getValue()));
        }
        return found;
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(document.findValues("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.stringValue().substring(1))
                                        .isMissingNode())
                        .as(reference.stringValue())
                        .isFalse());
    }

    @Test
    void theContractHasEveryRouteAndNoOther() throws Exception {
        Set<String> routes = new TreeSet<>();
        ROUTE.matcher(Files.readString(Path.of("src/main/java/dev/gavel/server/Routes.java")))
                .results()
                .forEach(route -> routes.add(route.group(1) + " "
                        + (route.group(2).endsWith("/") ? route.group(2) + "{id}" : route.group(2))));
        Set<String> documented = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method ->
                                documented.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));

        assertThat(documented).isEqualTo(routes);
    }

    @Test
    void anAnswerOfTheContractPasses() {
        assertThatCode(() -> contract.check(
                        "GET",
                        "/api/pings/" + PING + "?x=1",
                        200,
                        "{\"status\":\"expired\",\"ping_id\":\"" + PING
                                + "\",\"expires_at\":\"2026-11-21T15:09:05Z\"}"))
                .doesNotThrowAnyException();
        assertThatCode(() -> contract.check("GET", "/livez", 200, "alive\n")).doesNotThrowAnyException();
    }

    @Test
    void whatIsNotInTheContractIsTold() {
        assertThatThrownBy(
                        () -> contract.check("GET", "/api/health", 200, "{\"status\":\"ok\",\"checks\":[],\"more\":1}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("more");
        assertThatThrownBy(() -> contract.check("GET", "/api/health", 200, "{\"status\":\"fine\",\"checks\":[]}"))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> contract.check("GET", "/api/health", 201, "{}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no such status");
        assertThatThrownBy(() -> contract.check("GET", "/api/nothing", 200, "{}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no such path");
        assertThatThrownBy(() -> contract.check("PUT", "/api/ping", 200, "{}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no such method");
        assertThatThrownBy(() -> contract.check("POST", "/api/ping", 200, "not JSON"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not JSON");
    }
}
