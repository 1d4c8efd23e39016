package dev.gavel.persistence.redis;

import dev.gavel.persistence.embedded.EmbeddedRedis;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One Redis for all tests of a JVM, and what tests need around it. Tests share the server and keep apart by tenants of their own.
 *
 * <p>Thread safety: any thread.
 */
public final class RedisForTests {

    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static @Nullable EmbeddedRedis server;

    private RedisForTests() {}

    /** The server; started by the first who asks, ended with the JVM. */
    public static synchronized EmbeddedRedis server() {
        EmbeddedRedis running = server;
        if (running == null) {
            Path directory = newDirectory();
            running = EmbeddedRedis.start(directory);
            EmbeddedRedis started = running;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                started.close();
                delete(directory);
            }));
            server = running;
        }
        return running;
    }

    /** A tenant that no other test has. */
    public static String newTenant() {
        return "tenant-" + TENANTS.incrementAndGet();
    }

    /** Event loops of the transport that Lettuce chooses on this platform; the caller ends them. */
    public static EventLoopGroup newLoops(int threads) {
        IoHandlerFactory handlers = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, handlers);
    }

    static Path newDirectory() {
        try {
            return Files.createTempDirectory("gavel-redis-");
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for Redis", e);
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be deleted", e);
        }
    }
}
