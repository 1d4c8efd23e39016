package dev.gavel.bench.ceiling;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The answer that every ceiling gives to every ping: as long as one of Gavel's, and always the same. */
final class FixedAnswer {

    private static final byte[] JSON =
            ("{\"status\":\"accepted\",\"ping_id\":\"ping_01kaa0000000000000000000ab\",\"price\":\"42.50\","
                            + "\"currency\":\"USD\",\"expires_at\":\"2026-11-22T12:00:00Z\",\"legs\":[]}")
                    .getBytes(US_ASCII);

    private static final ByteBuf BUFFER = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(JSON.length).writeBytes(JSON).asReadOnly());

    /** What is found in every answer. */
    static final String MARKER = "\"accepted\"";

    static final String LENGTH = Integer.toString(JSON.length);

    private FixedAnswer() {}

    /** A view with indices of its own; need not be released. */
    static ByteBuf body() {
        return BUFFER.duplicate();
    }
}
