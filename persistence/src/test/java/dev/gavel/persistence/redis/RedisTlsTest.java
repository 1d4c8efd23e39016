package dev.gavel.persistence.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.embedded.EmbeddedRedis;
import dev.gavel.persistence.testkit.CertificatesForTests;
import dev.gavel.persistence.tls.TlsRefusedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rediss://} with a real server. */
class RedisTlsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    static Path folder;

    private static CertificatesForTests good;
    private static CertificatesForTests stranger;
    private static EmbeddedRedis server;
    private static int tlsPort;
    private static EventLoopGroup loops;

    @BeforeAll
    static void start() throws IOException {
        good = CertificatesForTests.in(folder.resolve("good"), "ip:127.0.0.1");
        stranger = CertificatesForTests.in(folder.resolve("stranger"), "ip:127.0.0.1");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            tlsPort = free.getLocalPort();
        }
        server = EmbeddedRedis.start(folder.resolve("redis"), good.redisSettings(tlsPort));
        loops = RedisForTests.newLoops(2);
    }

    @AfterAll
    static void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        server.close();
    }

    @Test
    void theServerIsSpokenToByTheNamedRootCertificate() {
        try (Lanes lanes = open("127.0.0.1", tlsPort, "", good.root())) {
            RedisRig.await(lanes.connected());
            assertThat(lanes.ready()).isEqualTo(2);
            String answer = RedisRig.await(lanes.ask(redis -> redis.echo("over TLS")));
            assertThat(answer).isEqualTo("over TLS");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        assertRefused("tls_certificate_refused: Redis at 127.0.0.1:" + tlsPort, "127.0.0.1", "", stranger.root());
        assertRefused("tls_certificate_refused: Redis at 127.0.0.1:" + tlsPort, "127.0.0.1", "", null);
    }

    @Test
    void aCertificateOfAnotherHostIsRefusedUnlessTheAddressSaysThatNamesDoNotMatter() {
        assertRefused("tls_certificate_refused: Redis at localhost:" + tlsPort, "localhost", "", good.root());

        try (Lanes lanes = open("localhost", tlsPort, "?verifyPeer=CA", good.root())) {
            RedisRig.await(lanes.connected());
        }
        assertRefused(
                "tls_certificate_refused: Redis at localhost:" + tlsPort,
                "localhost",
                "?verifyPeer=CA",
                stranger.root());
    }

    @Test
    void aServerThatIsNotWhatItMustBeIsNeverSentAnything() {
        try (Lanes lanes = open("127.0.0.1", tlsPort, "", stranger.root())) {
            assertThatThrownBy(() -> RedisRig.await(lanes.connected())).hasCauseInstanceOf(TlsRefusedException.class);
            assertThat(lanes.ready()).isZero();
            assertThatThrownBy(() -> RedisRig.await(lanes.<String>ask(redis -> redis.echo("secret"))))
                    .hasMessageContaining("not connected");
        }
    }

    @Test
    void aServerWithoutTlsIsNotSpokenTo() {
        Duration brief = Duration.ofMillis(500);
        RedisSettings settings = new RedisSettings(
                "rediss://:" + server.password() + "@127.0.0.1:" + server.port(), brief, 64, 4_096, good.root());
        try (Lanes lanes = Lanes.open(settings, loops, new SimpleMeterRegistry())) {
            // It may wait for the end of what it takes for a command: then only time tells.
            assertThatThrownBy(() -> lanes.connected()
                            .toCompletableFuture()
                            .orTimeout(3, TimeUnit.SECONDS)
                            .join())
                    .isInstanceOf(CompletionException.class);
            assertThat(lanes.ready()).isZero();
        }
    }

    private static void assertRefused(String message, String host, String parameters, @Nullable Path root) {
        try (Lanes lanes = open(host, tlsPort, parameters, root)) {
            assertThatThrownBy(() -> RedisRig.await(lanes.connected()))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(TlsRefusedException.class)
                    .hasMessageStartingWith(message);
        }
        try (RedisShards shards = shards(host, parameters, root)) {
            assertThatThrownBy(() -> RedisRig.await(shards.connected()))
                    .hasCauseInstanceOf(TlsRefusedException.class)
                    .hasMessageContaining(message);
        }
    }

    private static Lanes open(String host, int port, String parameters, @Nullable Path root) {
        return Lanes.open(settings(host, port, parameters, root), loops, new SimpleMeterRegistry());
    }

    private static RedisSettings settings(String host, int port, String parameters, @Nullable Path root) {
        String uri = "rediss://:" + server.password() + "@" + host + ":" + port + parameters;
        return new RedisSettings(uri, TIMEOUT, 64, 4_096, root);
    }

    private static RedisShards shards(String host, String parameters, @Nullable Path root) {
        return RedisShards.open(
                settings(host, tlsPort, parameters, root),
                loops,
                new RedisShards.Reads(
                        new FakeCounterSource(),
                        RedisClusterTest.NOTHING,
                        ReconcilerSettings.of(0, Duration.ofSeconds(60)),
                        InstantSource.system(),
                        "node-1"),
                new SimpleMeterRegistry());
    }
}
