package dev.gavel.loadtests.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The buyer's end of one stream, behind a WebSocket's handshake: reads the lines of each message, hands them to the bidder, and puts the answers of one
 * turn of the event loop into one message.
 *
 * <p>Thread safety: confined to its event loop.
 */
public final class StreamBuyer extends ChannelInboundHandlerAdapter {

    /** What both sides name in {@code Sec-WebSocket-Protocol}. */
    public static final String PROTOCOL = "gavel-bid-stream.v1";

    private static final String ASK = "ask ";
    private static final int MOST_MESSAGE_BYTES = 32 * 1024;

    private final StreamBidder bidder;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf message;

    /** A stream whose requests this bidder decides. */
    public StreamBuyer(StreamBidder bidder) {
        this.bidder = bidder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        try {
            switch (received) {
                case TextWebSocketFrame text -> readLines(ctx, text.content());
                case PingWebSocketFrame ping -> {
                    var _ = ctx.writeAndFlush(
                            new PongWebSocketFrame(ping.content().retain()));
                }
                case CloseWebSocketFrame _ -> {
                    var _ = ctx.close();
                }
                default -> {
                    // Nothing else is of interest.
                }
            }
        } finally {
            ReferenceCountUtil.release(received);
        }
    }

    private void readLines(ChannelHandlerContext ctx, ByteBuf content) {
        int at = content.readerIndex();
        while (at < content.writerIndex()) {
            int feed = content.indexOf(at, content.writerIndex(), (byte) '\n');
            int end = feed < 0 ? content.writerIndex() : feed;
            readLine(ctx, content.toString(at, end - at, UTF_8));
            at = end + 1;
        }
    }

    /** {@code ask <id> <milliseconds> <contract> <ping id> <request>}. */
    private void readLine(ChannelHandlerContext ctx, String line) {
        if (!line.startsWith(ASK)) {
            return;
        }
        int milliseconds = line.indexOf(' ', ASK.length()) + 1;
        int contract = line.indexOf(' ', milliseconds) + 1;
        int pingId = line.indexOf(' ', contract) + 1;
        int request = line.indexOf(' ', pingId) + 1;
        bidder.ask(new StreamAsk(
                this,
                ctx.channel().eventLoop(),
                Long.parseLong(line, ASK.length(), milliseconds - 1, 10),
                Long.parseLong(line, milliseconds, contract - 1, 10),
                line.substring(contract, pingId - 1),
                line.substring(pingId, request - 1),
                line.substring(request)));
    }

    void answer(long id, Consumer<ByteBuf> json) {
        ByteBuf out = begun();
        if (out != null) {
            out.writeCharSequence("answer " + id + " ", US_ASCII);
            json.accept(out);
            ended(out);
        }
    }

    void pass(long id) {
        ByteBuf out = begun();
        if (out != null) {
            out.writeCharSequence("pass " + id, US_ASCII);
            ended(out);
        }
    }

    /** Asks for no more than so many requests at a time without an answer. */
    public void window(int requests) {
        ByteBuf out = begun();
        if (out != null) {
            out.writeCharSequence("window " + requests, US_ASCII);
            ended(out);
        }
    }

    /** Wants no more requests on this connection; Gavel opens another. */
    public void drain() {
        ByteBuf out = begun();
        if (out != null) {
            out.writeCharSequence("drain", US_ASCII);
            ended(out);
        }
    }

    /** The message that the answers of this turn go to; null when the connection is gone. */
    private @Nullable ByteBuf begun() {
        ChannelHandlerContext ctx = context;
        if (ctx == null || !ctx.channel().isActive()) {
            return null;
        }
        ByteBuf out = message;
        if (out == null) {
            out = ctx.alloc().buffer(4096);
            message = out;
            ctx.channel().eventLoop().execute(this::flush);
        }
        return out;
    }

    private void ended(ByteBuf out) {
        out.writeByte('\n');
        if (out.readableBytes() >= MOST_MESSAGE_BYTES) {
            flush();
        }
    }

    private void flush() {
        ByteBuf out = message;
        message = null;
        if (out != null && context != null) {
            var _ = context.writeAndFlush(new TextWebSocketFrame(out), context.voidPromise());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
