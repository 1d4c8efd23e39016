package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects a body up to a limit. Confined to the request's event loop. */
final class BodyBuffer {

    /** What a promise alone is worth: whoever promises a long body and sends none must not have the memory for it. */
    private static final int MOST_PROMISED = 4_096;

    private final int limit;
    private byte[] bytes;
    private int size;

    /** @param expected how long it will be if the caller keeps its word */
    BodyBuffer(int limit, int expected) {
        this.limit = limit;
        this.bytes = new byte[Math.min(expected, MOST_PROMISED)];
    }

    /** Why a body of more than so many bytes is not taken. */
    static Refusal tooLarge(int limit) {
        return Refusal.of(413, Reason.BODY_TOO_LARGE, "The limit is " + limit + " bytes.");
    }

    /**
     * Appends a chunk; the chunk stays its caller's to release.
     *
     * @throws Refusal 413 when that is more than the limit
     */
    void add(ByteBuf chunk) {
        int more = chunk.readableBytes();
        if (size + more > limit) {
            throw tooLarge(limit);
        }
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(2 * bytes.length, size + more)));
        }
        chunk.getBytes(chunk.readerIndex(), bytes, size, more);
        size += more;
    }

    byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
