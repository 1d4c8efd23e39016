package dev.gavel.auction.market;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML document into a {@link Node}. Only YAML's plain part is taken: anchors, aliases and tags are refused, and with them
 * documents that grow when they are expanded; so are merge keys, second documents and keys that are there twice. Size and depth are
 * limited.
 *
 * <p>Thread safety: confined to the reading thread.
 */
final class Yaml {

    /** The longest file in characters: room for some hundred lists of thirty thousand ZIP codes. */
    static final int MOST_CHARACTERS = 16 * 1024 * 1024;

    /** Lists and maps inside each other. */
    static final int MOST_DEPTH = 48;

    /** Lists, maps and values in all. */
    static final int MOST_NODES = 2_000_000;

    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .loadSettings(LoadSettings.builder()
                    .setCodePointLimit(MOST_CHARACTERS)
                    .setAllowDuplicateKeys(true) // reported here, with their paths
                    .build())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MOST_CHARACTERS)
                    .maxStringLength(MOST_CHARACTERS)
                    .maxNestingDepth(MOST_DEPTH)
                    .build())
            .build();

    private final YAMLParser parser;
    private final Problems problems;
    private int nodes;

    private Yaml(YAMLParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The document's tree; {@link Node.Broken} after a problem that leaves nothing to read. */
    static Node read(String text, Problems problems) {
        if (text.length() > MOST_CHARACTERS) {
            problems.add(
                    "", 1, "the file has " + text.length() + " characters (expected: at most " + MOST_CHARACTERS + ")");
            return new Node.Broken(1);
        }
        try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new Yaml(parser, problems).document();
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            problems.add("", line, "line " + line + " is not YAML: " + firstLine(e.getOriginalMessage()));
        } catch (YamlEngineException e) {
            problems.add("", 1, "not YAML: " + firstLine(e.getMessage()));
        }
        return new Node.Broken(1);
    }

    private Node document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            problems.add("", 1, "the file is empty");
            return new Node.Broken(1);
        }
        Node root = node(first, "");
        if (parser.nextToken() != null) {
            problems.add("", line(), "a second document begins (expected: one document)");
        }
        return root;
    }

    private Node node(JsonToken token, String path) {
        int line = line();
        if (++nodes > MOST_NODES) {
            throw new YamlEngineException("more than " + MOST_NODES + " values");
        }
        if (parser.isCurrentAlias()) {
            problems.add(path, line, "aliases are not taken: write the value out");
            return new Node.Broken(line);
        }
        if (parser.getObjectId() != null) {
            problems.add(path, line, "anchors are not taken: write the value out where it is needed");
        }
        if (parser.getTypeId() != null) {
            problems.add(path, line, "tags are not taken");
        }
        return switch (token) {
            case START_OBJECT -> mapping(line, path);
            case START_ARRAY -> sequence(line, path);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                new Node.Scalar(line, Node.Scalar.Type.NUMBER, parser.getString());
            case VALUE_TRUE, VALUE_FALSE -> new Node.Scalar(line, Node.Scalar.Type.BOOLEAN, parser.getString());
            case VALUE_NULL -> new Node.Empty(line);
            case VALUE_STRING, VALUE_EMBEDDED_OBJECT, PROPERTY_NAME, END_ARRAY, END_OBJECT, NOT_AVAILABLE ->
                new Node.Scalar(line, Node.Scalar.Type.TEXT, parser.getString());
        };
    }

    private Node sequence(int line, String path) {
        List<Node> list = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            list.add(node(token, path + "[" + list.size() + "]"));
        }
        return new Node.Sequence(line, list);
    }

    private Node mapping(int line, String path) {
        Map<String, Node> map = new LinkedHashMap<>();
        for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
            String key = parser.currentName();
            String keyPath = path.isEmpty() ? Problems.key(key) : path + "." + Problems.key(key);
            int keyLine = line();
            Node value = node(next(), keyPath);
            Node first = map.putIfAbsent(key, value);
            if (first != null) {
                problems.add(keyPath, keyLine, "is there twice (first on line " + first.line() + ")");
            }
        }
        return new Node.Mapping(line, map);
    }

    private JsonToken next() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new YamlEngineException("the document ends early");
        }
        return token;
    }

    private int line() {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
