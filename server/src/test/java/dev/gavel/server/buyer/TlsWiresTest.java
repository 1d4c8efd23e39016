package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint.Protocol;
import dev.gavel.server.buyer.stream.StreamPolicy;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.tcp.SslProvider;

/** All ways of asking over real TLS, with a certificate that the test makes for the address 127.0.0.1 and no other. */
final class TlsWiresTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final String BID = "{\"status\":\"bid\",\"price\":\"31.50\"}";

    @TempDir
    private static Path folder;

    private static KeyManagerFactory keys;
    private static TrustManagerFactory trust;

    private final Queue<String> protocols = new ConcurrentLinkedQueue<>();
    private DisposableServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-Duser.language=en",
                        "-genkeypair",
                        "-alias",
                        "buyer",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=buyer",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            own.load(in, PASSWORD);
        }
        keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("buyer", own.getCertificate("buyer"));
        trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.disposeNow(Duration.ofSeconds(3));
        }
    }

    private void serveHttp2() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                .secure(spec ->
                        spec.sslContext(any(Http2SslContextSpec.forServer(keys))))
                .handle(this::answer)
                .bindNow();
    }

    private void serveHttp1() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .secure(spec ->
                        spec.sslContext(any(Http11SslContextSpec.forServer(keys))))
                .handle(this::answer)
                .bindNow();
    }

    /** Of two methods the one that is to stay. */
    private static SslProvider.GenericSslContextSpec<?> any(SslProvider.GenericSslContextSpec<?> spec) {
        return spec;
    }

    private org.reactivestreams.Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        protocols.add(request.protocol());
        if (request.requestHeaders().contains("upgrade")) {
            return response.sendWebsocket(
                    (in, out) -> out.sendString(in.receive()
                            .asString()
                            .flatMap(message -> Flux.fromStream(
                                    message.lines().map(line -> "answer " + line.substring(4, line.indexOf(' ', 4)) + " " + BID)))),
                    WebsocketServerSpec.builder()
                            .protocols("gavel-bid-stream.v1")
                            .build());
        }
        return request.receive()
                .aggregate()
                .then(Mono.defer(() -> response.header("content-type", "application/json")
                        .sendObject(Unpooled.copiedBuffer(BID, StandardCharsets.UTF_8))
                        .then()));
    }

    private static BuyerWorld world(Protocol protocol, TrustManagerFactory trusted) {
        return new BuyerWorld(CallPolicy.STANDARD, protocol, StreamPolicy.STANDARD, trusted);
    }

    private List<Contract> contracts(BuyerWorld world, String host) {
        return world.market(List.of(
                world.bidEndpoint("acme", "https://" + host + ":" + server.port() + "/bid", LONG, 1_000, 10_000)));
    }

    @Test
    void http1OverTls() throws Exception {
        serveHttp1();
        try (BuyerWorld world = world(Protocol.HTTP_1, trust)) {
            assertThat(world.ask(contracts(world, "127.0.0.1"), LONG).getFirst())
                    .isInstanceOf(BidOutcome.Offered.class);
        }
        assertThat(protocols).containsExactly("HTTP/1.1");
    }

    @Test
    void http2IsAgreedOnAndSharesAConnection() throws Exception {
        serveHttp2();
        try (BuyerWorld world = world(Protocol.HTTP_2, trust)) {
            List<Contract> contracts = contracts(world, "127.0.0.1");
            List<CompletableFuture<List<BidOutcome>>> all = world.endpoints
                    .loops()
                    .all()
                    .getFirst()
                    .submit(() -> java.util.stream.IntStream.range(0, 150)
                            .mapToObj(_ -> world.bids
                                    .solicit(BuyerWorld.ping(), contracts, BuyerWorld.in(LONG))
                                    .toCompletableFuture())
                            .toList())
                    .get();
            for (CompletableFuture<List<BidOutcome>> outcomes : all) {
                assertThat(outcomes.get(20, TimeUnit.SECONDS).getFirst()).isInstanceOf(BidOutcome.Offered.class);
            }
        }
        assertThat(protocols).hasSize(150).containsOnly("HTTP/2.0");
    }

    @Test
    void whoPrefersHttp1GetsIt() throws Exception {
        serveHttp1();
        try (BuyerWorld world = world(Protocol.HTTP_2, trust)) {
            List<Contract> contracts = contracts(world, "127.0.0.1");
            for (int i = 0; i < 5; i++) {
                assertThat(world.ask(contracts, LONG).getFirst()).isInstanceOf(BidOutcome.Offered.class);
            }
        }
        assertThat(protocols).hasSize(5).containsOnly("HTTP/1.1");
    }

    @Test
    void streamOverTls() throws Exception {
        serveHttp1();
        try (BuyerWorld world = world(Protocol.STREAM, trust)) {
            List<Contract> contracts = contracts(world, "127.0.0.1");
            Eventually.holds(() -> world.openStreams("acme-bid")
                    == world.endpoints.loops().all().size());
            assertThat(world.ask(contracts, LONG).getFirst()).isInstanceOf(BidOutcome.Offered.class);
        }
    }

    @Test
    void certificatesThatNobodyVouchesForAndThoseOfOthersAreRefused() throws Exception {
        serveHttp2();
        for (Protocol protocol : Protocol.values()) {
            try (BuyerWorld stranger = world(protocol, null);
                    BuyerWorld misled = world(protocol, trust)) {
                assertThat(stranger.ask(contracts(stranger, "127.0.0.1"), LONG).getFirst())
                        .as("%s, unknown", protocol)
                        .isInstanceOf(BidOutcome.Failed.class);
                assertThat(misled.ask(contracts(misled, "localhost"), LONG).getFirst())
                        .as("%s, of another host", protocol)
                        .isInstanceOf(BidOutcome.Failed.class);
            }
        }
        assertThat(protocols).isEmpty();
    }
}
