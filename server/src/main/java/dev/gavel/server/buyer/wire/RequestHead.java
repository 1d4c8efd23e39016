package dev.gavel.server.buyer.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;

/**
 * What all requests of one endpoint have in common: method, path and headers, put together once.
 *
 * <p>Thread safety: immutable.
 */
public final class RequestHead {

    private static final AsciiString TIMEOUT = AsciiString.cached("gavel-timeout-ms");
    private static final AsciiString PING_ID = AsciiString.cached("gavel-ping-id");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final byte[] TIMEOUT_LINE = "gavel-timeout-ms: ".getBytes(US_ASCII);
    private static final byte[] PING_ID_LINE = "\r\ngavel-ping-id: ".getBytes(US_ASCII);
    private static final byte[] LENGTH_LINE = "\r\ncontent-length: ".getBytes(US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(US_ASCII);
    private static final int MORE_BYTES = 128;

    private final Target target;
    private final Map<String, String> headers;
    private final byte[] http1;

    /**
     * A POST.
     *
     * @param headers by lower-case name; visible ASCII only
     */
    public RequestHead(Target target, Map<String, String> headers) {
        this.target = target;
        this.headers = Map.copyOf(headers);
        StringBuilder text = new StringBuilder(256)
                .append("POST ")
                .append(target.path())
                .append(" HTTP/1.1\r\nhost: ")
                .append(target.authority())
                .append("\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        this.http1 = text.toString().getBytes(US_ASCII);
    }

    /** Appends the whole request as HTTP/1.1. */
    void writeHttp1(ByteBuf out, Ask ask) {
        byte[] body = ask.body();
        out.ensureWritable(http1.length + body.length + ask.pingId().length() + MORE_BYTES);
        out.writeBytes(http1).writeBytes(TIMEOUT_LINE);
        Digits.write(out, ask.leftMillis());
        out.writeBytes(PING_ID_LINE);
        out.writeCharSequence(ask.pingId(), US_ASCII);
        out.writeBytes(LENGTH_LINE);
        Digits.write(out, body.length);
        out.writeBytes(END).writeBytes(body);
    }

    /** The headers of the request as HTTP/2. */
    Http2Headers http2(Ask ask) {
        Http2Headers all = new DefaultHttp2Headers(false, headers.size() + 8);
        all.method("POST")
                .scheme(target.secure() ? "https" : "http")
                .authority(target.authority())
                .path(target.path());
        headers.forEach(all::add);
        all.add(TIMEOUT, Long.toString(ask.leftMillis()));
        all.add(PING_ID, ask.pingId());
        all.add(CONTENT_LENGTH, Integer.toString(ask.body().length));
        return all;
    }
}
