package dev.gavel.server.faults;

import dev.gavel.persistence.embedded.EmbeddedRedis;
import dev.gavel.persistence.testkit.CertificatesForTests;
import dev.gavel.persistence.testkit.RedisClusterForTests;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;

/** A run's Redis: one, or a cluster. Thread safety: one thread starts and kills; any asks. */
sealed interface FaultRedis extends AutoCloseable {

    /** What nodes are given. A secret. */
    String uri();

    /** Where the only one listens; of a cluster, 0. */
    int port();

    /** Kills a server; running what it returns starts it again. */
    Runnable kill(SplittableRandom random);

    /** Asks the server that has a tenant. */
    <T> T ask(String tenant, Function<RedisCommands<String, String>, T> question);

    @Override
    void close();

    /** One server. */
    final class Single implements FaultRedis {

        private static final String APPENDED = "appendonlydir";

        private final RedisClient client = RedisClient.create();
        private final Path home;
        private final Path stale;
        private final List<String> settings;
        /** 0 without TLS. */
        private final int tlsPort;

        private volatile EmbeddedRedis server;

        /** @param certificates that it speaks TLS with; null for none */
        Single(Path directory, CertificatesForTests certificates) {
            home = directory.resolve("redis");
            stale = directory.resolve("stale");
            tlsPort = certificates == null ? 0 : NodeChild.freePort();
            settings = certificates == null ? List.of() : certificates.redisSettings(tlsPort);
            server = EmbeddedRedis.start(home, settings);
        }

        @Override
        public String uri() {
            return tlsPort == 0 ? server.uri() : "rediss://:" + server.password() + "@127.0.0.1:" + tlsPort;
        }

        @Override
        public int port() {
            return tlsPort == 0 ? server.port() : tlsPort;
        }

        /** What the server wrote is with the operating system, and so is there at the next start. */
        @Override
        public Runnable kill(SplittableRandom random) {
            ProcessHandle.of(server.pid()).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
            server.close();
            return this::restart;
        }

        private void restart() {
            EmbeddedRedis again = EmbeddedRedis.start(home, settings);
            if (again.port() != server.port()) {
                throw new IllegalStateException("somebody took the port of Redis");
            }
            server = again;
        }

        /** Keeps a copy of what Redis has on disk, as a backup does. */
        void backUp() {
            FaultStores.delete(stale);
            copy(home.resolve(APPENDED), stale);
        }

        /** Puts the copy in the place of what a dead Redis left. */
        void restore() {
            FaultStores.delete(home.resolve(APPENDED));
            copy(stale, home.resolve(APPENDED));
        }

        @Override
        public <T> T ask(String tenant, Function<RedisCommands<String, String>, T> question) {
            try (StatefulRedisConnection<String, String> connection = client.connect(RedisURI.create(server.uri()))) {
                return question.apply(connection.sync());
            }
        }

        @Override
        public void close() {
            client.shutdown();
            server.close();
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
    }

    /** A Redis Cluster. */
    final class Cluster implements FaultRedis {

        private final RedisClusterForTests cluster;

        Cluster(Path directory, int masters) {
            cluster = RedisClusterForTests.start(directory, masters);
        }

        @Override
        public String uri() {
            return cluster.uri();
        }

        @Override
        public int port() {
            return 0;
        }

        /** Kills the master of some tenant, whose replica takes over. */
        @Override
        public Runnable kill(SplittableRandom random) {
            int master = cluster.masterOf("tenant-" + (1 + random.nextInt(FaultRow.CLUSTER.tenants())));
            cluster.kill(master);
            return () -> cluster.restart(master);
        }

        /** Waits until each master has its replica again. */
        void awaitWhole() {
            cluster.awaitWhole();
        }

        @Override
        public <T> T ask(String tenant, Function<RedisCommands<String, String>, T> question) {
            return cluster.ask(cluster.masterOf(tenant), question);
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
