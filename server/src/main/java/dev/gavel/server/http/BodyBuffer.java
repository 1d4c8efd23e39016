package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects a body up to a limit. Confined to the request's event loop. */
final class BodyBuffer {

    /** What a promise alone is worth: whoever promises a long body and sends none must not have the memory for it. */
    private static final int MOST_PROMISED = 4_096;

    /** Parts of a body that came in chunks, in which others put a whole file; more make more work than they are worth. */
    private static final int LEAST_PARTS = 1_024;

    private static final int BYTES_PER_PART = 64;

    private final int limit;
    private byte[] bytes;
    private int size;
    private int parts;

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
     * Appends a chunk of a body whose chunks its sender has made; the chunk stays its caller's to release.
     *
     * @throws Refusal 413 when that is more than the limit, or when there are too many of them
     */
    void addChunk(ByteBuf chunk) {
        int most = Math.max(LEAST_PARTS, limit / BYTES_PER_PART);
        parts += chunk.isReadable() ? 1 : 0;
        if (parts > most) {
            throw Refusal.of(413, Reason.BODY_TOO_LARGE, "The limit is " + most + " parts.");
        }
        add(chunk);
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
