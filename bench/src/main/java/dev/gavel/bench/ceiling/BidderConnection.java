package dev.gavel.bench.ceiling;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A connection of {@link BidderWork}: one request at a time.
 *
 * <p>Thread safety: confined to its event loop.
 */
final class BidderConnection extends ChannelInboundHandlerAdapter {

    private static final JsonFactory JSON = new JsonFactory();
    private static final HttpHeadersFactory HEADERS =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);
    private static final HttpHeadersFactory TRAILERS =
            DefaultHttpHeadersFactory.trailersFactory().withValidation(false);

    private @Nullable ChannelHandlerContext context;
    private BidderWork.@Nullable Bidder bidder;
    private BidderWork.@Nullable Asked asked;
    private byte[] answer = new byte[512];
    private int length;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    void ask(BidderWork.Bidder who, BidderWork.Asked forWhom) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            forWhom.failed();
            return;
        }
        bidder = who;
        asked = forWhom;
        length = 0;
        ByteBuf body = who.body();
        var request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, who.path(), body, HEADERS, TRAILERS);
        request.headers()
                .set(HttpHeaderNames.HOST, "127.0.0.1")
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON)
                .set("gavel-ping-id", "ping_01kaa0000000000000000000ab")
                .set("gavel-timeout-ms", "500")
                .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
        var _ = ctx.writeAndFlush(request, ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean last = message instanceof LastHttpContent;
        if (message instanceof HttpContent content) {
            append(content.content());
        }
        ReferenceCountUtil.release(message);
        BidderWork.Asked ended = asked;
        BidderWork.Bidder from = bidder;
        if (last && ended != null && from != null) {
            asked = null;
            from.giveBack(this);
            ended.answered(priceMicros());
        }
    }

    private void append(ByteBuf part) {
        int size = part.readableBytes();
        if (length + size > answer.length) {
            answer = Arrays.copyOf(answer, length + size);
        }
        part.readBytes(answer, length, size);
        length += size;
    }

    private long priceMicros() {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), answer, 0, length)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME && "price".equals(parser.currentName())) {
                    parser.nextToken();
                    return (long) (Double.parseDouble(parser.getString()) * 1_000_000);
                }
            }
        }
        return 0;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (bidder != null) {
            bidder.forget(this);
        }
        if (asked != null) {
            asked.failed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
