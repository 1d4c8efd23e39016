package dev.gavel.bench.load;

import dev.gavel.bench.net.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Drives one server as a {@link LoadPlan} says. Belongs in a process of its own, so that it shares nothing with what it measures but the
 * processors.
 *
 * <p>Thread safety: confined to one thread, which it blocks.
 */
public final class LoadGenerator {

    private LoadGenerator() {}

    /** Runs the plan: connects, warms up, measures, disconnects. */
    public static LoadResult run(LoadPlan plan) throws InterruptedException {
        Transport transport = Transport.best();
        EventLoopGroup group = transport.startLoops("load", plan.threads());
        try {
            return run(plan, transport, group);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static LoadResult run(LoadPlan plan, Transport transport, EventLoopGroup group)
            throws InterruptedException {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<PreparedRequest> requests =
                plan.requests().stream().map(request -> request.prepare(now)).toList();
        List<EventLoop> loops = new ArrayList<>();
        List<LoopLoad> loads = new ArrayList<>();
        // No two runs share a number: at most 2^22 requests a millisecond.
        long firstNumber = System.currentTimeMillis() << 22;
        for (int i = 0; i < plan.threads(); i++) {
            EventLoop loop = group.next();
            loops.add(loop);
            loads.add(new LoopLoad(transport, loop, plan, requests, firstNumber + i, plan.threads()));
        }
        for (int i = 0; i < loads.size(); i++) {
            LoopLoad load = loads.get(i);
            int connections = plan.connections() / plan.threads() + (i < plan.connections() % plan.threads() ? 1 : 0);
            onLoop(loops.get(i), () -> open(load, connections));
        }

        TimeUnit.MILLISECONDS.sleep(plan.warmUpMillis());
        long startNanos = System.nanoTime();
        Tally warmUp = takeTallies(loops, loads);
        TimeUnit.MILLISECONDS.sleep(plan.measureMillis());
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        Tally measured = takeTallies(loops, loads);
        for (int i = 0; i < loads.size(); i++) {
            LoopLoad load = loads.get(i);
            onLoop(loops.get(i), () -> stop(load));
        }
        return measured.toResult(seconds, warmUp.answers());
    }

    private static Tally takeTallies(List<EventLoop> loops, List<LoopLoad> loads) throws InterruptedException {
        Tally sum = new Tally();
        for (int i = 0; i < loads.size(); i++) {
            sum.add(onLoop(loops.get(i), loads.get(i)::takeTally));
        }
        return sum;
    }

    private static Boolean open(LoopLoad load, int connections) {
        load.open(connections);
        return true;
    }

    private static Boolean stop(LoopLoad load) {
        load.stop();
        return true;
    }

    private static <T> T onLoop(EventLoop loop, Callable<T> task) throws InterruptedException {
        return loop.submit(task).sync().getNow();
    }
}
