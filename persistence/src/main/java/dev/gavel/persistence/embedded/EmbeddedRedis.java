package dev.gavel.persistence.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A Redis 7 server as a child process, from the program on the class path. It keeps its data between runs in the directory that it is
 * given (appended to disk every second), listens on a free port of the loopback address only, the same as in the run before where that is
 * still free, and lets nobody in without the password in {@code <directory>/password}, which is made at the first start. It ends with this
 * JVM; a server that a killed JVM left behind is ended by the next start.
 *
 * <p>Only one JVM at a time may use a directory: a lock file says so. Thread safety: all methods may be called from any thread; start and
 * close block.
 */
public final class EmbeddedRedis implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final int SOCKET_TIMEOUT_MILLIS = 2_000;
    private static final int PORT_ATTEMPTS = 5;
    private static final int PASSWORD_BYTES = 24;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final FileChannel lock;
    private final ChildProcess process;
    private final int port;
    private final String password;

    private EmbeddedRedis(FileChannel lock, ChildProcess process, int port, String password) {
        this.lock = lock;
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts a server and returns once it answers.
     *
     * @param directory is made when missing
     * @throws IllegalStateException when another JVM uses the directory, or the server does not start
     */
    public static EmbeddedRedis start(Path directory) {
        return start(directory, List.of());
    }

    /**
     * The same with more settings.
     *
     * @param settings lines of the server's configuration, such as {@code cluster-enabled yes}
     */
    public static EmbeddedRedis start(Path directory, List<String> settings) {
        Path home = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(home);
            FileChannel lock = lock(home);
            try {
                return start(home, lock, settings);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Redis cannot be started in " + home, e);
        }
    }

    private static EmbeddedRedis start(Path home, FileChannel lock, List<String> settings) throws IOException {
        Path program = RedisBinary.unpack(home);
        Path configuration = home.resolve("redis.conf");
        Path pidFile = home.resolve("redis.pid");
        List<String> command = List.of(program.toString(), configuration.toString());
        ChildProcess.stopLeftover(pidFile, command, STOP_TIMEOUT);
        String password = password(home);
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = freePort(home.resolve("port"));
            writeSecret(configuration, configuration(home, port, password) + String.join("\n", settings) + "\n");
            ChildProcess process = ChildProcess.start(command, home, home.resolve("redis.log"), pidFile, STOP_TIMEOUT);
            if (answers(process, port, password)) {
                Files.writeString(home.resolve("port"), Integer.toString(port));
                return new EmbeddedRedis(lock, process, port, password);
            }
            // Most likely somebody took the port since it was found free.
            process.stop();
        }
        throw new IllegalStateException("Redis does not start; see " + home.resolve("redis.log"));
    }

    /** The password goes into a file, because everyone on the machine sees a command line. */
    private static String configuration(Path home, int port, String password) {
        return """
                bind 127.0.0.1
                port %d
                requirepass %s
                dir "%s"
                daemonize no
                set-proc-title no
                save ""
                appendonly yes
                appendfsync everysec
                maxmemory-policy noeviction
                lazyfree-lazy-expire yes
                lazyfree-lazy-server-del yes
                lazyfree-lazy-user-del yes
                """.formatted(port, password, home);
    }

    private static FileChannel lock(Path home) throws IOException {
        FileChannel channel =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IllegalStateException(home + " is in use by this JVM's other Redis", e);
        }
        channel.close();
        throw new IllegalStateException(home + " is in use by another JVM's Redis");
    }

    private static String password(Path home) throws IOException {
        Path file = home.resolve("password");
        if (!Files.exists(file)) {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            writeSecret(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }

    private static void writeSecret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private static int freePort(Path lastPort) throws IOException {
        if (Files.exists(lastPort)) {
            int port = Integer.parseInt(Files.readString(lastPort).strip());
            Files.delete(lastPort);
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException _) {
                // Then any other will do.
                return anyPort();
            }
        }
        return anyPort();
    }

    private static int anyPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether it is this very server that answers: nobody else knows the password. */
    private static boolean answers(ChildProcess process, int port, String password) {
        long until = System.nanoTime() + START_TIMEOUT.toNanos();
        while (process.isAlive() && System.nanoTime() - until < 0) {
            if (answersNow(port, password)) {
                return true;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return false;
    }

    private static boolean answersNow(int port, String password) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
            socket.getOutputStream().write(("AUTH " + password + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            // While it still reads its data it answers -LOADING.
            return "+OK".equals(reader.readLine()) && "+PONG".equals(reader.readLine());
        } catch (IOException _) {
            return false;
        }
    }

    /** Where it listens, on the loopback address. */
    public int port() {
        return port;
    }

    /** What clients authenticate with. */
    public String password() {
        return password;
    }

    /** Address and password in one: {@code redis://:password@127.0.0.1:port}. A secret. */
    public String uri() {
        return "redis://:" + password + "@127.0.0.1:" + port;
    }

    /** The server's process id. */
    public long pid() {
        return process.pid();
    }

    /** Stops the server, so that it keeps what it knows, and waits for its end. Idempotent. */
    @Override
    public void close() {
        process.stop();
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock file of Redis cannot be closed", e);
        }
    }
}
