package dev.gavel.bench.load;

import dev.gavel.bench.net.ChildJvm;
import dev.gavel.bench.net.Jvm;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@link LoadGenerator} in a process of its own, which runs one plan after another.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class Generator implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ChildJvm child;

    private Generator(ChildJvm child) {
        this.child = child;
    }

    /** Starts the process. */
    public static Generator start() throws IOException {
        return new Generator(ChildJvm.bench(Jvm.FLAGS, List.of("load", "--plans")));
    }

    /** Runs the plan; blocks until it is done. */
    public LoadResult run(LoadPlan plan) throws IOException {
        child.writeLine(JSON.writeValueAsString(plan));
        return JSON.readValue(child.readLine(), LoadResult.class);
    }

    /**
     * Sends until {@code answers} came, a minute at most: what compiles a server's code is calls, and a busy machine makes few of them in a second.
     *
     * @param plan how; its times are not used
     * @return how many came
     */
    public long warmUp(LoadPlan plan, long answers) throws IOException {
        long came = 0;
        for (int spent = 0; spent == 0 || (came < answers && spent < WARM_UP_MILLIS_MOST); spent += WARM_UP_MILLIS) {
            came += run(plan.lasting(100, WARM_UP_MILLIS)).answers();
        }
        return came;
    }

    private static final int WARM_UP_MILLIS = 5_000;
    private static final int WARM_UP_MILLIS_MOST = 60_000;

    @Override
    public void close() {
        child.close();
    }
}
