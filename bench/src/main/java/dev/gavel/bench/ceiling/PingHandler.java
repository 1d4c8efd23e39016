package dev.gavel.bench.ceiling;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderValues.APPLICATION_JSON;
import static io.netty.handler.codec.http.HttpHeaderValues.CLOSE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole request, does the {@link Work}, and sends the {@link FixedAnswer}. Keeps connections alive; answers pipelined requests in
 * order. Answers that are ready within one read are flushed together.
 *
 * <p>Thread safety: confined to the channel's event loop.
 */
final class PingHandler extends ChannelInboundHandlerAdapter {

    static final String PATH = "/api/ping";

    private static final HttpHeadersFactory HEADERS =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);
    private static final HttpHeadersFactory TRAILERS =
            DefaultHttpHeadersFactory.trailersFactory().withValidation(false);

    private final Work work;
    private @Nullable HttpRequest request;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private boolean reading;

    PingHandler(Work work) {
        this.work = work;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        if (message instanceof HttpRequest head) {
            request = head;
        }
        if (message instanceof HttpContent content) {
            append(ctx, content.content());
            if (content instanceof LastHttpContent && request != null) {
                onRequest(ctx, request);
            }
        }
    }

    /** The common case, a body that came in one piece, is not copied. */
    private void append(ChannelHandlerContext ctx, ByteBuf piece) {
        if (!piece.isReadable()) {
            piece.release();
        } else if (!body.isReadable()) {
            body = piece;
        } else {
            body = ctx.alloc()
                    .compositeBuffer()
                    .addFlattenedComponents(true, body)
                    .addFlattenedComponents(true, piece);
        }
    }

    private void onRequest(ChannelHandlerContext ctx, HttpRequest head) {
        boolean keepAlive = HttpUtil.isKeepAlive(head);
        if (head.decoderResult().isFailure()) {
            respond(ctx, HttpResponseStatus.BAD_REQUEST, false);
        } else if (!head.method().equals(HttpMethod.POST) || !head.uri().equals(PATH)) {
            respond(ctx, HttpResponseStatus.NOT_FOUND, keepAlive);
        } else {
            CompletionStage<?> pending = work.begin(body);
            if (pending == null) {
                respond(ctx, HttpResponseStatus.OK, keepAlive);
            } else {
                pending.whenComplete((_, failure) -> respond(
                        ctx,
                        failure == null ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                        keepAlive));
            }
        }
        body.release();
        body = Unpooled.EMPTY_BUFFER;
        request = null;
    }

    private void respond(ChannelHandlerContext ctx, HttpResponseStatus status, boolean keepAlive) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, FixedAnswer.body(), HEADERS, TRAILERS);
        response.headers().set(CONTENT_TYPE, APPLICATION_JSON).set(CONTENT_LENGTH, FixedAnswer.LENGTH);
        if (keepAlive) {
            var _ = ctx.write(response, ctx.voidPromise());
        } else {
            response.headers().set(CONNECTION, CLOSE);
            var _ = ctx.write(response).addListener(ChannelFutureListener.CLOSE);
        }
        if (!reading) {
            ctx.flush();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        ctx.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ReferenceCountUtil.release(body);
        body = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
