package dev.gavel.bench.ceiling;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderValues.APPLICATION_JSON;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpMethod;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Reactor Netty's server as an application would use it: the body aggregated, the {@link Work} done, the {@link FixedAnswer} sent.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ReactorNettyServer implements CeilingServer {

    private final EventLoopGroup loops;
    private final Work.Factory works;
    private final DisposableServer server;

    private ReactorNettyServer(EventLoopGroup loops, Work.Factory works, DisposableServer server) {
        this.loops = loops;
        this.works = works;
        this.server = server;
    }

    static ReactorNettyServer start(EventLoopGroup loops, Work.Factory works, int port) {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .runOn(loops)
                .httpRequestDecoder(decoder -> decoder.validateHeaders(false))
                .handle((request, response) -> handle(works, request, response))
                .bindNow();
        return new ReactorNettyServer(loops, works, server);
    }

    private static Publisher<Void> handle(Work.Factory works, HttpServerRequest request, HttpServerResponse response) {
        if (!request.method().equals(HttpMethod.POST) || !request.uri().equals(PingHandler.PATH)) {
            return response.sendNotFound();
        }
        return request.receive().aggregate().flatMap(body -> onPing(works, body, request, response));
    }

    private static Mono<Void> onPing(
            Work.Factory works, ByteBuf body, HttpServerRequest request, HttpServerResponse response) {
        CompletionStage<?> pending = begin(works, body, request);
        return pending == null
                ? answer(response)
                : Mono.fromCompletionStage(pending).flatMap(_ -> answer(response));
    }

    private static @Nullable CompletionStage<?> begin(Work.Factory works, ByteBuf body, HttpServerRequest request) {
        Channel channel = ((ChannelOperations<?, ?>) request).channel();
        return works.on(channel.eventLoop()).begin(body);
    }

    private static Mono<Void> answer(HttpServerResponse response) {
        return response.header(CONTENT_TYPE, APPLICATION_JSON)
                .header(CONTENT_LENGTH, FixedAnswer.LENGTH)
                .sendObject(FixedAnswer.body())
                .then();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.disposeNow();
        works.close();
        var _ = loops.shutdownGracefully();
    }
}
