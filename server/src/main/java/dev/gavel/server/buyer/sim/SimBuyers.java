package dev.gavel.server.buyer.sim;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * Many buyers on one loopback port: {@code /buyers/<id>/bid} and {@code /buyers/<id>/post}, over real HTTP/1.1 and HTTP/2 without TLS; the first is
 * a bid stream too.
 *
 * <p>Bids are answered with {@code {"status":"bid","price":"31.50","bid_id":"..."}} or {@code {"status":"no_bid"}}, leads with
 * {@code {"status":"accepted","reference":"..."}} or {@code {"status":"rejected","reason":"..."}}.
 *
 * <p>Thread safety: safe.
 */
public final class SimBuyers implements AutoCloseable {

    private static final String PREFIX = "/buyers/";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private final Map<String, SimBuyer> idToBuyer = new ConcurrentHashMap<>();
    private final AtomicLong connections = new AtomicLong();
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final DisposableServer server;

    private SimBuyers(int port, LoopResources loops) {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .runOn(loops)
                .protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
                .doOnChannelInit((observer, channel, address) -> count(channel))
                .handle(this::serve)
                .bindNow();
    }

    /**
     * Starts listening.
     *
     * @param port 0 for any that is free
     */
    public static SimBuyers start(int port, LoopResources loops) {
        return new SimBuyers(port, loops);
    }

    /** The buyer with this id; a new one that does not bid and takes every lead, when there was none. */
    public SimBuyer buyer(String id) {
        return idToBuyer.computeIfAbsent(id, SimBuyer::new);
    }

    public int port() {
        return server.port();
    }

    /** Where a buyer is asked for bids. */
    public String bidUrl(String id) {
        return "http://127.0.0.1:" + port() + PREFIX + id + "/bid";
    }

    /** Where a buyer receives leads. */
    public String postUrl(String id) {
        return "http://127.0.0.1:" + port() + PREFIX + id + "/post";
    }

    /** How many connections were ever made. */
    public long connections() {
        return connections.get();
    }

    /** How many connections are open. */
    public int openConnections() {
        return open.size();
    }

    private void count(Channel channel) {
        connections.incrementAndGet();
        open.add(channel);
    }

    /** Stops listening and cuts the connections that are open. */
    @Override
    public void close() {
        open.close().awaitUninterruptibly(STOP_TIMEOUT.toMillis());
        server.disposeNow(STOP_TIMEOUT);
    }

    private Publisher<Void> serve(HttpServerRequest request, HttpServerResponse response) {
        String path = request.fullPath();
        SimBuyer buyer = buyerAt(path);
        boolean bid = path.endsWith("/bid");
        if (buyer == null || !(bid || path.endsWith("/post"))) {
            return response.sendNotFound();
        }
        if (bid && "websocket".equalsIgnoreCase(request.requestHeaders().get(HttpHeaderNames.UPGRADE))) {
            SimStream stream = new SimStream(buyer, headers(request));
            return response.sendWebsocket(stream::serve, SimStream.SPEC);
        }
        return request.receive()
                .aggregate()
                .asString(StandardCharsets.UTF_8)
                .defaultIfEmpty("")
                .flatMap(body -> {
                    Map<String, String> headers = bid && !buyer.keepsBidRequests() ? Map.of() : headers(request);
                    Received received = new Received(headers, body);
                    SimBuyer.Answered answered = bid ? buyer.answerBid(received) : buyer.answerPost(received);
                    return tell(response, answered);
                });
    }

    private @Nullable SimBuyer buyerAt(String path) {
        int end = path.lastIndexOf('/');
        return path.startsWith(PREFIX) && end > PREFIX.length()
                ? idToBuyer.get(path.substring(PREFIX.length(), end))
                : null;
    }

    private static Map<String, String> headers(HttpServerRequest request) {
        Map<String, String> headers = new HashMap<>();
        request.requestHeaders()
                .forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return headers;
    }

    private static Mono<Void> tell(HttpServerResponse response, SimBuyer.Answered answered) {
        Reply reply = answered.reply();
        return switch (answered.manner()) {
            case Manner.AtOnce _ -> send(response, reply);
            case Manner.After(Duration delay) -> Mono.delay(delay).then(Mono.defer(() -> send(response, reply)));
            case Manner.When(var gate) -> Mono.fromCompletionStage(gate).then(Mono.defer(() -> send(response, reply)));
            case Manner.Never _ -> Mono.never();
            case Manner.Dripping(Duration betweenBytes) -> drip(response, reply, betweenBytes);
            case Manner.Reset _ -> reset(response);
        };
    }

    private static Mono<Void> send(HttpServerResponse response, Reply reply) {
        return response.status(reply.status())
                .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendObject(Unpooled.copiedBuffer(reply.body(), StandardCharsets.UTF_8))
                .then();
    }

    private static Mono<Void> drip(HttpServerResponse response, Reply reply, Duration betweenBytes) {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        Flux<io.netty.buffer.ByteBuf> bytes =
                Flux.range(0, body.length).delayElements(betweenBytes).map(i -> Unpooled.wrappedBuffer(body, i, 1));
        return response.status(reply.status()).send(bytes, part -> true).then();
    }

    /** With a linger of zero the peer sees a reset, as from a process that was killed. */
    private static Mono<Void> reset(HttpServerResponse response) {
        response.withConnection(connection -> {
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            connection.dispose();
        });
        return Mono.never();
    }
}
