package dev.gavel.bench.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The operating system's interface that sockets use: epoll where Netty's native library runs, else NIO; what {@code -Dgavel.bench.transport} names
 * ({@code epoll}, {@code nio}, {@code io_uring}) where it is set. Netty's io_uring is on the class path only where {@code bench/run} is told so.
 *
 * <p>Thread safety: immutable.
 *
 * @param name what it is called in results
 */
public record Transport(
        String name,
        IoHandlerFactory ioHandlerFactory,
        Class<? extends ServerSocketChannel> serverChannel,
        Class<? extends SocketChannel> channel) {

    /**
     * What is named by the property, or the fastest transport of this machine that Gavel uses, too.
     *
     * @throws IllegalArgumentException when the property names no transport
     */
    public static Transport best() {
        String named = System.getProperty("gavel.bench.transport", Epoll.isAvailable() ? "epoll" : "nio");
        return switch (named) {
            case "epoll" ->
                new Transport(
                        named, EpollIoHandler.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class);
            case "nio" ->
                new Transport(named, NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
            case "io_uring" ->
                new Transport(
                        named,
                        IoUringIoHandler.newFactory(),
                        IoUringServerSocketChannel.class,
                        IoUringSocketChannel.class);
            default ->
                throw new IllegalArgumentException(
                        "gavel.bench.transport: " + named + " (expected: epoll, nio or io_uring)");
        };
    }

    /** Starts event loops; the caller shuts them down. */
    public EventLoopGroup startLoops(String threadName, int threads) {
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(threadName), ioHandlerFactory);
    }
}
