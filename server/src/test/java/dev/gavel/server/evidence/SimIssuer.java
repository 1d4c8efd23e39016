package dev.gavel.server.evidence;

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
 * An issuer of certificates that behaves as it is told, on the loopback. What it was asked is kept.
 *
 * <p>Thread safety: any thread.
 */
public final class SimIssuer implements AutoCloseable {

    /** What a TrustedForm that keeps the certificate of the right consumer answers. */
    public static final String RETAINED = """
            {"outcome": "success", "reason": null,
             "match_lead": {"result": {"success": true, "email_match": true, "phone_match": true}},
             "retain": {"results": {"expires_at": "2099-01-01T00:00:00.000Z", "previously_retained": false}},
             "insights": {"properties": {"page_url": "https://quotes.example.com/auto"}}}""";

    /** What it does with a request. */
    public enum Manner {
        ANSWERS,
        HANGS,
        RESETS,
        FAILS,
        IS_FORBIDDEN,
        REDIRECTS,
        TALKS_GARBAGE,
        TALKS_HTML,
        SAYS_NOT_WHAT_IT_TALKS,
        BREAKS_OFF,
        DRIPS,
        TALKS_FOREVER,
        SAYS_NOTHING
    }

    private final DisposableServer server;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<String> paths = new ConcurrentLinkedQueue<>();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private volatile Manner manner = Manner.ANSWERS;
    private volatile String answer = RETAINED;
    private volatile int status = 200;

    private SimIssuer() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::handle)
                .bindNow();
    }

    public static SimIssuer start() {
        return new SimIssuer();
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    public SimIssuer does(Manner next) {
        manner = next;
        return this;
    }

    /** Answers so from now on. */
    public SimIssuer answers(String json) {
        return answers(200, json);
    }

    /** Answers so from now on. */
    public SimIssuer answers(int withStatus, String json) {
        status = withStatus;
        answer = json;
        return does(Manner.ANSWERS);
    }

    /** The bodies of the requests, the oldest first. */
    public Queue<String> asked() {
        return asked;
    }

    public Queue<String> paths() {
        return paths;
    }

    public Queue<String> authorizations() {
        return authorizations;
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        authorizations.add(request.requestHeaders().get("authorization", ""));
        paths.add(request.uri());
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
            asked.add(body);
            return Mono.from(reply(response.header("content-type", "application/json; charset=utf-8")));
        });
    }

    private Publisher<Void> reply(HttpServerResponse response) {
        String good = answer;
        return switch (manner) {
            case ANSWERS -> response.status(status).sendString(Mono.just(good));
            case HANGS -> Mono.never();
            case RESETS -> {
                response.withConnection(Connection::dispose);
                yield Mono.never();
            }
            case FAILS -> response.status(500).sendString(Mono.just(good));
            case IS_FORBIDDEN -> response.status(403).sendString(Mono.just(good));
            case REDIRECTS ->
                response.status(302).header("location", url() + "/elsewhere").send();
            case TALKS_GARBAGE -> response.sendString(Mono.just("success"));
            case TALKS_HTML ->
                response.header("content-type", "text/html").sendString(Mono.just("<html>success</html>"));
            case SAYS_NOT_WHAT_IT_TALKS ->
                response.header("content-type", "text/plain").sendString(Mono.just(good));
            case BREAKS_OFF -> {
                String half = good.substring(0, good.length() / 2);
                yield response.header("content-length", Integer.toString(good.length()))
                        .sendString(Flux.just(half).concatWith(Flux.error(new IllegalStateException("broken off"))));
            }
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
