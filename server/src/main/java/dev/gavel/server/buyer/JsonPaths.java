package dev.gavel.server.buyer;

import dev.gavel.server.buyer.wire.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Picks the scalars at some dotted paths out of a JSON document, in one pass. A part of a path is a key, or a position in a list from 0.
 *
 * <p>Thread safety: immutable.
 */
final class JsonPaths {

    private static final int MOST_DEPTH = 32;
    private static final int MOST_NUMBER_CHARS = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxNumberLength(MOST_NUMBER_CHARS)
                    .maxDocumentLength(Answer.MOST_BYTES)
                    .build())
            .build();

    private final Branch root;
    private final int count;

    private JsonPaths(Branch root, int count) {
        this.root = root;
        this.count = count;
    }

    /**
     * Compiles paths.
     *
     * @param paths null for a slot that is never filled
     * @throws IllegalArgumentException for an empty path or part
     */
    static JsonPaths compile(List<@Nullable String> paths) {
        Branch root = new Branch("");
        for (int slot = 0; slot < paths.size(); slot++) {
            String path = paths.get(slot);
            if (path != null) {
                root.grow(path, slot);
            }
        }
        return new JsonPaths(root, paths.size());
    }

    /**
     * The text of each path's scalar; null in a slot where the document has none, null as a whole when the document is malformed, too deep, or
     * has a path twice: then it is not safe to tell which value is meant.
     */
    @Nullable
    String @Nullable [] read(byte[] json, int length) {
        @Nullable String[] found = new String[count];
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json, 0, length)) {
            JsonToken first = parser.nextToken();
            boolean sound = first != null && walk(parser, first, root, found) && parser.nextToken() == null;
            return sound ? found : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    /** Reads the value on which the parser stands; false when a path is there twice. */
    private static boolean walk(JsonParser parser, JsonToken token, Branch branch, @Nullable String[] found) {
        if (token == JsonToken.START_OBJECT) {
            return walkObject(parser, branch, found);
        }
        if (token == JsonToken.START_ARRAY) {
            return walkList(parser, branch, found);
        }
        return token == JsonToken.VALUE_NULL || branch.fill(found, parser.getString());
    }

    private static boolean walkObject(JsonParser parser, Branch branch, @Nullable String[] found) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (!walkMember(parser, branch.child(name), found)) {
                return false;
            }
        }
        return true;
    }

    private static boolean walkList(JsonParser parser, Branch branch, @Nullable String[] found) {
        int position = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Branch child = branch.children.isEmpty() ? null : branch.child(Integer.toString(position));
            if (child == null) {
                parser.skipChildren();
            } else if (!walk(parser, token, child, found)) {
                return false;
            }
            position++;
        }
        return true;
    }

    private static boolean walkMember(JsonParser parser, @Nullable Branch child, @Nullable String[] found) {
        JsonToken token = parser.nextToken();
        if (child == null) {
            parser.skipChildren();
            return true;
        }
        return walk(parser, token, child, found);
    }

    /** The paths that have the same beginning. Mutable only while paths are compiled. */
    private static final class Branch {

        private final String key;
        private final List<Branch> children = new ArrayList<>();
        private final List<Integer> slots = new ArrayList<>();

        Branch(String key) {
            this.key = key;
        }

        void grow(String path, int slot) {
            Branch branch = this;
            int start = 0;
            while (start <= path.length()) {
                int dot = path.indexOf('.', start);
                int end = dot < 0 ? path.length() : dot;
                if (end == start) {
                    throw new IllegalArgumentException("path: '" + path + "' (expected: keys with dots between them)");
                }
                branch = branch.grown(path.substring(start, end));
                start = end + 1;
            }
            branch.slots.add(slot);
        }

        private Branch grown(String name) {
            Branch child = child(name);
            if (child == null) {
                child = new Branch(name);
                children.add(child);
            }
            return child;
        }

        @Nullable
        Branch child(String name) {
            for (int i = 0; i < children.size(); i++) {
                if (children.get(i).key.equals(name)) {
                    return children.get(i);
                }
            }
            return null;
        }

        boolean fill(@Nullable String[] found, String text) {
            for (int i = 0; i < slots.size(); i++) {
                int slot = slots.get(i);
                if (found[slot] != null) {
                    return false;
                }
                found[slot] = text;
            }
            return true;
        }
    }
}
