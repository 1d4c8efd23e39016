package dev.gavel.server.faults;

import dev.gavel.server.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One {@code gavel serve} on one port, killed and started anew as often as wanted. Thread safety: one thread starts and kills; any reads. */
final class NodeChild implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Map<String, String> variables;
    private final Path log;
    private final HttpClient client;
    private final int port;
    private volatile Process process;

    NodeChild(Map<String, String> variables, Path log, HttpClient client) {
        this.variables = variables;
        this.log = log;
        this.client = client;
        this.port = freePort();
        this.process = start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "node-child-stop"));
    }

    private Process start() {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve"));
        builder.environment().keySet().removeIf(name -> name.startsWith("GAVEL_"));
        builder.environment().putAll(variables);
        builder.environment().put("GAVEL_HTTP_PORT", Integer.toString(port));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Where the log is. */
    Path log() {
        return log;
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void restart() {
        process = start();
    }

    /** Waits until the node says that it is ready. */
    void awaitReady() {
        long until = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() - until < 0) {
            if (isReady()) {
                return;
            }
            if (!process.isAlive()) {
                throw new IllegalStateException("a node ended by itself with " + process.exitValue() + ", see " + log);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new IllegalStateException("a node does not get ready, see " + log);
    }

    boolean isReady() {
        try {
            HttpRequest request = HttpRequest.newBuilder(at("/readyz"))
                    .timeout(Duration.ofSeconds(1))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Asks it to end, as an operator does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
