package dev.gavel.server.testing;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * {@code openapi.yaml} as something that answers can be held against.
 *
 * <p>Thread safety: any thread.
 */
public final class OpenApiContract {

    private static final String RESOURCE = "/dev/gavel/server/openapi.yaml";
    /** JSON Schema of OpenAPI 3.1; the components are there to be referred to. */
    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
            .keyword(new NonValidationKeyword("components"))
            .build();

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final OpenApiContract SHARED = new OpenApiContract(read());

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(DIALECT);
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

    private OpenApiContract(JsonNode document) {
        this.document = document;
    }

    /** The contract that the server ships. */
    public static OpenApiContract shipped() {
        return SHARED;
    }

    private static JsonNode read() {
        try (InputStream in = OpenApiContract.class.getResourceAsStream(RESOURCE)) {
            return YAMLMapper.shared().readTree(in);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The whole document. */
    public JsonNode document() {
        return document;
    }

    /**
     * Checks that the contract knows this answer: the operation, the status, and the body's shape. A path that the contract does not have must
     * be answered with 404, a method that it does not have with 405.
     *
     * @param path as sent; a query is ignored
     * @throws AssertionError that says what differs
     */
    public void check(String method, String path, int status, String body) {
        String answer = method + " " + path + " " + status;
        JsonNode response = response(method, path, status, answer);
        JsonNode content = response.path("content");
        if (content.isMissingNode() || content.isEmpty()) {
            require(body.isEmpty(), answer + ": a body where the contract has none");
            return;
        }
        Map.Entry<String, JsonNode> only = content.properties().iterator().next();
        JsonNode value =
                only.getKey().endsWith("json") ? parse(body, answer) : JsonNodeFactory.instance.stringNode(body);
        List<String> differences = differences(only.getValue().path("schema"), value);
        require(differences.isEmpty(), answer + ": " + String.join("; ", differences) + "\n" + body);
    }

    private JsonNode response(String method, String path, int status, String answer) {
        JsonNode operations = operations(path);
        if (operations == null) {
            require(status == 404, answer + ": the contract has no such path");
            return component("responses", "NotFound");
        }
        JsonNode operation = operations.path(method.toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            require(status == 405, answer + ": the contract has no such method");
            return component("responses", "MethodNotAllowed");
        }
        JsonNode response = operation.path("responses").path(Integer.toString(status));
        require(!response.isMissingNode(), answer + ": the contract has no such status");
        return resolve(response);
    }

    private JsonNode operations(String pathAndQuery) {
        int query = pathAndQuery.indexOf('?');
        String path = query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
        for (Map.Entry<String, JsonNode> entry : document.path("paths").properties()) {
            String pattern = entry.getKey().replaceAll("\\{[^}]+}", "[^/]+");
            if (path.matches(pattern)) {
                return entry.getValue();
            }
        }
        return null;
    }

    private JsonNode component(String kind, String name) {
        return document.path("components").path(kind).path(name);
    }

    /** What a reference stands for; anything else is itself. */
    public JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isString() ? document.at(reference.stringValue().substring(1)) : node;
    }

    /** How a value differs from a schema of the document; empty when it fits. */
    public List<String> differences(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    private Schema compile(JsonNode schema) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("components", document.path("components"));
        whole.putArray("allOf").add(schema);
        return registry.getSchema(whole);
    }

    private static JsonNode parse(String body, String answer) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new AssertionError(answer + ": not JSON: " + body, e);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
