package dev.gavel.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClientResponse;

/**
 * What another server answered: its status and its body, of which no more is kept than the limit allows.
 *
 * <p>Thread safety: confined to its connection's event loop until it is whole.
 */
public final class CappedAnswer {

    private static final int FIRST_BYTES = 512;

    private final int status;
    private final @Nullable String contentType;
    private final int mostBytes;
    private byte[] body = new byte[FIRST_BYTES];
    private int length;

    private CappedAnswer(int status, @Nullable String contentType, int mostBytes) {
        this.status = status;
        this.contentType = contentType;
        this.mostBytes = mostBytes;
    }

    /** Reads an answer to its end; one answer, or an error when it is larger than {@code mostBytes} or breaks off. */
    public static Publisher<CappedAnswer> read(HttpClientResponse response, ByteBufFlux content, int mostBytes) {
        int status = response.status().code();
        String contentType = response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE);
        return content.reduceWith(() -> new CappedAnswer(status, contentType, mostBytes), CappedAnswer::with);
    }

    private CappedAnswer with(ByteBuf part) {
        int size = part.readableBytes();
        if (size > mostBytes - length) {
            throw new TooLarge();
        }
        if (length + size > body.length) {
            body = Arrays.copyOf(body, Math.max(2 * body.length, length + size));
        }
        part.getBytes(part.readerIndex(), body, length, size);
        length += size;
        return this;
    }

    public int status() {
        return status;
    }

    /** As the header says it; null when there is none. */
    public @Nullable String contentType() {
        return contentType;
    }

    /** Its first {@link #length} bytes are the body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Of the body, in bytes. */
    public int length() {
        return length;
    }

    private static final class TooLarge extends RuntimeException {

        TooLarge() {
            super("answer too large", null, false, false);
        }
    }
}
