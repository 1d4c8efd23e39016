package dev.gavel.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Writes JSON documents. Thread safety: any thread; each has a buffer that it uses again. */
public final class Json {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // A document is written to its end on one thread.
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();
    private static final ThreadLocal<Buffer> BUFFER = ThreadLocal.withInitial(Buffer::new);

    private Json() {}

    /** Bytes that can be made a text without a copy of them. */
    private static final class Buffer extends ByteArrayOutputStream {

        private static final int USUAL_BYTES = 4_096;
        private static final int MOST_BYTES_KEPT = 65_536;

        Buffer() {
            super(USUAL_BYTES);
        }

        @Override
        public synchronized void reset() {
            super.reset();
            if (buf.length > MOST_BYTES_KEPT) {
                buf = new byte[USUAL_BYTES];
            }
        }
    }

    /** The bytes of one object whose members {@code members} writes; these must not write another document. */
    public static byte[] object(Consumer<JsonGenerator> members) {
        return written(members).toByteArray();
    }

    /** The same as text. */
    public static String objectText(Consumer<JsonGenerator> members) {
        return written(members).toString(StandardCharsets.UTF_8);
    }

    private static Buffer written(Consumer<JsonGenerator> members) {
        Buffer bytes = BUFFER.get();
        bytes.reset();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            generator.writeStartObject();
            members.accept(generator);
            generator.writeEndObject();
        }
        return bytes;
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
