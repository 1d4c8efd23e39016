package dev.gavel.bench.net;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.TreeMap;
import redis.embedded.RedisExecProvider;
import redis.embedded.RedisServer;
import redis.embedded.util.OS;

/**
 * A Redis 7 of our own on the loopback, without persistence, as a child process.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class LocalRedis implements AutoCloseable {

    /** An environment variable that names another {@code redis-server} than the embedded one. */
    private static final String PROGRAM = "BENCH_REDIS_SERVER";

    private static final double MICROS_PER_SECOND = 1e6;

    private final RedisServer server;
    private final int port;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private LocalRedis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
        this.client = RedisClient.create(RedisURI.create("127.0.0.1", port));
        this.connection = client.connect();
    }

    /** Starts one on a free port; blocks until it answers. */
    public static LocalRedis start() throws IOException {
        int port = freePort();
        RedisServer server = RedisServer.builder()
                .redisExecProvider(program())
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                // As docs/redis.md asks for: large hashes that end at once.
                .setting("lazyfree-lazy-expire yes")
                .setting("lazyfree-lazy-user-del yes")
                .build();
        server.start();
        return new LocalRedis(server, port);
    }

    private static RedisExecProvider program() {
        RedisExecProvider program = RedisExecProvider.defaultProvider();
        String another = System.getenv(PROGRAM);
        if (another != null) {
            for (OS system : OS.values()) {
                program.override(system, another);
            }
        }
        return program;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    /** Removes all keys; loaded scripts stay. */
    public void clear() {
        connection.sync().flushall();
    }

    /** Forgets how often commands were called and what they took. */
    public void clearStatistics() {
        connection.sync().configResetstat();
    }

    /** What the server has used of processors since it began, in microseconds. */
    public long processorMicros() {
        double seconds = 0;
        for (String line : connection.sync().info("cpu").lines().toList()) {
            if (line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:")) {
                seconds += Double.parseDouble(line.substring(line.indexOf(':') + 1));
            }
        }
        return Math.round(seconds * MICROS_PER_SECOND);
    }

    /** By command, what its calls took in microseconds since {@link #clearStatistics}. What a script calls counts by itself, too. */
    public Map<String, Long> commandMicros() {
        Map<String, Long> micros = new TreeMap<>();
        for (String line : connection.sync().info("commandstats").lines().toList()) {
            if (line.startsWith("cmdstat_")) {
                int usec = line.indexOf("usec=") + "usec=".length();
                micros.put(
                        line.substring("cmdstat_".length(), line.indexOf(':')),
                        Long.parseLong(line, usec, line.indexOf(',', usec), 10));
            }
        }
        return micros;
    }

    @Override
    public void close() {
        client.shutdown();
        server.stop();
    }
}
