package dev.gavel.bench.ceiling;

import dev.gavel.bench.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;

/**
 * A plain Netty HTTP/1.1 server: codec, one handler, nothing else. Listens on the loopback.
 *
 * <p>Thread safety: confined to one thread.
 */
final class BareNettyServer implements CeilingServer {

    private static final int BACKLOG = 1024;

    private final EventLoopGroup loops;
    private final Work.Factory works;
    private final Channel channel;

    private BareNettyServer(EventLoopGroup loops, Work.Factory works, Channel channel) {
        this.loops = loops;
        this.works = works;
        this.channel = channel;
    }

    static BareNettyServer start(Transport transport, EventLoopGroup loops, Work.Factory works, int port) {
        HttpDecoderConfig decoding = new HttpDecoderConfig().setValidateHeaders(false);
        Channel channel = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline()
                                .addLast(
                                        new HttpServerCodec(decoding), new PingHandler(works.on(accepted.eventLoop())));
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
        return new BareNettyServer(loops, works, channel);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        works.close();
        var _ = loops.shutdownGracefully();
    }
}
