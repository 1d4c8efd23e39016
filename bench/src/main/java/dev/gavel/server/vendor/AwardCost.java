package dev.gavel.server.vendor;

import com.sun.management.ThreadMXBean;
import dev.gavel.bench.net.LocalRedis;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a ping costs a node and Redis without HTTP: the vendors' API on one event loop over a real ledger, so many pings in each of its turns,
 * so that each turn is one call of the award script. Says processor time of the loop and of Redis for each ping, which other work on the machine
 * changes little.
 */
@Command(
        name = "award",
        mixinStandardHelpOptions = true,
        description = "Measures what a ping costs the node and Redis, without HTTP.")
public final class AwardCost implements Callable<Integer> {

    @Option(names = "--batch", split = ",", description = "pings in one call of the script (default: ${DEFAULT-VALUE})")
    private List<Integer> batches = List.of(1, 4, 16, 64);

    @Option(names = "--pings", description = "for each size of batch (default: ${DEFAULT-VALUE})")
    private int pings = 40_000;

    @Option(names = "--contracts", description = "with fixed prices (default: ${DEFAULT-VALUE})")
    private int contracts = 1_000;

    @Option(names = "--commands", description = "say what each command of Redis takes")
    private boolean commands;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Override
    public Integer call() {
        try (LedgerPings world = new LedgerPings(contracts)) {
            run(world, 16);
            System.out.println(HEADER);
            for (int batch : batches) {
                measure(world, batch);
            }
        }
        return 0;
    }

    private static final String HEADER = "  batch   script us   redis us    node us    node B    (for each ping)";

    private void measure(LedgerPings world, int batch) {
        LocalRedis redis = world.redis();
        redis.clearStatistics();
        long redisBefore = redis.processorMicros();
        Usage before = usage(world);
        run(world, batch);
        Usage after = usage(world);
        long redisMicros = redis.processorMicros() - redisBefore;
        System.out.printf(
                Locale.ROOT,
                "%7d %11.1f %10.1f %10.1f %9.0f%n",
                batch,
                (double) redis.commandMicros().getOrDefault("evalsha", 0L) / pings,
                (double) redisMicros / pings,
                (after.nanos() - before.nanos()) / 1e3 / pings,
                (double) (after.bytes() - before.bytes()) / pings);
        if (commands) {
            redis.commandMicros()
                    .forEach((name, micros) -> System.out.printf(
                            Locale.ROOT, "          %-12s %8.2f us%n", name, (double) micros / pings));
        }
    }

    /** What the loop's thread used so far. */
    private record Usage(long nanos, long bytes) {}

    private Usage usage(LedgerPings world) {
        return world.onLoop(() -> {
            long id = Thread.currentThread().threadId();
            return new Usage(threads.getCurrentThreadCpuTime(), threads.getThreadAllocatedBytes(id));
        });
    }

    private void run(LedgerPings world, int batch) {
        for (int done = 0; done < pings; done += batch) {
            world.run(batch);
        }
    }
}
