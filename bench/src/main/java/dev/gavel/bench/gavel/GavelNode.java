package dev.gavel.bench.gavel;

import dev.gavel.bench.net.ChildJvm;
import java.io.IOException;
import java.util.List;

/**
 * A Gavel in a process of its own, as {@code gavel serve} runs it.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class GavelNode implements AutoCloseable {

    private static final int ATTEMPTS = 3;

    private final ChildJvm child;
    private final int port;

    private GavelNode(ChildJvm child, int port) {
        this.child = child;
        this.port = port;
    }

    /** Starts it; blocks until it serves. Tries again, because a node gives up where a busy machine keeps its Postgres from answering. */
    public static GavelNode start(GavelStores stores, List<String> jvmFlags) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return startOnce(stores, jvmFlags);
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                System.err.println("starting again: " + e.getMessage());
            }
        }
    }

    private static GavelNode startOnce(GavelStores stores, List<String> jvmFlags) throws IOException {
        ChildJvm child = ChildJvm.bench(jvmFlags, List.of("serve-gavel"), stores.environment());
        String line = child.readLine();
        while (!line.startsWith(ServeGavel.LISTENING)) {
            // Its log: what a node warns of as it starts.
            System.err.println(line);
            line = child.readLine();
        }
        return new GavelNode(child, Integer.parseInt(line.substring(ServeGavel.LISTENING.length())));
    }

    /** On the loopback. */
    public int port() {
        return port;
    }

    /** Its process. */
    public ProcessHandle process() {
        return child.handle();
    }

    /** What the node has used since it began; asks it. */
    public NodeUsage usage() throws IOException {
        child.writeLine("usage");
        String line = child.readLine();
        while (!line.startsWith(NodeUsage.WORD)) {
            line = child.readLine();
        }
        return NodeUsage.parse(line);
    }

    @Override
    public void close() {
        child.close();
    }
}
