package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import io.netty.buffer.Unpooled;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The HTTP server: reads each request whole within its limits, hands it to the routes, and sends the answer. Runs on the shared event loops.
 *
 * <p>Thread safety: any thread.
 */
public final class HttpDoor {

    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);

    private final HttpLimits limits;
    private final Admission admission;
    private final Route routes;
    private final HttpServer server;
    private @Nullable DisposableServer bound;

    /**
     * @param host address to listen on
     * @param port 0 for any free one
     * @param tls null for plain HTTP
     */
    public HttpDoor(
            String host,
            int port,
            @Nullable Tls tls,
            HttpLimits limits,
            LoopResources loops,
            Admission admission,
            Route routes) {
        this.limits = limits;
        this.admission = admission;
        this.routes = routes;
        HttpServer plain = HttpServer.create()
                .host(host)
                .port(port)
                .runOn(loops)
                .channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
                .idleTimeout(limits.idle())
                .requestTimeout(limits.request())
                .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(limits.requestLineBytes())
                        .maxHeaderSize(limits.headerBytes())
                        .validateHeaders(true))
                .handle(this::serve);
        this.server = tls == null ? plain : plain.secure(ssl -> ssl.sslContext(tls.serverContext()));
    }

    /** Starts to listen. Blocks; for start-up. */
    public void start() {
        bound = server.bindNow();
    }

    /** The port that it listens on. */
    public int port() {
        if (bound == null) {
            throw new IllegalStateException("not started");
        }
        return bound.port();
    }

    /** Stops listening and waits for what is in flight, at most so long. Blocks; for shutdown. */
    public void stop(Duration patience) {
        if (bound != null) {
            bound.disposeNow(patience);
        }
    }

    private Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
        String traceId = Trace.idFrom(request.requestHeaders().get("traceparent"));
        String path = pathOf(request.uri());
        try {
            admission.enter(path);
        } catch (Refusal refusal) {
            return send(response, Problem.of(refusal, traceId), traceId);
        }
        return body(request)
                .flatMap(bytes -> routes.answer(call(request, path, bytes, traceId)))
                .onErrorResume(failure ->
                        failure instanceof CallerGone ? Mono.empty() : Mono.just(Problem.of(failure, traceId)))
                .doOnNext(answer -> log(request, path, answer, traceId))
                .flatMap(answer -> send(response, answer, traceId))
                .doFinally(_ -> admission.leave(path));
    }

    /** One line for each request where debugging is on: what was asked and answered, never what was in it. */
    private static void log(HttpServerRequest request, String path, Answer answer, String traceId) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue("trace_id", traceId)
                    .addKeyValue("method", request.method().name())
                    .addKeyValue("path", Call.shown(path))
                    .addKeyValue("status", answer.status())
                    .log("Answered");
        }
    }

    private Mono<byte[]> body(HttpServerRequest request) {
        String declared = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
        if (declared != null && (declared.length() > 9 || Long.parseLong(declared) > limits.bodyBytes())) {
            return Mono.error(Refusal.of(413, Reason.BODY_TOO_LARGE, "The limit is " + limits.bodyBytes() + " bytes."));
        }
        return request.receive()
                .collect(() -> new BodyBuffer(limits.bodyBytes()), BodyBuffer::add)
                .map(BodyBuffer::bytes)
                .onErrorMap(HttpDoor::unread);
    }

    /** Why a body could not be read. What is neither ours nor a lost connection is the server's request timeout, whose class is not public. */
    private static Throwable unread(Throwable failure) {
        if (failure instanceof Refusal) {
            return failure;
        }
        return failure instanceof IOException || failure instanceof AbortedException
                ? new CallerGone()
                : Refusal.of(408, Reason.REQUEST_TIMEOUT);
    }

    private static Call call(HttpServerRequest request, String path, byte[] body, String traceId) {
        String uri = request.uri();
        String query = uri.length() > path.length() ? uri.substring(path.length() + 1) : "";
        InetSocketAddress remote = request.remoteAddress();
        String address = remote == null || remote.getAddress() == null
                ? ""
                : remote.getAddress().getHostAddress();
        return new Call(
                request.method().name(),
                path,
                query,
                request.requestHeaders(),
                address,
                body,
                traceId,
                System.nanoTime());
    }

    private static Mono<Void> send(HttpServerResponse response, Answer answer, String traceId) {
        response.status(answer.status())
                .header(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length))
                .header(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .header("x-content-type-options", "nosniff")
                .header("gavel-trace-id", traceId);
        answer.headers().forEach(response::header);
        if (answer.status() == 413 || answer.status() == 408) {
            // The rest of the body is not read: the connection cannot be used again.
            response.header(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response.sendObject(Unpooled.wrappedBuffer(answer.body())).then();
    }

    private static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /** The caller hung up before it had sent its request: there is nobody to answer. */
    private static final class CallerGone extends RuntimeException {

        private CallerGone() {
            super("the caller hung up", null, false, false);
        }
    }
}
