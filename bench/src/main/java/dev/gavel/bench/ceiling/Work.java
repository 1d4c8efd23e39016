package dev.gavel.bench.ceiling;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a bare server does between a request and its answer. One instance per event loop, confined to it.
 *
 * <p>INVARIANT: stages complete on that event loop and in the order in which they were begun, so that pipelined answers keep their order.
 */
interface Work {

    /** None: the answer is sent at once. */
    Work NONE = _ -> null;

    /**
     * Begins the work for one ping.
     *
     * @param body the request's body; valid only during the call
     * @return what to wait for, or null when there is nothing
     */
    @Nullable
    CompletionStage<?> begin(ByteBuf body);

    /** Makes the {@link Work} of each event loop. */
    interface Factory extends AutoCloseable {

        Work on(EventLoop loop);

        @Override
        default void close() {}
    }
}
