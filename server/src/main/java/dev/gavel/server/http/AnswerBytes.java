package dev.gavel.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An {@link Answer} as it goes over the wire (RFC 9112): status line, headers and body in one buffer.
 *
 * <p>Thread safety: stateless.
 */
final class AnswerBytes {

    private static final String ALWAYS =
            "cache-control: no-store\r\nx-content-type-options: nosniff\r\ngavel-trace-id: ";
    private static final byte[] ALL_BUT_LENGTH_OF_JSON =
            ascii("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + ALWAYS);
    private static final byte[] LENGTH = ascii("\r\ncontent-length: ");
    private static final byte[] END_OF_LINE = ascii("\r\n");
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final int USUAL_HEAD_BYTES = 256;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private AnswerBytes() {}

    /** What becomes of the connection behind an answer, as the answer says it. */
    enum Connection {
        /** Kept, as is usual; nothing is said of it. */
        KEPT(""),
        /** Kept, which HTTP/1.0 must be told. */
        KEPT_EXPLICITLY("connection: keep-alive\r\n"),
        CLOSED("connection: close\r\n");

        @SuppressWarnings("ImmutableEnumChecker") // Written once.
        private final byte[] header;

        Connection(String header) {
            this.header = ascii(header);
        }
    }

    /**
     * The answer in a buffer of its own.
     *
     * @param withBody false for the answer to a {@code HEAD}, which says how long the body would be
     * @throws IllegalArgumentException when a header has characters that would end it
     */
    static ByteBuf of(
            Answer answer, String traceId, boolean withBody, Connection connection, ByteBufAllocator allocator) {
        byte[] body = answer.body();
        ByteBuf bytes = allocator.ioBuffer(USUAL_HEAD_BYTES + body.length);
        try {
            writeHead(answer, traceId, connection, bytes);
            if (withBody && mayHaveBody(answer.status())) {
                bytes.writeBytes(body);
            }
            return bytes;
        } catch (RuntimeException e) {
            bytes.release();
            throw e;
        }
    }

    /** What a caller waits for that asks before it sends its body. */
    static ByteBuf goOn(ByteBufAllocator allocator) {
        return allocator.ioBuffer(CONTINUE.length).writeBytes(CONTINUE);
    }

    @SuppressWarnings("ReferenceEquality") // The usual type; an equal one is merely written the longer way.
    private static void writeHead(Answer answer, String traceId, Connection connection, ByteBuf bytes) {
        if (answer.status() == OK && answer.contentType() == Answer.JSON) {
            bytes.writeBytes(ALL_BUT_LENGTH_OF_JSON);
        } else {
            bytes.writeBytes(ascii("HTTP/1.1 " + HttpResponseStatus.valueOf(answer.status()) + "\r\n"));
            writeHeader(bytes, "content-type", answer.contentType());
            ByteBufUtil.writeAscii(bytes, ALWAYS);
        }
        ByteBufUtil.writeAscii(bytes, traceId);
        if (mayHaveBody(answer.status())) {
            bytes.writeBytes(LENGTH);
            ByteBufUtil.writeAscii(bytes, Integer.toString(answer.body().length));
        }
        bytes.writeBytes(END_OF_LINE);
        if (!answer.headers().isEmpty()) {
            for (Map.Entry<String, String> header : answer.headers().entrySet()) {
                writeHeader(bytes, header.getKey(), header.getValue());
            }
        }
        bytes.writeBytes(connection.header);
        bytes.writeBytes(END_OF_LINE);
    }

    private static void writeHeader(ByteBuf bytes, String name, String value) {
        requireOneLine(name);
        requireOneLine(value);
        bytes.writeBytes((name + ": " + value + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void requireOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7F || c > 0xFF) {
                throw new IllegalArgumentException("a header has the character " + (int) c);
            }
        }
    }

    private static boolean mayHaveBody(int status) {
        return status >= OK && status != NO_CONTENT && status != NOT_MODIFIED;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
