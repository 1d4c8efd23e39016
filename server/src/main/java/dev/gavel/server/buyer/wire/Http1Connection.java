package dev.gavel.server.buyer.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One connection of an {@link Http1Wire}: one request at a time. Whatever is not an answer to it ends the connection.
 *
 * <p>Thread safety: confined to its event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Ask.Carrier {

    private static final int INFORMATIONAL_END = 200;

    private final Http1Wire wire;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Ask ask;
    private @Nullable Answer answer;
    private boolean keep;
    private boolean used;
    private boolean heard;
    private long idleSince;

    Http1Connection(Http1Wire wire) {
        this.wire = wire;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    boolean isOpen() {
        return context != null && context.channel().isActive();
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }

    long idleSince() {
        return idleSince;
    }

    void send(Ask next) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            next.fail(Ask.Failure.CONNECTION);
            return;
        }
        ask = next;
        answer = null;
        heard = false;
        ByteBuf out = ctx.alloc().buffer(1024);
        next.head().writeHttp1(out, next);
        next.carriedBy(this, 0);
        var _ = ctx.writeAndFlush(out, ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            heard = true;
            if (ask == null
                    || !(message instanceof HttpObject part)
                    || part.decoderResult().isFailure()) {
                close();
            } else {
                read(part, ask);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(HttpObject part, Ask current) {
        if (part instanceof HttpResponse response && response.status().code() >= INFORMATIONAL_END) {
            answer = new Answer(response.status().code());
            keep = HttpUtil.isKeepAlive(response);
        }
        Answer growing = answer;
        // What comes before an answer's head belongs to an interim response, such as 100.
        if (growing != null && part instanceof HttpContent content) {
            if (!add(growing, content)) {
                ask = null;
                close();
                current.fail(Ask.Failure.TOO_LARGE);
            } else if (content instanceof LastHttpContent) {
                end(current, growing);
            }
        }
    }

    private static boolean add(Answer answer, HttpContent content) {
        try {
            answer.add(content.content());
            return true;
        } catch (Answer.TooLarge _) {
            return false;
        }
    }

    private void end(Ask current, Answer whole) {
        ask = null;
        answer = null;
        used = true;
        if (keep) {
            wire.giveBack(this);
        } else {
            close();
        }
        current.answer(whole);
    }

    /** The answer would come on this connection, so that it can't serve another request. */
    @Override
    public void abandoned(Ask given) {
        ask = null;
        close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        wire.forget(this);
        Ask current = ask;
        ask = null;
        if (current == null) {
            return;
        }
        if (used && !heard && !current.isEnded()) {
            // The other side had closed a kept connection before it read the request; asking for a bid twice does no
            // harm.
            wire.connect(current);
        } else {
            current.fail(Ask.Failure.CONNECTION);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close();
    }

    void close() {
        if (context != null) {
            var _ = context.close();
        }
    }
}
