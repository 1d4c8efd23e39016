package dev.gavel.bench.load;

import dev.gavel.bench.net.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The part of a run that one event loop carries: its connections, its counts, its numbers.
 *
 * <p>Thread safety: confined to the event loop, apart from the constructor.
 */
final class LoopLoad {

    private static final int RECONNECT_MILLIS = 10;

    private final EventLoop loop;
    private final List<PreparedRequest> requests;
    private final int numberStep;
    private final Pacer pacer;
    private final Bootstrap bootstrap;
    private final List<Channel> channels = new ArrayList<>();
    private Tally tally = new Tally();
    private long number;
    private int nextRequest;
    private boolean stopped;

    /**
     * @param firstNumber the first request's number
     * @param numberStep from one number to the next, so that loops share a row of numbers
     */
    LoopLoad(
            Transport transport,
            EventLoop loop,
            LoadPlan plan,
            List<PreparedRequest> requests,
            long firstNumber,
            int numberStep) {
        this.loop = loop;
        this.requests = requests;
        this.number = firstNumber;
        this.numberStep = numberStep;
        long intervalNanos = plan.perSecond() == 0 ? 0 : TimeUnit.SECONDS.toNanos(numberStep) / plan.perSecond();
        this.pacer = new Pacer(loop, intervalNanos);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new LoadConnection(
                                        LoopLoad.this, new AnswerDecoder(plan.marker()), plan.depth()));
                    }
                })
                .remoteAddress("127.0.0.1", plan.port());
    }

    void open(int connections) {
        for (int i = 0; i < connections; i++) {
            connect();
        }
    }

    private void connect() {
        ChannelFuture connected = bootstrap.connect();
        channels.add(connected.channel());
        var _ = connected.addListener(done -> {
            if (!done.isSuccess()) {
                channels.remove(connected.channel());
                tally.countBroken();
                reconnect();
            }
        });
    }

    /** A connection ended. */
    void onBroken() {
        if (!stopped) {
            channels.removeIf(channel -> !channel.isActive());
            tally.countBroken();
            reconnect();
        }
    }

    private void reconnect() {
        if (!stopped) {
            var _ = loop.schedule(this::connect, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Hands over what was counted and starts to count anew. */
    Tally takeTally() {
        Tally taken = tally;
        tally = new Tally();
        return taken;
    }

    void stop() {
        stopped = true;
        for (Channel channel : channels) {
            var _ = channel.close();
        }
    }

    Pacer pacer() {
        return pacer;
    }

    Tally tally() {
        return tally;
    }

    ByteBuf nextRequest(ByteBufAllocator allocator) {
        ByteBuf bytes = requests.get(nextRequest).write(allocator, number);
        nextRequest = nextRequest + 1 == requests.size() ? 0 : nextRequest + 1;
        number += numberStep;
        return bytes;
    }
}
