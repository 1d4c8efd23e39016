package dev.gavel.server.buyer;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A buyer's HTTP answer: the status, and the body up to a limit.
 *
 * <p>Thread safety: confined to the event loop of its connection.
 */
final class Answer {

    /** Larger bodies are not read. */
    static final int MOST_BYTES = 64 * 1024;

    private static final int FIRST_BYTES = 512;

    private final int status;
    private byte[] body;
    private int length;

    Answer(int status) {
        this.status = status;
        this.body = new byte[FIRST_BYTES];
    }

    /** An answer that is there as a whole. */
    static Answer of(int status, byte[] body) {
        Answer answer = new Answer(status);
        answer.body = body;
        answer.length = body.length;
        return answer;
    }

    /** Copies a part of the body; does not release it. */
    void add(ByteBuf part) {
        int size = part.readableBytes();
        if (size > MOST_BYTES - length) {
            throw new TooLarge();
        }
        if (length + size > body.length) {
            body = Arrays.copyOf(body, Math.min(MOST_BYTES, Math.max(2 * body.length, length + size)));
        }
        part.getBytes(part.readerIndex(), body, length, size);
        length += size;
    }

    int status() {
        return status;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isClientError() {
        return status >= 400 && status < 500;
    }

    /** The buffer that holds the body from 0 to {@link #length}; not a copy. */
    byte[] body() {
        return body;
    }

    int length() {
        return length;
    }

    /** The body has more than {@link #MOST_BYTES}. */
    static final class TooLarge extends RuntimeException {

        TooLarge() {
            super("answer too large", null, false, false);
        }
    }
}
