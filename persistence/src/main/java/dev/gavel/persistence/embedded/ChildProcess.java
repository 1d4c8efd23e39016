package dev.gavel.persistence.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server that runs as a child of this JVM and ends with it: stopped politely when the JVM shuts down, and, where the JVM was killed, by
 * whoever starts the same server again, who finds its process id in a file.
 *
 * <p>Thread safety: any thread; {@link #stop} blocks.
 */
final class ChildProcess {

    private final Process process;
    private final Path pidFile;
    private final Duration patience;
    private final Thread shutdownHook = new Thread(this::end, "gavel-child-stop");

    private ChildProcess(Process process, Path pidFile, Duration patience) {
        this.process = process;
        this.pidFile = pidFile;
        this.patience = patience;
    }

    /**
     * Starts the command.
     *
     * @param log takes what the child prints, after what is in it already
     * @param patience how long the child may take to end before it is killed
     */
    static ChildProcess start(List<String> command, Path directory, Path log, Path pidFile, Duration patience) {
        try {
            File output = log.toFile();
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
                    .start();
            process.getOutputStream().close();
            ChildProcess child = new ChildProcess(process, pidFile, patience);
            Runtime.getRuntime().addShutdownHook(child.shutdownHook);
            Files.writeString(pidFile, Long.toString(process.pid()));
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(command.getFirst() + " cannot be started", e);
        }
    }

    /**
     * Ends the child of an earlier JVM, if it is still there. A process that does not run this very command is none of ours and is left
     * alone: the number may have been given to another.
     *
     * @param command as it was given to {@link #start}; the process shows it as its command line
     */
    static void stopLeftover(Path pidFile, List<String> command, Duration patience) {
        if (!Files.exists(pidFile)) {
            return;
        }
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            ProcessHandle.of(pid).filter(handle -> runs(handle, command)).ifPresent(handle -> end(handle, patience));
            Files.deleteIfExists(pidFile);
        } catch (NumberFormatException | IOException e) {
            throw new IllegalStateException(pidFile + " is not readable as a process id", e);
        }
    }

    private static boolean runs(ProcessHandle handle, List<String> command) {
        ProcessHandle.Info info = handle.info();
        return info.command().filter(command.getFirst()::equals).isPresent()
                && info.arguments()
                        .filter(arguments -> List.of(arguments).equals(command.subList(1, command.size())))
                        .isPresent();
    }

    private static void end(ProcessHandle handle, Duration patience) {
        handle.destroy();
        try {
            handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            handle.destroyForcibly();
            handle.onExit().join();
        } catch (InterruptedException _) {
            handle.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("process " + handle.pid() + " cannot be waited for", e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the child and waits for that. Idempotent. */
    void stop() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException _) {
            // The JVM is shutting down: the hook runs or has run, and does the same.
        }
    }

    private void end() {
        if (process.isAlive()) {
            end(process.toHandle(), patience);
        }
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(pidFile + " cannot be deleted", e);
        }
    }
}
