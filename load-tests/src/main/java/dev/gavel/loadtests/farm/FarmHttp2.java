package dev.gavel.loadtests.farm;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.collection.IntObjectHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection to a farm, which knows only requests for bids.
 *
 * <p>Thread safety: confined to its event loop.
 */
final class FarmHttp2 extends Http2EventAdapter {

    private final BuyerFarm farm;
    private final FarmPlan plan;
    private final IntObjectHashMap<Bidder> idToBidder = new IntObjectHashMap<>();
    private @Nullable Http2ConnectionHandler handler;
    private boolean flushPending;
    private long draw;

    private FarmHttp2(BuyerFarm farm, FarmPlan plan) {
        this.farm = farm;
        this.plan = plan;
        this.draw = farm.firstDraw(plan);
    }

    static Http2ConnectionHandler handler(BuyerFarm farm, FarmPlan plan) {
        FarmHttp2 connection = new FarmHttp2(farm, plan);
        Http2ConnectionHandler handler = new Http2ConnectionHandlerBuilder()
                .server(true)
                .frameListener(connection)
                .build();
        connection.handler = handler;
        return handler;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean last) {
        onHeadersRead(ctx, id, headers, padding, last);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean last) {
        String path = String.valueOf(headers.path());
        int number = FarmHttp.numberIn(path);
        if (number < 0 || !path.endsWith("/bid")) {
            send(ctx, id, "404", null);
            return;
        }
        idToBidder.put(id, new Bidder(plan, number));
        if (last) {
            answer(ctx, id);
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean last) {
        int consumed = data.readableBytes() + padding;
        if (last) {
            answer(ctx, id);
        }
        return consumed;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
        idToBidder.remove(id);
    }

    private void answer(ChannelHandlerContext ctx, int id) {
        Bidder bidder = idToBidder.remove(id);
        if (bidder == null) {
            return;
        }
        farm.countAsked();
        long own = ++draw;
        if (bidder.kind() == Bidder.Kind.DEAD) {
            return;
        }
        long nanos = bidder.thinkNanos(own);
        if (nanos == 0) {
            send(ctx, id, bidder.cents(own), own);
        } else {
            var _ = ctx.executor().schedule(() -> send(ctx, id, bidder.cents(own), own), nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void send(ChannelHandlerContext ctx, int id, int cents, long own) {
        ByteBuf body = ctx.alloc().buffer(128);
        FarmAnswers.writeBid(body, cents, own);
        send(ctx, id, "200", body);
    }

    private void send(ChannelHandlerContext ctx, int id, String status, @Nullable ByteBuf body) {
        Http2ConnectionHandler codec = handler;
        if (codec == null || codec.connection().stream(id) == null) {
            if (body != null) {
                body.release();
            }
            return;
        }
        Http2Headers headers = new DefaultHttp2Headers(false).status(status);
        headers.add("content-type", "application/json");
        var _ = codec.encoder().writeHeaders(ctx, id, headers, 0, body == null, ctx.newPromise());
        if (body != null) {
            var _ = codec.encoder().writeData(ctx, id, body, 0, true, ctx.newPromise());
        }
        if (!flushPending) {
            flushPending = true;
            ctx.executor().execute(() -> {
                flushPending = false;
                codec.flush(ctx);
            });
        }
    }
}
