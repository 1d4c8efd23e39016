package dev.gavel.server.buyer.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.collection.IntObjectHashMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection (RFC 9113). Works on frames, without a channel for each request: a request is a HEADERS and a DATA frame.
 *
 * <p>Thread safety: confined to its event loop.
 */
final class Http2Line implements Ask.Carrier {

    private static final int MOST_HEADER_BYTES = 16 * 1024;
    private static final int INFORMATIONAL_END = 200;
    /** More requests than these go to another connection, whatever the other side allows. */
    private static final int MOST_STREAMS = 100;

    private final Http2Wire wire;
    private final EventLoop loop;
    private final Door door = new Door();
    private final Http2ConnectionHandler codec;
    private final IntObjectHashMap<Exchange> idToExchange = new IntObjectHashMap<>();
    private final long idleNanos;
    private @Nullable ChannelHandlerContext context;
    private boolean flushPending;
    private boolean retired;
    private long lastUseNanos = System.nanoTime();

    Http2Line(Http2Wire wire, EventLoop loop, Duration idleTime) {
        this.wire = wire;
        this.loop = loop;
        this.idleNanos = idleTime.toNanos();
        this.codec = new Http2ConnectionHandlerBuilder()
                .server(false)
                .frameListener(new Frames())
                .initialSettings(
                        Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(MOST_HEADER_BYTES))
                .validateHeaders(true)
                .gracefulShutdownTimeoutMillis(0)
                .build();
    }

    Http2ConnectionHandler codec() {
        return codec;
    }

    Door door() {
        return door;
    }

    boolean hasRoom() {
        int most = Math.min(codec.connection().local().maxActiveStreams(), MOST_STREAMS);
        return !retired
                && context != null
                && context.channel().isActive()
                && context.channel().isWritable()
                && idToExchange.size() < most
                && codec.connection().local().lastStreamCreated() < Integer.MAX_VALUE - 2;
    }

    void send(Ask ask) {
        ChannelHandlerContext ctx = codecContext();
        int id = codec.connection().local().incrementAndGetNextStreamId();
        idToExchange.put(id, new Exchange(ask));
        ask.carriedBy(this, id);
        lastUseNanos = System.nanoTime();
        ByteBuf body = Unpooled.wrappedBuffer(ask.body());
        var _ = codec.encoder().writeHeaders(ctx, id, ask.head().http2(ask), 0, false, ctx.newPromise());
        codec.encoder().writeData(ctx, id, body, 0, true, ctx.newPromise()).addListener(sent -> {
            if (!sent.isSuccess()) {
                fail(id, Ask.Failure.CONNECTION);
            }
        });
        if (!flushPending) {
            flushPending = true;
            loop.execute(this::flush);
        }
    }

    private void flush() {
        flushPending = false;
        if (context != null) {
            codec.flush(codecContext());
        }
    }

    private ChannelHandlerContext codecContext() {
        ChannelHandlerContext ctx = context == null ? null : context.pipeline().context(codec);
        if (ctx == null) {
            throw new IllegalStateException("the connection has no codec");
        }
        return ctx;
    }

    private void fail(int id, Ask.Failure failure) {
        Exchange exchange = idToExchange.remove(id);
        if (exchange != null) {
            exchange.ask.fail(failure);
        }
    }

    @Override
    public void abandoned(Ask ask) {
        reset((int) ask.carrierNumber(), Http2Error.CANCEL);
    }

    private void reset(int id, Http2Error error) {
        idToExchange.remove(id);
        if (context != null && context.channel().isActive()) {
            ChannelHandlerContext ctx = codecContext();
            var _ = codec.resetStream(ctx, id, error.code(), ctx.newPromise());
            ctx.flush();
        }
    }

    /** Takes no more requests, and closes when those that it has are over. */
    void close() {
        retired = true;
        wire.forget(this);
        closeIfIdle();
    }

    private void closeIfIdle() {
        if (retired && idToExchange.isEmpty() && context != null) {
            var _ = context.close();
        }
    }

    private void answered(int id, Exchange exchange) {
        Answer whole = exchange.answer;
        idToExchange.remove(id);
        if (whole == null) {
            exchange.ask.fail(Ask.Failure.CONNECTION);
        } else {
            exchange.ask.answer(whole);
        }
        closeIfIdle();
    }

    /** A request and as much of its answer as is there. */
    private static final class Exchange {

        private final Ask ask;
        private @Nullable Answer answer;

        Exchange(Ask ask) {
            this.ask = ask;
        }
    }

    /** What the other side sends. */
    private final class Frames extends Http2EventAdapter {

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
            Exchange exchange = idToExchange.get(id);
            if (exchange == null) {
                return;
            }
            int status = statusIn(headers);
            if (exchange.answer == null && status >= INFORMATIONAL_END) {
                exchange.answer = new Answer(status);
            }
            if (last) {
                answered(id, exchange);
            }
        }

        private static int statusIn(Http2Headers headers) {
            CharSequence status = headers.status();
            if (status == null || status.length() != 3) {
                return 0;
            }
            int code = 0;
            for (int i = 0; i < 3; i++) {
                code = code * 10 + status.charAt(i) - '0';
            }
            return code;
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean last) {
            int consumed = data.readableBytes() + padding;
            Exchange exchange = idToExchange.get(id);
            if (exchange != null && exchange.answer != null) {
                try {
                    exchange.answer.add(data);
                    if (last) {
                        answered(id, exchange);
                    }
                } catch (Answer.TooLarge _) {
                    reset(id, Http2Error.CANCEL);
                    exchange.ask.fail(Ask.Failure.TOO_LARGE);
                }
            }
            return consumed;
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
            fail(id, Ask.Failure.CONNECTION);
        }

        /** The other side ends the connection; it still answers what it has, up to this id. */
        @Override
        public void onGoAwayRead(ChannelHandlerContext ctx, int lastId, long errorCode, ByteBuf debugData) {
            retired = true;
            wire.forget(Http2Line.this);
            for (var entry : new ArrayList<>(idToExchange.entrySet())) {
                if (entry.getKey() > lastId) {
                    fail(entry.getKey(), Ask.Failure.CONNECTION);
                }
            }
            closeIfIdle();
        }
    }

    /** The end of the pipeline: knows when the connection is there, gone or idle. */
    final class Door extends ChannelInboundHandlerAdapter {

        Http2Line line() {
            return Http2Line.this;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
            watchIdle(idleNanos);
        }

        private void watchIdle(long nanos) {
            var _ = loop.schedule(this::closeWhenIdle, Math.max(1_000_000, nanos), TimeUnit.NANOSECONDS);
        }

        private void closeWhenIdle() {
            if (context == null || !context.channel().isOpen()) {
                return;
            }
            long idleFor = System.nanoTime() - lastUseNanos;
            if (idToExchange.isEmpty() && idleFor >= idleNanos) {
                close();
            } else {
                watchIdle(idToExchange.isEmpty() ? idleNanos - idleFor : idleNanos);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            retired = true;
            wire.forget(Http2Line.this);
            for (Exchange exchange : new ArrayList<>(idToExchange.values())) {
                exchange.ask.fail(Ask.Failure.CONNECTION);
            }
            idToExchange.clear();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var _ = ctx.close();
        }
    }
}
