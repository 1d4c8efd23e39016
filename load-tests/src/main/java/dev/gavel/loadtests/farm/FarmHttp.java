package dev.gavel.loadtests.farm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to a farm. Answers are whole buffers, made without a codec: what the farm costs is what is left for Gavel. Requests must
 * not be pipelined.
 *
 * <p>Thread safety: confined to its event loop.
 */
final class FarmHttp extends ChannelInboundHandlerAdapter {

    private static final String PREFIX = "/buyers/";
    private static final byte[] NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII);

    private final BuyerFarm farm;
    private final FarmPlan plan;
    private @Nullable HttpRequest request;
    private long draw;

    FarmHttp(BuyerFarm farm, FarmPlan plan) {
        this.farm = farm;
        this.plan = plan;
        this.draw = farm.firstDraw(plan);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest head) {
            request = head;
        }
        boolean last = message instanceof LastHttpContent;
        ReferenceCountUtil.release(message);
        if (last && request != null) {
            answer(ctx, request);
            request = null;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    private void answer(ChannelHandlerContext ctx, HttpRequest head) {
        String path = head.uri();
        int number = numberIn(path);
        if (number >= 0 && path.endsWith("/bid") && head.headers().contains(HttpHeaderNames.UPGRADE)) {
            FarmDoor.upgrade(ctx, head, farm, new Bidder(plan, number));
        } else if (number >= 0 && path.endsWith("/bid")) {
            farm.countAsked();
            Bidder bidder = new Bidder(plan, number);
            send(ctx, bidder, FarmAnswers.bid(ctx.alloc(), bidder.cents(++draw), draw));
        } else if (number >= 0 && path.endsWith("/post")) {
            farm.countPosted();
            Bidder bidder = new Bidder(plan, number);
            String key = head.headers().get("idempotency-key", "");
            send(ctx, bidder, FarmAnswers.post(ctx.alloc(), bidder.takes(key)));
        } else {
            var _ = ctx.write(ctx.alloc().buffer().writeBytes(NOT_FOUND), ctx.voidPromise());
        }
    }

    private void send(ChannelHandlerContext ctx, Bidder bidder, ByteBuf answer) {
        if (bidder.kind() == Bidder.Kind.DEAD) {
            answer.release();
            return;
        }
        long nanos = bidder.thinkNanos(draw);
        if (nanos == 0) {
            var _ = ctx.write(answer, ctx.voidPromise());
        } else {
            var _ = ctx.executor()
                    .schedule(
                            () -> {
                                var _ = ctx.writeAndFlush(answer, ctx.voidPromise());
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    /** The number in {@code /buyers/<number>/...}; -1 when there is none. */
    static int numberIn(String path) {
        int number = 0;
        int at = PREFIX.length();
        if (!path.startsWith(PREFIX)) {
            return -1;
        }
        for (; at < path.length() && path.charAt(at) >= '0' && path.charAt(at) <= '9'; at++) {
            number = Math.min(number, 9_999_999) * 10 + path.charAt(at) - '0';
        }
        return at > PREFIX.length() && at < path.length() && path.charAt(at) == '/' ? number : -1;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
