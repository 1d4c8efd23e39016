package dev.gavel.loadtests.farm;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Any number of simulated buyers on one loopback port: {@code /buyers/<number>/bid} and {@code /buyers/<number>/post}. Bids may be asked for over
 * HTTP/1.1, HTTP/2 without TLS, and a bid stream; they are answered with
 * {@code {"status":"bid","price":"31.50","bid_id":"..."}} or {@code {"status":"no_bid"}}, leads with {@code {"status":"accepted","reference":"..."}} or
 * {@code {"status":"rejected","reason":"..."}}.
 *
 * <p>Thread safety: safe.
 */
public final class BuyerFarm implements AutoCloseable {

    private static final int BACKLOG = 1024;

    private final EventLoopGroup loops;
    private final Channel channel;
    private final LongAdder asked = new LongAdder();
    private final LongAdder posted = new LongAdder();
    private final AtomicLong connections = new AtomicLong();

    private BuyerFarm(FarmPlan plan) {
        boolean epoll = Epoll.isAvailable();
        loops = new MultiThreadIoEventLoopGroup(
                plan.threads(),
                new DefaultThreadFactory("farm", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        channel = new ServerBootstrap()
                .group(loops)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new FarmDoor(BuyerFarm.this, plan));
                    }
                })
                .bind("127.0.0.1", plan.port())
                .syncUninterruptibly()
                .channel();
    }

    /** Starts listening. */
    public static BuyerFarm start(FarmPlan plan) {
        return new BuyerFarm(plan);
    }

    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** How often a bid was asked for. */
    public long asked() {
        return asked.sum();
    }

    /** How many leads came, repetitions included. */
    public long posted() {
        return posted.sum();
    }

    /** Where the draws of a new connection begin. */
    long firstDraw(FarmPlan plan) {
        return Bidder.mixed(plan.seed() + connections.incrementAndGet());
    }

    void countAsked() {
        asked.increment();
    }

    void countPosted() {
        posted.increment();
    }

    /** Stops listening and cuts all connections. */
    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
