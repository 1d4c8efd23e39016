package dev.gavel.server.dnc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A do-not-call provider that behaves as it is told, on the loopback. What it was asked is kept.
 *
 * <p>Thread safety: any thread.
 */
public final class SimProvider implements AutoCloseable {

    /** What it does with a request. */
    public enum Manner {
        ANSWERS,
        HANGS,
        RESETS,
        FAILS,
        REDIRECTS,
        TALKS_GARBAGE,
        TALKS_OF_ANOTHER,
        DRIPS,
        TALKS_FOREVER,
        SAYS_NOTHING
    }

    private final DisposableServer server;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private volatile Manner manner = Manner.ANSWERS;
    private volatile String answer = "{\"phone\": \"%s\", \"found\": []}";

    private SimProvider() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::handle)
                .bindNow();
    }

    public static SimProvider start() {
        return new SimProvider();
    }

    public String url() {
        return "http://127.0.0.1:" + server.port() + "/check";
    }

    public SimProvider does(Manner next) {
        manner = next;
        return this;
    }

    /**
     * Answers from now on.
     *
     * @param json the answer, in which <code>%s</code> is the number that was asked for
     */
    public SimProvider answers(String json) {
        answer = json;
        return does(Manner.ANSWERS);
    }

    /** The bodies of the requests, the oldest first. */
    public Queue<String> asked() {
        return asked;
    }

    public Queue<String> authorizations() {
        return authorizations;
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        authorizations.add(request.requestHeaders().get("authorization", ""));
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
            asked.add(body);
            return Mono.from(reply(body.replaceAll("\\D", ""), response));
        });
    }

    private Publisher<Void> reply(String phone, HttpServerResponse response) {
        String good = answer.formatted(phone);
        return switch (manner) {
            case ANSWERS -> response.sendString(Mono.just(good));
            case HANGS -> Mono.never();
            case RESETS -> {
                response.withConnection(Connection::dispose);
                yield Mono.never();
            }
            case FAILS -> response.status(500).sendString(Mono.just(good));
            case REDIRECTS -> response.status(302).header("location", url()).send();
            case TALKS_GARBAGE -> response.sendString(Mono.just("<html>busy</html>"));
            case TALKS_OF_ANOTHER -> response.sendString(Mono.just(answer.formatted("2125550100")));
            case DRIPS ->
                response.sendString(Flux.interval(Duration.ofMillis(100))
                        .map(i -> i < good.length() ? good.substring(i.intValue(), i.intValue() + 1) : "")
                        .onBackpressureDrop());
            case TALKS_FOREVER ->
                response.send(Flux.<ByteBuf>generate(
                        sink -> sink.next(Unpooled.copiedBuffer(" ".repeat(1_024), StandardCharsets.US_ASCII))));
            case SAYS_NOTHING -> response.send();
        };
    }

    /** Is gone from now on. */
    public void die() {
        close();
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(1));
    }
}
