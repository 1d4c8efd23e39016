package dev.gavel.server.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A {@link HostileStorm} as seen from outside. It runs at the lowest priority: who shares the processors with it waits for what the server does for it, and not for
 * itself to get its turn.
 */
final class StormProcess implements AutoCloseable {

    private final Process process;

    /** @param actionsPerSecond of all clients */
    StormProcess(int port, String key, int clients, int actionsPerSecond, List<Hostility> kinds) {
        String names = kinds.stream().map(Hostility::name).collect(Collectors.joining(","));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HostileStorm.class.getName(),
                Integer.toString(port),
                key,
                Integer.toString(clients),
                Integer.toString(actionsPerSecond),
                names));
        try {
            process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Duration processorTime() {
        return processorTime(process.pid());
    }

    /** What a process has used of the processors since it began. */
    static Duration processorTime(long pid) {
        return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow();
    }

    /** Ends it; how many actions there were. */
    long end() {
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
            return Long.parseLong(said.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
