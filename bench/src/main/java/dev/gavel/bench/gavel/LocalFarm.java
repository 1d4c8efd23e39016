package dev.gavel.bench.gavel;

import dev.gavel.bench.net.ChildJvm;
import dev.gavel.bench.net.Jvm;
import dev.gavel.loadtests.farm.FarmMain;
import java.io.IOException;
import java.util.List;

/**
 * A buyer farm in a process of its own.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class LocalFarm implements AutoCloseable {

    private final ChildJvm child;
    private final int port;

    private LocalFarm(ChildJvm child, int port) {
        this.child = child;
        this.port = port;
    }

    /**
     * Starts it; blocks until it listens.
     *
     * @param plan as {@link dev.gavel.loadtests.farm.FarmPlan#parse} reads it
     */
    public static LocalFarm start(List<String> plan) throws IOException {
        ChildJvm child = ChildJvm.start(Jvm.FLAGS, FarmMain.class, plan);
        String line = child.readLine();
        if (!line.startsWith(FarmMain.LISTENING)) {
            child.close();
            throw new IOException("the farm said: " + line);
        }
        return new LocalFarm(child, Integer.parseInt(line.substring(FarmMain.LISTENING.length())));
    }

    /** On the loopback. */
    public int port() {
        return port;
    }

    /** Its process. */
    public ProcessHandle process() {
        return child.handle();
    }

    @Override
    public void close() {
        child.close();
    }
}
