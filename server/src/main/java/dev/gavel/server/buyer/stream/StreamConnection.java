package dev.gavel.server.buyer.stream;

import dev.gavel.server.buyer.wire.Answer;
import dev.gavel.server.buyer.wire.Ask;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link BidStream}, from its handshake to its end. What the other side sends is either an answer or the end of the connection: it
 * cannot disturb anything else.
 *
 * <p>Thread safety: confined to its event loop.
 */
final class StreamConnection extends ChannelInboundHandlerAdapter implements Ask.Carrier, StreamLines.Reader {

    /** The longest message that is read. */
    static final int MOST_MESSAGE_BYTES = 1024 * 1024;

    private static final int MOST_HANDSHAKE_BYTES = 16 * 1024;

    private final BidStream stream;
    private final EventLoop loop;
    private final StreamPolicy policy;
    private final StreamMetrics metrics;
    private final StreamHandshake handshake;
    private final LongObjectHashMap<Ask> idToAsk = new LongObjectHashMap<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf message;
    private long lastId;
    private long window = Long.MAX_VALUE;
    private long openedNanos;
    private long heardNanos;
    private boolean open;
    private boolean retired;
    private boolean over;

    StreamConnection(
            BidStream stream, EventLoop loop, StreamPolicy policy, StreamMetrics metrics, StreamHandshake handshake) {
        this.stream = stream;
        this.loop = loop;
        this.policy = policy;
        this.metrics = metrics;
        this.handshake = handshake;
    }

    void furnish(Channel channel) {
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(policy.unsentBytes() / 2, policy.unsentBytes()));
        channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(MOST_HANDSHAKE_BYTES), this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    void shakeHands(Channel channel) {
        handshake.begin(channel);
        var _ = loop.schedule(
                () -> {
                    if (!open) {
                        closeNow();
                    }
                },
                policy.handshake().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        heardNanos = System.nanoTime();
        try {
            switch (received) {
                case FullHttpResponse response when !open -> onResponse(ctx, response);
                case TextWebSocketFrame text
                when open -> {
                    if (!StreamLines.read(text.content(), this)) {
                        end(WebSocketCloseStatus.PROTOCOL_ERROR, true);
                    }
                }
                case PingWebSocketFrame ping
                when open && ctx.channel().isWritable() -> {
                    var _ = ctx.writeAndFlush(
                            new PongWebSocketFrame(ping.content().retain()), ctx.voidPromise());
                }
                case PongWebSocketFrame _ when open -> {
                    // A sign of life, noted above.
                }
                case CloseWebSocketFrame _ when open -> end(WebSocketCloseStatus.NORMAL_CLOSURE, false);
                default -> closeNow();
            }
        } finally {
            ReferenceCountUtil.release(received);
        }
    }

    private void onResponse(ChannelHandlerContext ctx, FullHttpResponse response) {
        if (!handshake.isAgreed(ctx.channel(), response)) {
            closeNow();
            return;
        }
        ctx.pipeline().addBefore(ctx.name(), null, new WebSocketFrameAggregator(MOST_MESSAGE_BYTES));
        open = true;
        openedNanos = System.nanoTime();
        metrics.opened();
        beatLater();
        stream.onOpen(this);
    }

    boolean hasRoom() {
        return context != null && context.channel().isWritable() && idToAsk.size() < window;
    }

    void send(Ask ask) {
        ChannelHandlerContext ctx = context;
        if (!open || retired || ctx == null || !ctx.channel().isActive()) {
            ask.fail(Ask.Failure.CONNECTION);
            return;
        }
        long id = ++lastId;
        idToAsk.put(id, ask);
        ask.carriedBy(this, id);
        ByteBuf lines = message;
        if (lines == null) {
            lines = ctx.alloc().buffer(4096);
            message = lines;
            loop.execute(this::flush);
        }
        StreamLines.writeAsk(lines, id, ask);
        if (lines.readableBytes() >= policy.messageBytes()) {
            flush();
        }
    }

    private void flush() {
        ByteBuf lines = message;
        message = null;
        if (lines == null) {
            return;
        }
        if (context == null || over) {
            lines.release();
            return;
        }
        metrics.message();
        var _ = context.writeAndFlush(new TextWebSocketFrame(lines), context.voidPromise());
    }

    @Override
    public void abandoned(Ask ask) {
        idToAsk.remove(ask.carrierNumber());
        closeIfDone();
    }

    @Override
    public void onAnswer(long id, Answer answer) {
        Ask ask = idToAsk.remove(id);
        if (ask == null) {
            metrics.stray();
            return;
        }
        ask.answer(answer);
        closeIfDone();
    }

    @Override
    public void onTooLarge(long id) {
        Ask ask = idToAsk.remove(id);
        if (ask == null) {
            metrics.stray();
            return;
        }
        ask.fail(Ask.Failure.TOO_LARGE);
        closeIfDone();
    }

    @Override
    public void onWindow(long requests) {
        window = requests;
    }

    @Override
    public void onDrain() {
        retire();
    }

    /** Takes no more requests; closes when those that it has are answered, or after a while. */
    void retire() {
        if (retired) {
            return;
        }
        retired = true;
        flush();
        stream.onEnded(this, false, true);
        closeIfDone();
        var _ = loop.schedule(
                () -> end(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, false),
                policy.farewell().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void closeIfDone() {
        if (retired && idToAsk.isEmpty()) {
            end(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, false);
        }
    }

    private void beatLater() {
        var _ = loop.schedule(this::beat, policy.heartbeat().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void beat() {
        ChannelHandlerContext ctx = context;
        if (over || ctx == null) {
            return;
        }
        if (System.nanoTime() - heardNanos > 2 * policy.heartbeat().toNanos()) {
            closeNow();
            return;
        }
        var _ = ctx.writeAndFlush(new PingWebSocketFrame(), ctx.voidPromise());
        beatLater();
    }

    /** Says goodbye and closes. */
    private void end(WebSocketCloseStatus status, boolean broken) {
        ChannelHandlerContext ctx = context;
        if (over || ctx == null) {
            return;
        }
        if (ctx.channel().isWritable()) {
            var _ = ctx.writeAndFlush(new CloseWebSocketFrame(status));
        }
        finish(broken);
        var _ = ctx.close();
    }

    private void closeNow() {
        if (context != null) {
            var _ = context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish(true);
    }

    /** Whatever was open has failed. */
    private void finish(boolean broken) {
        if (over) {
            return;
        }
        over = true;
        flush();
        if (open) {
            metrics.ended();
            boolean settled =
                    System.nanoTime() - openedNanos >= policy.settled().toNanos();
            stream.onEnded(this, broken && !retired, settled);
        } else {
            stream.onFailed();
        }
        var asks = new ArrayList<>(idToAsk.values());
        idToAsk.clear();
        asks.forEach(ask -> ask.fail(Ask.Failure.CONNECTION));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        closeNow();
    }
}
