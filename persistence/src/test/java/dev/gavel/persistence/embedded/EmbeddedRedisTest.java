package dev.gavel.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void isTheVersionThatTheScriptsAreTestedWith() {
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory)) {
            assertThat(ask(redis, commands -> commands.info("server")))
                    .contains("redis_version:" + RedisBinary.VERSION);
        }
    }

    @Test
    void keepsItsDataAndItsPortBetweenRuns() {
        int port;
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory)) {
            port = redis.port();
            ask(redis, commands -> commands.set("word", "kept"));
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory)) {
            assertThat(redis.port()).isEqualTo(port);
            assertThat(ask(redis, commands -> commands.get("word"))).isEqualTo("kept");
        }
    }

    @Test
    void takesAnotherPortWhenItsOwnIsTaken() throws IOException {
        int port;
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory)) {
            port = redis.port();
        }
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                EmbeddedRedis redis = EmbeddedRedis.start(directory)) {
            assertThat(redis.port()).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void letsNobodyInWithoutThePassword() {
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory);
                RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.port())) {
            assertThatThrownBy(client::connect).hasStackTraceContaining("NOAUTH");
        }
    }

    @Test
    void keepsItsPasswordFromOtherUsers() throws IOException {
        EmbeddedRedis.start(directory).close();

        assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(directory.resolve("redis.conf")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void endsTheServerThatAKilledJvmLeftBehind() throws IOException {
        EmbeddedRedis first = EmbeddedRedis.start(directory);
        long leftover = first.pid();
        String pid = Files.readString(directory.resolve("redis.pid"));

        ChildProcess.stopLeftover(directory.resolve("redis.pid"), command(), PATIENCE);

        assertThat(pid).isEqualTo(Long.toString(leftover));
        assertThat(ProcessHandle.of(leftover).filter(ProcessHandle::isAlive)).isEmpty();
        first.close();
    }

    @Test
    void leavesAProcessAloneThatOnlyHasTheSameNumber() throws IOException {
        Path pidFile = directory.resolve("redis.pid");
        Files.writeString(pidFile, Long.toString(ProcessHandle.current().pid()));

        ChildProcess.stopLeftover(pidFile, command(), PATIENCE);

        assertThat(ProcessHandle.current().isAlive()).isTrue();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void refusesADirectoryInUse() {
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory)) {
            assertThatThrownBy(() -> EmbeddedRedis.start(directory))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use");
            assertThat(ask(redis, RedisCommands::ping)).isEqualTo("PONG");
        }
    }

    @Test
    void leavesNothingRunningOnceClosed() {
        EmbeddedRedis redis = EmbeddedRedis.start(directory);

        redis.close();
        redis.close();

        assertThat(ProcessHandle.of(redis.pid()).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(directory.resolve("redis.pid")).doesNotExist();
    }

    private List<String> command() {
        return List.of(
                directory.resolve("redis-server-" + RedisBinary.VERSION).toString(),
                directory.resolve("redis.conf").toString());
    }

    private static String ask(EmbeddedRedis redis, Function<RedisCommands<String, String>, String> question) {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            return question.apply(client.connect().sync());
        }
    }
}
