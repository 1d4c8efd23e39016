package dev.gavel.persistence.testkit;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stands on a loopback port before a server on another and passes bytes on, disturbed by the {@link Toxic} of the moment. Chances are drawn from a seed, in the
 * order in which bytes arrive. Where nobody disturbs it, it is transparent: a closed or half-closed connection is passed on as such.
 *
 * <p>Thread safety: any thread; all bytes pass on one loop of its own.
 */
public final class ChaosProxy implements AutoCloseable {

    private static final int MOST_WAITING_BYTES = 1 << 18;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final SplittableRandom random;
    private final Channel door;
    private final int targetPort;
    private final Set<Side> sides = new HashSet<>();
    private final AtomicLong disturbed = new AtomicLong();
    private volatile Toxic toxic = new Toxic.None();

    private ChaosProxy(int targetPort, long seed) {
        this.targetPort = targetPort;
        this.random = new SplittableRandom(seed);
        this.door = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        connect(client);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Starts one before a port of the loopback address. */
    public static ChaosProxy before(int targetPort, long seed) {
        return new ChaosProxy(targetPort, seed);
    }

    /** Where it listens, on the loopback address. */
    public int port() {
        return ((InetSocketAddress) door.localAddress()).getPort();
    }

    /** From now on disturbs so, connections that are open too; what was held back before passes unless this holds it back as well. */
    public void disturb(Toxic now) {
        toxic = now;
        loop.execute(() -> Set.copyOf(sides).forEach(Side::pump));
    }

    /** From now on disturbs nothing. */
    public void heal() {
        disturb(new Toxic.None());
    }

    /** How many times bytes were delayed, held, changed or cut off. */
    public long disturbed() {
        return disturbed.get();
    }

    @Override
    public void close() {
        door.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void connect(SocketChannel client) {
        Side fromClient = new Side(Toxic.Towards.SERVER);
        Side fromServer = new Side(Toxic.Towards.CLIENT);
        client.pipeline().addLast(fromClient);
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(fromServer)
                .connect(InetAddress.getLoopbackAddress(), targetPort);
        connecting.addListener(connected -> {
            SocketChannel server = (SocketChannel) connecting.channel();
            if (!connected.isSuccess()) {
                reset(client);
                return;
            }
            fromClient.open(client, server);
            fromServer.open(server, client);
        });
    }

    /** With a linger of zero the peer sees a reset, as from a process that was killed. */
    private static void reset(SocketChannel channel) {
        if (channel.isOpen()) {
            channel.config().setSoLinger(0);
            var _ = channel.close();
        }
    }

    private record Parcel(ByteBuf bytes, long dueNanos) {}

    /** One direction of a connection. Confined to the loop. */
    private final class Side extends ChannelInboundHandlerAdapter {

        private final Toxic.Towards towards;
        private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();
        private @Nullable SocketChannel from;
        private @Nullable SocketChannel to;
        private int waitingBytes;
        private long lastDueNanos = System.nanoTime();
        private boolean ended;
        private boolean muted;

        Side(Toxic.Towards towards) {
            this.towards = towards;
        }

        void open(SocketChannel from, SocketChannel to) {
            this.from = from;
            this.to = to;
            sides.add(this);
            from.config().setAutoRead(true);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (muted) {
                bytes.release();
                return;
            }
            long delayNanos = disturb(bytes);
            if (!muted && bytes.refCnt() > 0) {
                long now = System.nanoTime();
                // Never before what came earlier.
                lastDueNanos = Math.max(lastDueNanos, now + delayNanos);
                waitingBytes += bytes.readableBytes();
                waiting.add(new Parcel(bytes, lastDueNanos));
                if (waitingBytes > MOST_WAITING_BYTES) {
                    context.channel().config().setAutoRead(false);
                }
                pump();
            }
        }

        /** Does to bytes what the toxic says, and returns by how much later they are to pass. */
        private long disturb(ByteBuf bytes) {
            switch (toxic) {
                case Toxic.None _, Toxic.Stall _ -> {}
                case Toxic.Latency(Duration delay, Duration jitter) -> {
                    disturbed.incrementAndGet();
                    return delay.toNanos() + random.nextLong(jitter.toNanos() + 1);
                }
                case Toxic.Bandwidth(long bytesPerSecond) -> {
                    disturbed.incrementAndGet();
                    long takesNanos = TimeUnit.SECONDS.toNanos(bytes.readableBytes()) / bytesPerSecond;
                    return Math.max(0, lastDueNanos - System.nanoTime()) + takesNanos;
                }
                case Toxic.Reset(double chance) -> {
                    if (random.nextDouble() < chance) {
                        disturbed.incrementAndGet();
                        bytes.release();
                        cut();
                    }
                }
                case Toxic.HalfClose(double chance) -> {
                    if (random.nextDouble() < chance) {
                        disturbed.incrementAndGet();
                        bytes.release();
                        muted = true;
                        ended = true;
                        pump();
                    }
                }
                case Toxic.Corrupt(double chancePerByte, Toxic.Towards victims) -> {
                    if (victims == towards || victims == Toxic.Towards.BOTH) {
                        corrupt(bytes, chancePerByte);
                    }
                }
            }
            return 0;
        }

        private void corrupt(ByteBuf bytes, double chancePerByte) {
            for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
                if (random.nextDouble() < chancePerByte) {
                    disturbed.incrementAndGet();
                    bytes.setByte(i, bytes.getByte(i) ^ (1 << random.nextInt(Byte.SIZE)));
                }
            }
        }

        private void cut() {
            muted = true;
            if (from != null && to != null) {
                reset(from);
                reset(to);
            }
        }

        /** Passes on what is due. */
        private void pump() {
            SocketChannel target = to;
            if (target == null) {
                return;
            }
            while (!waiting.isEmpty() && !(toxic instanceof Toxic.Stall)) {
                long wait = waiting.getFirst().dueNanos() - System.nanoTime();
                if (wait > 0) {
                    var _ = loop.schedule(this::pump, wait, TimeUnit.NANOSECONDS);
                    return;
                }
                ByteBuf bytes = waiting.removeFirst().bytes();
                waitingBytes -= bytes.readableBytes();
                var _ = target.writeAndFlush(bytes);
            }
            if (!waiting.isEmpty()) {
                disturbed.incrementAndGet();
            } else if (ended) {
                var _ = target.shutdownOutput();
            }
            if (from != null && waitingBytes <= MOST_WAITING_BYTES) {
                from.config().setAutoRead(true);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent && !muted) {
                ended = true;
                pump();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // Most likely a reset by one peer: the other gets one too.
            cut();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            sides.remove(this);
            waiting.forEach(parcel -> parcel.bytes().release());
            waiting.clear();
            if (to != null && to.isOpen() && !muted && !ended) {
                var _ = to.close();
            }
        }
    }
}
