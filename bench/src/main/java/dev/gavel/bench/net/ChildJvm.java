package dev.gavel.bench.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of our own: this JDK, this class path, the JVM flags given. It talks by lines over its standard streams and must end
 * when its standard input ends, so that it never outlives its parent, however that one dies.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class ChildJvm implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 5;

    /** By its name: what it can be told to do stands on this package, not under it. */
    private static final String BENCH = "dev.gavel.bench.Bench";

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(UTF_8);
    }

    /** Starts {@code bench/run} with these arguments; its standard error goes to ours. */
    public static ChildJvm bench(List<String> jvmFlags, List<String> arguments) throws IOException {
        return bench(jvmFlags, arguments, Map.of());
    }

    /** The same, with more variables in its environment. */
    public static ChildJvm bench(List<String> jvmFlags, List<String> arguments, Map<String, String> environment)
            throws IOException {
        return start(jvmFlags, BENCH, arguments, environment);
    }

    /** Starts {@code mainClass}; its standard error goes to ours. */
    public static ChildJvm start(List<String> jvmFlags, Class<?> mainClass, List<String> arguments) throws IOException {
        return start(jvmFlags, mainClass.getName(), arguments, Map.of());
    }

    private static ChildJvm start(
            List<String> jvmFlags, String mainClass, List<String> arguments, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start());
    }

    /** The next line of the child's output; blocks. Fails when the child has ended. */
    public String readLine() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("process " + process.pid() + " ended without an answer");
        }
        return line;
    }

    /** Sends one line to the child. */
    public void writeLine(String line) throws IOException {
        var input = process.outputWriter(UTF_8);
        input.write(line);
        input.newLine();
        input.flush();
    }

    /** The operating system's view of the child. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends the child: kindly at first, then by force. */
    @Override
    public void close() {
        try {
            process.outputWriter(UTF_8).close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** In the child: blocks until the parent has closed our standard input or died. */
    public static void awaitParent() throws IOException {
        while (System.in.read() >= 0) {
            // lines that nobody asked for
        }
    }
}
