package dev.gavel.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes JSON documents. Thread safety: stateless. */
public final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int USUAL_BYTES = 256;

    private Json() {}

    /** The bytes of one object whose members {@code members} writes. */
    public static byte[] object(Consumer<JsonGenerator> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            generator.writeStartObject();
            members.accept(generator);
            generator.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** The same as text. */
    public static String objectText(Consumer<JsonGenerator> members) {
        return new String(object(members), StandardCharsets.UTF_8);
    }

    /** Writes a member whose text may be missing: then null. */
    public static void writeNullable(JsonGenerator generator, String name, @Nullable String text) {
        if (text == null) {
            generator.writeNullProperty(name);
        } else {
            generator.writeStringProperty(name, text);
        }
    }
}
