package dev.gavel.persistence.embedded;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A Postgres 18 server as a child process, from the binaries on the class path. It keeps its data between runs in
 * {@code <directory>/data}, listens on a free port of the loopback address only, and lets nobody in without the password in
 * {@code <directory>/superuser-password}, which it makes at the first start. It ends with this JVM; a server that a killed JVM left
 * behind is ended by the next start.
 *
 * <p>Only one JVM at a time may use a directory: a lock file says so. Thread safety: all methods may be called from any thread; start and
 * stop block.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    /** The superuser's name. */
    public static final String SUPERUSER = "postgres";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int PORT_ATTEMPTS = 5;
    private static final int PASSWORD_BYTES = 24;

    private final Path directory;
    private final Path data;
    private final Path home;
    private final List<String> settings;
    private final PostgresAccount account;
    private final FileChannel lockFile;
    private final Thread shutdownHook = new Thread(this::stop, "gavel-postgres-stop");
    private final ReentrantLock lock = new ReentrantLock();
    private final String password;
    private @Nullable Process process;
    private int port;

    private EmbeddedPostgres(Path directory, Path binaries, List<String> settings) {
        this.directory = directory;
        this.data = directory.resolve("data");
        this.settings = settings;
        this.account = PostgresAccount.detect();
        this.lockFile = lockDirectory(directory);
        this.home = PostgresBinaries.unpack(binaries);
        endLeftover();
        this.password = initialized() ? readPassword() : initialize();
    }

    /** Starts the server whose data stand in {@code directory}, with the binaries unpacked beside it. */
    public static EmbeddedPostgres start(Path directory) {
        return start(directory, directory.resolve("bin"), List.of());
    }

    /**
     * Starts the server whose data stand in {@code directory}. Returns when it takes connections: within about three seconds the first time, one
     * later.
     *
     * @param binaries where the programs are unpacked to; may be shared among directories
     * @param settings of the server, such as {@code fsync=off}; they win over Gavel's own
     * @throws IllegalStateException when another process uses the directory, or the server does not start; the message shows the end of its log
     */
    public static EmbeddedPostgres start(Path directory, Path binaries, List<String> settings) {
        requireNonNull(directory, "directory");
        EmbeddedPostgres postgres =
                new EmbeddedPostgres(directory.toAbsolutePath(), binaries.toAbsolutePath(), List.copyOf(settings));
        try {
            postgres.launch();
        } catch (RuntimeException e) {
            postgres.stop();
            throw e;
        }
        Runtime.getRuntime().addShutdownHook(postgres.shutdownHook);
        return postgres;
    }

    /** The address it listens on. */
    public String host() {
        return "127.0.0.1";
    }

    /** The port it listens on; another one after each start. */
    public int port() {
        return port;
    }

    /** The superuser's password. */
    public String password() {
        return password;
    }

    /** The JDBC address of a database, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port + "/" + database;
    }

    /** The server's process id. */
    public long pid() {
        return requireNonNull(process, "the server is not running").pid();
    }

    /** Stops the server: it ends open sessions, writes its data and is gone when this returns. Idempotent. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs or ran, and has nothing left to do.
        }
    }

    /** Ends the server without any farewell, as a crash does. The next {@link #relaunch} recovers. For tests of failure. */
    public void kill() {
        lock.lock();
        try {
            Process victim = process;
            if (victim != null) {
                victim.descendants().forEach(ProcessHandle::destroyForcibly);
                victim.destroyForcibly();
                await(victim.toHandle(), STOP_TIMEOUT);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Starts the server again on the same port after {@link #kill}. */
    public void relaunch() {
        lock.lock();
        try {
            endLeftover();
            if (!tryLaunch(port)) {
                throw new IllegalStateException("Postgres did not start again. " + endOfLog());
            }
        } finally {
            lock.unlock();
        }
    }

    private void launch() {
        lock.lock();
        try {
            for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
                port = freePort();
                if (tryLaunch(port)) {
                    return;
                }
            }
            throw new IllegalStateException("Postgres did not start in " + directory + ". " + endOfLog());
        } finally {
            lock.unlock();
        }
    }

    /** Whether the server came up; it ends by itself when the port was taken meanwhile. */
    private boolean tryLaunch(int onPort) {
        try {
            Process started = new ProcessBuilder(account.command(serverCommand(onPort)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            process = started;
            long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
            while (started.isAlive() && System.nanoTime() < deadline) {
                if (readyFor(started.pid())) {
                    return true;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Postgres cannot be started", e);
        }
    }

    private List<String> serverCommand(int onPort) {
        List<String> command = new ArrayList<>(List.of(program("postgres"), "-D", data.toString(), "-p", "" + onPort));
        List<String> all = new ArrayList<>(List.of(
                "listen_addresses=" + host(),
                "unix_socket_directories=",
                "max_connections=100",
                "shared_buffers=64MB",
                "timezone=UTC",
                "log_min_messages=warning"));
        all.addAll(settings);
        for (String setting : all) {
            command.add("-c");
            command.add(setting);
        }
        return command;
    }

    /** The server writes its state into the eighth line of its pid file; the first is the pid. */
    private boolean readyFor(long pid) throws IOException {
        Path file = pidFile();
        if (!Files.exists(file)) {
            return false;
        }
        List<String> lines = Files.readAllLines(file);
        return lines.size() >= 8
                && lines.getFirst().strip().equals(Long.toString(pid))
                && lines.get(7).strip().equals("ready");
    }

    private void stop() {
        lock.lock();
        try {
            Process running = process;
            if (running != null && running.isAlive()) {
                interrupt(running.toHandle());
            }
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** SIGINT is Postgres's fast shutdown; what has not ended in time is killed, and recovers at its next start. */
    private static void interrupt(ProcessHandle server) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(server.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            server.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!await(server, STOP_TIMEOUT)) {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
            await(server, STOP_TIMEOUT);
        }
    }

    private static boolean await(ProcessHandle server, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (server.isAlive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return !server.isAlive();
    }

    /** Ends a server that still runs on these data though the lock is ours: its JVM was killed. */
    private void endLeftover() {
        if (!Files.exists(pidFile())) {
            return;
        }
        try {
            long pid = Long.parseLong(Files.readAllLines(pidFile()).getFirst().strip());
            Optional<ProcessHandle> leftover = ProcessHandle.of(pid).filter(this::servesThisData);
            leftover.ifPresent(EmbeddedPostgres::interrupt);
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(pidFile() + " is broken; delete it when no server runs on it", e);
        }
    }

    /** The pid may long be another program's. */
    private boolean servesThisData(ProcessHandle candidate) {
        String[] arguments = candidate.info().arguments().orElse(new String[0]);
        return List.of(arguments).contains(data.toString());
    }

    private boolean initialized() {
        return Files.exists(directory.resolve("initialized"));
    }

    private String initialize() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        try {
            PostgresBinaries.delete(data);
            Files.deleteIfExists(passwordFile());
            Files.createFile(
                    passwordFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passwordFile(), made);
            account.own(directory);
            run(account.command(List.of(
                    program("initdb"),
                    "--pgdata=" + data,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + passwordFile(),
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--no-sync",
                    "--no-instructions")));
            Files.createFile(directory.resolve("initialized"));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("Postgres cannot be initialized in " + directory, e);
        }
    }

    private String readPassword() {
        try {
            return Files.readString(passwordFile());
        } catch (IOException e) {
            throw new UncheckedIOException("the superuser's password is not in " + passwordFile(), e);
        }
    }

    private void run(List<String> command) throws IOException {
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        try {
            if (!child.waitFor(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || child.exitValue() != 0) {
                child.destroyForcibly();
                throw new IllegalStateException("initdb failed. " + endOfLog());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while initdb ran", e);
        }
    }

    private String endOfLog() {
        try {
            String text = Files.readString(log(), StandardCharsets.UTF_8);
            return log() + " ends with: " + text.substring(Math.max(0, text.length() - 1_000));
        } catch (IOException e) {
            return "There is no log at " + log();
        }
    }

    private Path log() {
        return directory.resolve("postgres.log");
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }

    private Path passwordFile() {
        return directory.resolve("superuser-password");
    }

    private String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel lockDirectory(Path directory) {
        FileChannel channel = null;
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Postgres cannot use " + directory, e);
        }
        throw new IllegalStateException(directory + " is in use by another Gavel process");
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }
}
