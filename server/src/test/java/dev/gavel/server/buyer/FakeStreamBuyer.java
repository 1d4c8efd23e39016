package dev.gavel.server.buyer;

import dev.gavel.server.buyer.stream.BidStream;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A buyer's end of bid streams that does what the test says, right or wrong, and nothing by itself. */
final class FakeStreamBuyer implements AutoCloseable {

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final List<Channel> open = new CopyOnWriteArrayList<>();
    private final List<HttpHeaders> handshakes = new CopyOnWriteArrayList<>();
    volatile @Nullable String subprotocol = BidStream.PROTOCOL;
    volatile Function<HttpHeaders, HttpHeaders> answerHeaders = _ -> new DefaultHttpHeaders();
    volatile boolean answersPings = true;

    FakeStreamBuyer() {
        server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(65_536), new Upgrade());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    String url() {
        return "http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort() + "/gavel/stream?v=1";
    }

    /** The headers of the handshakes so far. */
    List<HttpHeaders> handshakes() {
        return handshakes;
    }

    /** Streams that were ever opened. */
    List<Channel> opened() {
        return open;
    }

    /** The next message of any stream. */
    String nextMessage() throws InterruptedException {
        String message = messages.poll(15, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message came");
        }
        return message;
    }

    boolean hasMessage() {
        return !messages.isEmpty();
    }

    /** Says this on all streams. */
    void say(String text) {
        for (Channel channel : open) {
            var _ = channel.writeAndFlush(new TextWebSocketFrame(text));
        }
    }

    void sayBinary(byte[] bytes) {
        for (Channel channel : open) {
            var _ = channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.copiedBuffer(bytes)));
        }
    }

    void stopReading() {
        open.forEach(channel -> channel.config().setAutoRead(false));
    }

    void cut() {
        for (Channel channel : open) {
            var _ = channel.close();
        }
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            handshakes.add(request.headers().copy());
            var _ = new WebSocketServerHandshaker13(request.uri(), subprotocol, false, 1 << 20)
                    .handshake(
                            ctx.channel(),
                            request,
                            answerHeaders.apply(request.headers()),
                            ctx.channel().newPromise())
                    .addListener(_ -> {
                        ctx.pipeline().addLast(new Lines());
                        open.add(ctx.channel());
                        ctx.pipeline().remove(this);
                    });
        }
    }

    private final class Lines extends SimpleChannelInboundHandler<WebSocketFrame> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            switch (frame) {
                case TextWebSocketFrame text -> messages.add(text.text());
                case PingWebSocketFrame ping
                when answersPings -> {
                    var _ = ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
                }
                default -> {
                    // The test looks at the channel itself.
                }
            }
        }
    }
}
