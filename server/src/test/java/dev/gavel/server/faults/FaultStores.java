package dev.gavel.server.faults;

import dev.gavel.persistence.embedded.EmbeddedRedis;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.persistence.testkit.PostgresForTests;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** A Postgres and a Redis of a run's own, which keep what they know on disk. Thread safety: one thread starts and kills; any reads. */
final class FaultStores implements AutoCloseable {

    private static final String APPENDED = "appendonlydir";
    private static final String MASTER_KEY = "ab".repeat(32);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home;
    private final PostgresForTests postgres;
    /** The run's own way to Postgres, which waits for it where nodes would not. */
    private final Database app;

    private final RedisClient client = RedisClient.create();
    private volatile EmbeddedRedis redis;

    FaultStores() {
        try {
            home = Files.createTempDirectory("gavel-faults-");
            // Postgres does not run as root: its user must reach the folder.
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        postgres = PostgresForTests.createOnOwnServer(home.resolve("postgres"));
        app = Database.open(postgres.appSettings().withAcquireTimeout(PATIENCE));
        redis = EmbeddedRedis.start(home.resolve("redis"));
    }

    Path home() {
        return home;
    }

    Database app() {
        return app;
    }

    TenantScope scope() {
        return new TenantScope(app);
    }

    PostgresForTests postgres() {
        return postgres;
    }

    /** What nodes and commands are configured by. */
    Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("GAVEL_DATABASE_URL", url(postgres.appSettings()));
        variables.put("GAVEL_DATABASE_AUDIT_URL", url(postgres.auditSettings()));
        variables.put("GAVEL_REDIS_URL", redis.uri());
        variables.put("GAVEL_REDIS_TIMEOUT_MS", "300");
        variables.put("GAVEL_RECONCILE_SETTLING_MS", "4000");
        variables.put("GAVEL_RECONCILE_COUNTERS", "5000");
        variables.put("GAVEL_MASTER_KEY", MASTER_KEY);
        variables.put("GAVEL_EVENT_LOOPS", "2");
        variables.put("GAVEL_DRAIN_MS", "2000");
        variables.put("GAVEL_LOG_FORMAT", "text");
        return variables;
    }

    private static String url(Database.Settings to) {
        return "postgres://" + to.login().user() + ":" + to.login().password() + "@" + to.host() + ":" + to.port() + "/"
                + to.database();
    }

    void killPostgres() {
        postgres.ownServer().kill();
    }

    void restartPostgres() {
        postgres.ownServer().relaunch();
    }

    /** {@code kill -9}; what the server wrote is with the operating system, and so is there at the next start. */
    void killRedis() {
        ProcessHandle.of(redis.pid()).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        redis.close();
    }

    /** Starts Redis again where it was. */
    void restartRedis() {
        EmbeddedRedis again = EmbeddedRedis.start(home.resolve("redis"));
        if (again.port() != redis.port()) {
            throw new IllegalStateException("somebody took the port of Redis");
        }
        redis = again;
    }

    /** Keeps a copy of what Redis has on disk, as a backup does. */
    void backUpRedis() {
        delete(home.resolve("stale"));
        copy(home.resolve("redis").resolve(APPENDED), home.resolve("stale"));
    }

    /** Puts the copy in the place of what a dead Redis left. */
    void restoreRedis() {
        Path appended = home.resolve("redis").resolve(APPENDED);
        delete(appended);
        copy(home.resolve("stale"), appended);
    }

    /** Asks Redis itself. */
    <T> T askRedis(Function<RedisCommands<String, String>, T> question) {
        try (StatefulRedisConnection<String, String> connection =
                client.connect(io.lettuce.core.RedisURI.create(redis.uri()))) {
            return question.apply(connection.sync());
        }
    }

    @Override
    public void close() {
        client.shutdown();
        redis.close();
        app.dispose();
        postgres.close();
        delete(home);
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(from + " cannot be copied", e);
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be deleted", e);
        }
    }
}
