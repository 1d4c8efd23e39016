package dev.gavel.bench.ceiling;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderValues.APPLICATION_JSON;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpMethod;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Reactor Netty's server as an application would use it: the body aggregated, the {@link FixedAnswer} sent.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ReactorNettyServer implements CeilingServer {

    private final EventLoopGroup loops;
    private final DisposableServer server;

    private ReactorNettyServer(EventLoopGroup loops, DisposableServer server) {
        this.loops = loops;
        this.server = server;
    }

    static ReactorNettyServer start(EventLoopGroup loops, int port) {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .runOn(loops)
                .handle(ReactorNettyServer::handle)
                .bindNow();
        return new ReactorNettyServer(loops, server);
    }

    private static Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        if (request.method() != HttpMethod.POST || !request.uri().equals(PingHandler.PATH)) {
            return response.sendNotFound();
        }
        return request.receive().aggregate().map(ByteBuf::readableBytes).flatMap(_ -> answer(response));
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
        loops.shutdownGracefully();
    }
}
