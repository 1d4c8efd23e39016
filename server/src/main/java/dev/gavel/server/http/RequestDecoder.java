package dev.gavel.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Netty's decoder of requests, which also tells whether bytes came in: a request whose head is not whole yet shows in nothing else.
 *
 * <p>Thread safety: confined to the connection's event loop.
 */
final class RequestDecoder extends HttpRequestDecoder {

    private boolean fed;

    RequestDecoder(HttpLimits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setValidateHeaders(true));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        fed |= message instanceof ByteBuf bytes && bytes.isReadable();
        super.channelRead(context, message);
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
