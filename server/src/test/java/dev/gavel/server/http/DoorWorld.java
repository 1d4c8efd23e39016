package dev.gavel.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** An HTTP door on a loopback port with a few routes, and ways to speak to it. Its event loops must not block. */
final class DoorWorld implements AutoCloseable {

    static final HttpLimits LIMITS =
            new HttpLimits(4_096, 2_048, 512, Duration.ofSeconds(30), Duration.ofSeconds(10), 100);

    static {
        // The console is where tests log to; nothing else may block a loop.
        BlockHound.builder()
                .allowBlockingCallsInside("ch.qos.logback.core.OutputStreamAppender", "append")
                .install();
    }

    final LoopResources loops = LoopResources.create("door-test", 2, true);
    final Admission admission;
    final HttpDoor door;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Completed by the test: what {@code /hold} and {@code /api/ping} wait for. */
    final CompletableFuture<Answer> held = new CompletableFuture<>();

    final AtomicInteger holding = new AtomicInteger();

    DoorWorld() {
        this(LIMITS, null);
    }

    DoorWorld(HttpLimits limits) {
        this(limits, null);
    }

    DoorWorld(HttpLimits limits, @Nullable Tls tls) {
        admission = new Admission(limits);
        Route hold = _ -> {
            holding.incrementAndGet();
            return Mono.fromFuture(held, true);
        };
        Router routes = Router.builder()
                .on("POST", "/echo", call -> Mono.just(Answer.text(200, call.body().length + " bytes")))
                .on("GET", "/echo", call -> Mono.just(Answer.text(200, call.query() + "|" + call.remoteAddress())))
                .on("GET", "/trace", call -> Mono.just(Answer.text(200, call.traceId())))
                .on("GET", "/things/", call -> Mono.just(Answer.text(200, call.pathAfter("/things/"))))
                .on(
                        "GET",
                        "/split",
                        _ -> Mono.just(new Answer(200, "text/plain", new byte[0], Map.of("x-a", "1\r\nx-b: 2"))))
                .on("GET", "/silent", _ -> Mono.empty())
                .on("GET", "/broken", _ -> Mono.error(new IllegalStateException("sensitive")))
                .on("GET", "/thrown", _ -> {
                    throw new IllegalStateException("sensitive");
                })
                .on("POST", "/api/ping", hold)
                .on("POST", "/api/post", hold)
                .on("GET", "/hold", hold)
                .on("GET", "/livez", _ -> Mono.just(Answer.text(200, "alive\n")))
                .build();
        door = new HttpDoor("127.0.0.1", 0, tls, limits, loops, admission, routes);
        door.start();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends bytes as they are and gives all that comes back until the server closes the connection. */
    String raw(String bytes) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return readAll(socket);
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    static String readAll(Socket socket) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            in.transferTo(read);
        } catch (java.net.SocketException _) {
            // Reset: the server closed while we were still sending.
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        held.complete(Answer.text(200, "late"));
        client.close();
        door.stop(Duration.ofSeconds(5));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(3)).block(Duration.ofSeconds(10));
    }
}
