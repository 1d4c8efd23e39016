package dev.gavel.server.buyer.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A buyer's answer: the HTTP status, and the body up to a limit. What comes over a bid stream has the status 200, or 204 without a body.
 *
 * <p>Thread safety: confined to the event loop of its connection.
 */
public final class Answer {

    /** Larger bodies are not read. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final int FIRST_BYTES = 512;

    private final int status;
    private byte[] body;
    private int length;

    /** An answer without a body yet. */
    public Answer(int status) {
        this.status = status;
        this.body = new byte[FIRST_BYTES];
    }

    /** An answer that is there as a whole. */
    public static Answer of(int status, byte[] body) {
        Answer answer = new Answer(status);
        answer.body = body;
        answer.length = body.length;
        return answer;
    }

    /**
     * Copies a part of the body; does not release it.
     *
     * @throws TooLarge when the body gets larger than {@link #MOST_BYTES}
     */
    public void add(ByteBuf part) {
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

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** 4xx. */
    public boolean isClientError() {
        return status >= 400 && status < 500;
    }

    /** The buffer that holds the body from 0 to {@link #length}; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Bytes in the body. */
    public int length() {
        return length;
    }

    /** The body has more than {@link #MOST_BYTES}. */
    public static final class TooLarge extends RuntimeException {

        TooLarge() {
            super("answer too large", null, false, false);
        }
    }
}
