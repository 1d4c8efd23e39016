package dev.gavel.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A request from the moment its head has come until it is answered.
 *
 * <p>Thread safety: confined to the connection's event loop.
 */
final class IncomingRequest {

    private static final long UNDECLARED = -1;

    private final HttpRequest head;
    private final String path;
    private final String traceId;
    private final long arrivedNanos = System.nanoTime();
    private final long declaredBytes;
    private final BodyBuffer body;
    private boolean admitted;

    /** @param limits what the head declares may be beyond them: see {@link #declaresTooMuch} */
    IncomingRequest(HttpRequest head, HttpLimits limits) {
        this.head = head;
        this.path = pathOf(head.uri());
        this.traceId = Trace.idFrom(head.headers().get("traceparent"));
        this.declaredBytes = head.decoderResult().isFailure() ? 0 : HttpUtil.getContentLength(head, UNDECLARED);
        this.body = new BodyBuffer(limits.bodyBytes(), Math.clamp(declaredBytes, 0, limits.bodyBytes()));
    }

    private static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    String path() {
        return path;
    }

    String traceId() {
        return traceId;
    }

    String method() {
        return head.method().name();
    }

    /** Why the decoder could not make sense of the head, or where its body ends; null when it could. */
    @Nullable
    Throwable malformed() {
        Throwable cause = head.decoderResult().cause();
        return cause == null && isOfUnknownCoding() ? new IllegalArgumentException("unknown Transfer-Encoding") : cause;
    }

    /** Nothing but {@code chunked} is understood; without it nobody knows where the body ends. */
    private boolean isOfUnknownCoding() {
        String coding = head.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
        return coding != null
                && (!HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)
                        || head.headers()
                                        .getAll(HttpHeaderNames.TRANSFER_ENCODING)
                                        .size()
                                > 1);
    }

    boolean declaresTooMuch(HttpLimits limits) {
        return declaredBytes > limits.bodyBytes();
    }

    /** Whether the caller sends the body only when it is told to. */
    boolean waitsToGoOn() {
        return HttpUtil.is100ContinueExpected(head);
    }

    boolean keepsConnection() {
        return HttpUtil.isKeepAlive(head);
    }

    boolean isOfHttp10() {
        return HttpVersion.HTTP_1_0.equals(head.protocolVersion());
    }

    /** Whether the answer has its body; not to a {@code HEAD}. */
    boolean wantsBody() {
        return !HttpMethod.HEAD.equals(head.method());
    }

    /** @throws Refusal 413 when that is more than allowed */
    void append(ByteBuf piece) {
        if (declaredBytes == UNDECLARED) {
            body.addChunk(piece);
        } else {
            body.add(piece);
        }
    }

    Call call(String remoteAddress) {
        String uri = head.uri();
        String query = uri.length() > path.length() ? uri.substring(path.length() + 1) : "";
        return new Call(method(), path, query, head.headers(), remoteAddress, body.bytes(), traceId, arrivedNanos);
    }

    /** It has a place at the {@link Admission}. */
    void admitted() {
        admitted = true;
    }

    /** Gives the place back; false when it had none any more. */
    boolean takeAdmission() {
        boolean had = admitted;
        admitted = false;
        return had;
    }
}
