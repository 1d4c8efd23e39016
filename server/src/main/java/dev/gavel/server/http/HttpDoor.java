package dev.gavel.server.http;

import dev.gavel.auction.reason.Reason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * The HTTP/1.1 server: accepts connections on the shared event loops and gives each its {@link HttpConnection}.
 *
 * <p>Thread safety: any thread.
 */
public final class HttpDoor {

    /** Connections that are made and not accepted yet. Linux gives no more than {@code net.core.somaxconn}, 4,096 unless it was changed. */
    private static final int BACKLOG = 4_096;

    /** Of the system's memory for one who does not take its answers; left to itself Linux gives as much as four megabytes. */
    private static final int SEND_BUFFER_BYTES = 131_072;

    private static final int LEAST_READ_BYTES = 512;
    private static final int USUAL_READ_BYTES = 4_096;
    private static final int MOST_READ_BYTES = 16_384;

    private final String host;
    private final int port;
    private final @Nullable SslContext tls;
    private final HttpLimits limits;
    private final LoopResources loops;
    private final Admission admission;
    private final Route routes;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final OpenConnections open;
    private @Nullable Channel listening;

    /**
     * @param host address to listen on
     * @param port 0 for any free one
     * @param tls null for plain HTTP
     */
    public HttpDoor(
            String host,
            int port,
            @Nullable Tls tls,
            HttpLimits limits,
            LoopResources loops,
            Admission admission,
            Route routes) {
        this.host = host;
        this.port = port;
        this.tls = tls == null ? null : tls.serverContext();
        this.limits = limits;
        this.open = new OpenConnections(limits.connections(), limits.connectionsPerAddress());
        this.loops = loops;
        this.admission = admission;
        this.routes = routes;
    }

    /**
     * Starts to listen. Blocks; for start-up.
     *
     * @throws IllegalStateException when it cannot, for instance because somebody else listens there
     */
    public void start() {
        EventLoopGroup accepting = loops.onServerSelect(true);
        ChannelFuture binding = new ServerBootstrap()
                .group(accepting, loops.onServer(true))
                .channel(loops.onChannelClass(ServerSocketChannel.class, accepting))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, readingInTurns())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        open(accepted);
                    }
                })
                .bind(host, port)
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IllegalStateException("cannot listen on " + host + ":" + port, binding.cause());
        }
        listening = binding.channel();
    }

    /** Little at a time: a loop's other connections do not wait for one that sends much. */
    private static RecvByteBufAllocator readingInTurns() {
        return new AdaptiveRecvByteBufAllocator(LEAST_READ_BYTES, USUAL_READ_BYTES, MOST_READ_BYTES)
                .maxMessagesPerRead(1);
    }

    private void open(Channel accepted) {
        SocketAddress from = accepted.remoteAddress();
        if (!open.enter(from)) {
            turnAway(accepted);
            return;
        }
        var _ = accepted.closeFuture().addListener(_ -> open.leave(from));
        connections.add(accepted);
        ChannelPipeline pipeline = accepted.pipeline();
        if (tls != null) {
            pipeline.addLast(tls.newHandler(accepted.alloc()));
        }
        RequestDecoder decoder = new RequestDecoder(limits);
        pipeline.addLast(decoder, new HttpConnection(limits, admission, routes, decoder));
    }

    /** Says so where it can be said: not to those who wait for a TLS handshake, which would cost more than they are to have. */
    private void turnAway(Channel accepted) {
        if (tls != null) {
            var _ = accepted.close();
            return;
        }
        Answer busy = Problem.of(Refusal.unavailable(Reason.TOO_MANY_CONNECTIONS), Trace.idFrom(null));
        ByteBuf bytes = AnswerBytes.of(busy, Trace.idFrom(null), true, AnswerBytes.Connection.CLOSED, accepted.alloc());
        var _ = accepted.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
    }

    /** Lets the connections be measured. */
    public void measure(MeterRegistry meters) {
        Gauge.builder("gavel.http.connections", open, OpenConnections::open).register(meters);
        FunctionCounter.builder("gavel.http.connections.refused", open, OpenConnections::refused)
                .register(meters);
    }

    /** The port that it listens on. */
    public int port() {
        if (listening == null) {
            throw new IllegalStateException("not started");
        }
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /**
     * Stops listening, closes connections without a request, and waits for what is in flight, at most so long. Once {@link Admission#drain} was called
     * each answer says that its connection closes; callers that were given time to hear it have none left to lose. Blocks; for shutdown.
     */
    public void stop(Duration patience) {
        if (listening == null) {
            return;
        }
        long endNanos = System.nanoTime() + patience.toNanos();
        admission.drain();
        listening.close().awaitUninterruptibly();
        long left = patience.toNanos();
        // Again for those that were accepted in the last moment.
        while (!connections.isEmpty() && left > 0) {
            closeIdle();
            connections.newCloseFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS);
            left = endNanos - System.nanoTime();
        }
        connections.close().awaitUninterruptibly();
    }

    private void closeIdle() {
        for (Channel accepted : connections) {
            HttpConnection connection = accepted.pipeline().get(HttpConnection.class);
            if (connection != null) {
                connection.drain();
            }
        }
    }
}
