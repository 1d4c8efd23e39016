package dev.gavel.bench.ceiling;

import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Gives Lettuce one event loop that somebody else owns, so that a Redis reply arrives on the very thread that answers the HTTP request.
 *
 * <p>Thread safety: immutable.
 */
final class OneLoopProvider implements EventLoopGroupProvider {

    private final EventLoop loop;

    private OneLoopProvider(EventLoop loop) {
        this.loop = loop;
    }

    /** Lettuce's resources on this loop. Latency recording, on by default where LatencyUtils is on the class path, is off. */
    static ClientResources clientResources(EventLoop loop) {
        return ClientResources.builder()
                .eventLoopGroupProvider(new OneLoopProvider(loop))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
    }

    /** Lettuce names the group's class only to choose between transports; it uses what it gets as an {@link EventLoopGroup}. */
    @Override
    @SuppressWarnings("unchecked")
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        return (T) loop;
    }

    @Override
    public int threadPoolSize() {
        return 1;
    }

    @Override
    public Future<Boolean> release(EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
        return loop.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        return loop.newSucceededFuture(true);
    }
}
