package dev.gavel.server.buyer;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import reactor.netty.resources.LoopResources;

/**
 * The event loops that the HTTP server and the calls to buyers share. A call stays on the loop of the request that it belongs to: every loop
 * has its own connections, so that no answer has to wake another thread.
 *
 * <p>Thread safety: immutable.
 */
final class Loops {

    private final EventLoopGroup group;
    private final List<EventLoop> all = new ArrayList<>();
    private final IdentityHashMap<EventLoop, Integer> loopToIndex = new IdentityHashMap<>();

    Loops(LoopResources resources) {
        group = resources.onClient(LoopResources.DEFAULT_NATIVE);
        for (EventExecutor executor : group) {
            EventLoop loop = (EventLoop) executor;
            loopToIndex.put(loop, all.size());
            all.add(loop);
        }
    }

    List<EventLoop> all() {
        return all;
    }

    /** The caller's own loop; any of them when the caller runs on none. */
    EventLoop own() {
        EventLoop next = group.next();
        return loopToIndex.containsKey(next) ? next : all.getFirst();
    }

    /** Runs the task on the loop: now when the caller is on it. False when the loop has been shut down. */
    static boolean run(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return true;
        }
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /** The position of one of these loops. */
    int indexOf(EventLoop loop) {
        return loopToIndex.getOrDefault(loop, 0);
    }
}
