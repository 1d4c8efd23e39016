package dev.gavel.server.http;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder of requests, which also tells whether bytes came in (a request whose head is not whole yet shows in nothing else), and which can be paused: what comes
 * then stays as bytes, and after one read of them no more is read from the connection. After the last answer it only throws away.
 *
 * <p>Thread safety: confined to the connection's event loop.
 */
final class RequestDecoder extends HttpRequestDecoder {

    private @Nullable ChannelHandlerContext context;
    private boolean fed;
    private boolean paused;
    private boolean discarding;

    RequestDecoder(HttpLimits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setValidateHeaders(true));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        super.handlerAdded(added);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        fed |= message instanceof ByteBuf bytes && bytes.isReadable();
        super.channelRead(ctx, message);
        if (paused && holds()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    /** Netty's own asks for more when nothing could be decoded. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (paused) {
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) throws Exception {
        if (discarding) {
            bytes.skipBytes(bytes.readableBytes());
        } else if (!paused) {
            // Else it takes nothing, and Netty waits for more.
            super.decode(ctx, bytes, out);
        }
    }

    /** Throws away what comes from now on: nobody makes the server decode what it is not going to answer. */
    void discard() {
        discarding = true;
        paused = false;
    }

    /** Decodes nothing more until {@link #goOn}; what is being passed on is the last. */
    void pause() {
        paused = true;
    }

    boolean isPaused() {
        return paused;
    }

    /** Whether there are bytes that were not decoded. */
    boolean holds() {
        return actualReadableBytes() > 0;
    }

    /** Ends a pause, with what came in it: passed on before this returns. */
    void goOn() {
        paused = false;
        if (!holds()) {
            return;
        }
        ChannelHandlerContext ctx = requireNonNull(context);
        fed = true;
        try {
            super.channelRead(ctx, Unpooled.EMPTY_BUFFER);
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        }
        if (!(paused && holds()) && !ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    /**
     * A body that says its length in two ways ends in two places: whoever stands between us and the caller may have seen the other, and what follows
     * for another's request (RFC 9112, section 6.3, item 3).
     */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
    }

    /** Whether bytes came since this was asked last. */
    boolean takeFed() {
        boolean was = fed;
        fed = false;
        return was;
    }
}
