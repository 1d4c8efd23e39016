package dev.gavel.persistence.testkit;

import dev.gavel.persistence.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A Redis Cluster of child processes on the loopback address: masters, each with one replica. A master that is killed is replaced by its replica about a
 * second later; started again it becomes the replica of the other.
 *
 * <p>Thread safety: one thread starts and kills; any asks.
 */
public final class RedisClusterForTests implements AutoCloseable {

    private static final int MOST_PORT = 55_000;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final String PASSWORD = "cluster-password";
    private static final List<String> SETTINGS = List.of(
            "cluster-enabled yes",
            "cluster-node-timeout 1000",
            "cluster-require-full-coverage no",
            "cluster-replica-validity-factor 0",
            "repl-diskless-sync-delay 0",
            "masterauth " + PASSWORD);

    private final List<Path> homes = new ArrayList<>();
    private final List<EmbeddedRedis> servers = new ArrayList<>();
    private final RedisClient client = RedisClient.create();

    private RedisClusterForTests(Path directory, int masters) {
        for (int i = 0; i < 2 * masters; i++) {
            Path home = directory.resolve("redis-" + i);
            prepare(home);
            homes.add(home);
            servers.add(EmbeddedRedis.start(home, SETTINGS));
        }
        form(masters);
    }

    /** Starts a cluster and returns when all slots are served and every master has its replica. */
    public static RedisClusterForTests start(Path directory, int masters) {
        return new RedisClusterForTests(directory, masters);
    }

    /** The other servers are spoken to at the port and 10,000, which must be there. */
    private static void prepare(Path home) {
        try {
            Files.createDirectories(home);
            Files.createFile(
                    home.resolve("password"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(home.resolve("password"), PASSWORD);
            Files.writeString(home.resolve("port"), Integer.toString(lowPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lowPort() throws IOException {
        int port;
        do {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
        } while (port > MOST_PORT);
        return port;
    }

    private void form(int masters) {
        for (int i = 0; i < servers.size(); i++) {
            int number = i;
            ask(i, redis -> redis.clusterSetConfigEpoch(number + 1L));
        }
        for (int i = 0; i < masters; i++) {
            int[] slots = slots(i * SlotHash.SLOT_COUNT / masters, (i + 1) * SlotHash.SLOT_COUNT / masters);
            ask(i, redis -> redis.clusterAddSlots(slots));
        }
        for (int i = 1; i < servers.size(); i++) {
            int port = servers.get(i).port();
            ask(0, redis -> redis.clusterMeet("127.0.0.1", port));
        }
        for (int i = 0; i < masters; i++) {
            String master = ask(i, RedisCommands::clusterMyId);
            int replica = masters + i;
            awaitThat(replica, redis -> redis.clusterNodes().contains(master));
            ask(replica, redis -> redis.clusterReplicate(master));
        }
        awaitWhole();
    }

    private static int[] slots(int from, int to) {
        int[] slots = new int[to - from];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = from + i;
        }
        return slots;
    }

    /** Waits until every server that runs sees all slots served, and every master has a replica that follows it. */
    public void awaitWhole() {
        for (int i = 0; i < servers.size(); i++) {
            awaitThat(
                    i,
                    redis -> redis.clusterInfo().contains("cluster_state:ok")
                            && redis.clusterNodes().lines().noneMatch(line -> line.contains("fail"))
                            && isFollowed(redis.info("replication")));
        }
    }

    private static boolean isFollowed(String info) {
        return info.contains("role:master")
                ? info.contains("connected_slaves:1")
                : info.contains("master_link_status:up");
    }

    private void awaitThat(int server, Predicate<RedisCommands<String, String>> condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!ask(server, condition::test)) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException(
                        "the cluster is not formed: " + ask(server, RedisCommands::clusterNodes));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** How many servers there are, replicas too. */
    public int size() {
        return servers.size();
    }

    /** The address of all of them, as a node is given it. A secret. */
    public String uri() {
        return "redis://:" + PASSWORD + "@"
                + String.join(
                        ",",
                        servers.stream()
                                .map(server -> "127.0.0.1:" + server.port())
                                .toList());
    }

    /** The master that has a tenant now, as a server that runs sees it. */
    public int masterOf(String tenant) {
        int slot = SlotHash.getSlot(tenant);
        for (int i = 0; i < servers.size(); i++) {
            if (isRunning(i) && serves(i, slot)) {
                return i;
            }
        }
        throw new IllegalStateException("nobody has slot " + slot);
    }

    private boolean serves(int server, int slot) {
        return ask(
                server,
                redis -> redis.clusterNodes()
                        .lines()
                        .filter(line -> line.contains("myself,master"))
                        .flatMap(line ->
                                java.util.Arrays.stream(line.split(" ", -1)).skip(8))
                        .anyMatch(range -> contains(range, slot)));
    }

    private static boolean contains(String range, int slot) {
        if (range.startsWith("[")) {
            return false;
        }
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        return first <= slot && slot <= Integer.parseInt(range.substring(dash + 1));
    }

    private boolean isRunning(int server) {
        return ProcessHandle.of(servers.get(server).pid()).isPresent();
    }

    /** Asks one server itself. */
    public <T> T ask(int server, Function<RedisCommands<String, String>, T> question) {
        RedisURI uri = RedisURI.create(servers.get(server).uri());
        try (StatefulRedisConnection<String, String> connection = client.connect(uri)) {
            return question.apply(connection.sync());
        }
    }

    /** {@code kill -9}. */
    public void kill(int server) {
        ProcessHandle.of(servers.get(server).pid()).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        servers.get(server).close();
    }

    /** Starts a killed server again where it was. */
    public void restart(int server) {
        EmbeddedRedis again = EmbeddedRedis.start(homes.get(server), SETTINGS);
        if (again.port() != servers.get(server).port()) {
            throw new IllegalStateException("somebody took the port of a server of the cluster");
        }
        servers.set(server, again);
    }

    @Override
    public void close() {
        client.shutdown();
        servers.forEach(EmbeddedRedis::close);
    }
}
