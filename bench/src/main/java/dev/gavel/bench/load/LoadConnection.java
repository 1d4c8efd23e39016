package dev.gavel.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link LoopLoad}: sends when the {@link Pacer} says so, reads answers in the order of its requests.
 *
 * <p>Thread safety: confined to its event loop.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter {

    private final LoopLoad load;
    private final AnswerDecoder decoder;
    private final long[] startNanos;
    private int sent;
    private int answered;
    private boolean reading;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf rest;

    LoadConnection(LoopLoad load, AnswerDecoder decoder, int depth) {
        this.load = load;
        this.decoder = decoder;
        this.startNanos = new long[depth];
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        for (int i = 0; i < startNanos.length; i++) {
            load.pacer().ready(this);
        }
    }

    boolean isOpen() {
        return context != null && context.channel().isActive();
    }

    /** @param fromNanos where the request's latency begins */
    void send(long fromNanos) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        startNanos[sent++ % startNanos.length] = fromNanos;
        var _ = ctx.write(load.nextRequest(ctx.alloc()), ctx.voidPromise());
        if (!reading) {
            ctx.flush();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        ByteBuf in = rest == null ? (ByteBuf) message : join(ctx, rest, (ByteBuf) message);
        rest = null;
        try {
            for (int status = decoder.decode(in); status >= 0; status = in.isReadable() ? decoder.decode(in) : -1) {
                load.tally().countAnswer(status, decoder.isMarked(), System.nanoTime() - startOfNextAnswer());
                load.pacer().ready(this);
            }
            if (in.isReadable()) {
                rest = in.retain();
            }
        } finally {
            in.release();
        }
    }

    private long startOfNextAnswer() {
        return startNanos[answered++ % startNanos.length];
    }

    private static ByteBuf join(ChannelHandlerContext ctx, ByteBuf first, ByteBuf second) {
        try {
            return ctx.alloc()
                    .buffer(first.readableBytes() + second.readableBytes())
                    .writeBytes(first)
                    .writeBytes(second);
        } finally {
            first.release();
            second.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        ctx.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (rest != null) {
            rest.release();
            rest = null;
        }
        load.onBroken();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var _ = ctx.close();
    }
}
