package dev.gavel.loadtests.farm;

import dev.gavel.loadtests.stream.StreamAsk;
import dev.gavel.loadtests.stream.StreamBuyer;
import dev.gavel.loadtests.stream.StreamWelcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The beginning of a connection: the first byte tells HTTP/2 (RFC 9113, section 3.4) from HTTP/1.1, and a request to upgrade makes a bid stream of it.
 *
 * <p>Thread safety: confined to its event loop.
 */
final class FarmDoor extends ByteToMessageDecoder {

    private static final int PREFACE_START = 'R';
    private static final int MOST_MESSAGE_BYTES = 1024 * 1024;

    private final BuyerFarm farm;
    private final FarmPlan plan;

    FarmDoor(BuyerFarm farm, FarmPlan plan) {
        this.farm = farm;
        this.plan = plan;
    }

    /** "PRI " begins the preface, "POST" and "GET" other requests: the second letter decides. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < 2) {
            return;
        }
        ChannelPipeline pipeline = ctx.pipeline();
        if (in.getByte(in.readerIndex() + 1) == PREFACE_START) {
            pipeline.addLast(FarmHttp2.handler(farm, plan));
        } else {
            HttpDecoderConfig decoding = new HttpDecoderConfig().setValidateHeaders(false);
            pipeline.addLast(new HttpRequestDecoder(decoding), new FarmHttp(farm, plan));
        }
        pipeline.remove(this);
    }

    /** Makes a bid stream of the connection. */
    static void upgrade(ChannelHandlerContext ctx, HttpRequest head, BuyerFarm farm, Bidder bidder) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(head.protocolVersion(), head.method(), head.uri(), Unpooled.EMPTY_BUFFER);
        request.headers().set(head.headers());
        ctx.pipeline().addBefore(ctx.name(), null, new HttpResponseEncoder());
        new StreamWelcome(null).agree(ctx.channel(), request).addListener(agreed -> {
            if (agreed.isSuccess()) {
                FarmStream stream = new FarmStream(farm, bidder, ctx);
                ctx.pipeline().addLast(new WebSocketFrameAggregator(MOST_MESSAGE_BYTES), new StreamBuyer(stream::ask));
                ctx.pipeline().remove(FarmHttp.class);
            } else {
                var _ = ctx.close();
            }
        });
    }

    /** One bidder's answers over a stream. */
    private static final class FarmStream {

        private final BuyerFarm farm;
        private final Bidder bidder;
        private final ChannelHandlerContext context;
        private final boolean dead;
        private long draw;

        FarmStream(BuyerFarm farm, Bidder bidder, ChannelHandlerContext context) {
            this.farm = farm;
            this.bidder = bidder;
            this.context = context;
            this.dead = bidder.kind() == Bidder.Kind.DEAD;
            this.draw = farm.firstDraw(bidder.plan());
        }

        void ask(StreamAsk ask) {
            farm.countAsked();
            long own = ++draw;
            if (dead) {
                return;
            }
            int cents = bidder.cents(own);
            long nanos = bidder.thinkNanos(own);
            if (nanos == 0) {
                ask.answer(out -> FarmAnswers.writeBid(out, cents, own));
            } else {
                var _ = context.executor()
                        .schedule(
                                () -> ask.answer(out -> FarmAnswers.writeBid(out, cents, own)),
                                nanos,
                                TimeUnit.NANOSECONDS);
            }
        }
    }
}
