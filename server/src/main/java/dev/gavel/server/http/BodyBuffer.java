package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects a body up to a limit. Confined to the request's event loop. */
final class BodyBuffer {

    private static final byte[] EMPTY = new byte[0];

    private final int limit;
    private byte[] bytes = EMPTY;

    BodyBuffer(int limit) {
        this.limit = limit;
    }

    /** Appends a chunk; the chunk stays its caller's to release. */
    void add(ByteBuf chunk) {
        int length = bytes.length;
        int more = chunk.readableBytes();
        if (length + more > limit) {
            throw Refusal.of(413, Reason.BODY_TOO_LARGE, "The limit is " + limit + " bytes.");
        }
        bytes = Arrays.copyOf(bytes, length + more);
        chunk.getBytes(chunk.readerIndex(), bytes, length, more);
    }

    byte[] bytes() {
        return bytes;
    }
}
