package dev.gavel.bench.ceiling;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gavel.bench.net.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks all bidders of a farm for each ping, at the same time, over kept-alive HTTP/1.1 connections of this event loop, and picks the highest price.
 * No limits, no deadlines, no mapping: what asking costs at least.
 *
 * <p>Answers of pings that were pipelined on one connection may complete in another order; they are all the same.
 *
 * <p>Thread safety: confined to the event loop.
 */
final class BidderWork implements Work {

    private static final String BODY = "{\"auction\":\"ping_01kaa0000000000000000000ab\",\"zip\":\"78701\","
            + "\"vehicle\":{\"year\":2019},\"insured\":true,\"floor\":\"5.00\"}";

    private final Bootstrap bootstrap;
    private final List<Bidder> bidders = new ArrayList<>();

    BidderWork(Transport transport, EventLoop loop, Backends backends) {
        HttpDecoderConfig decoding = new HttpDecoderConfig().setValidateHeaders(false);
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .remoteAddress("127.0.0.1", backends.farmPort())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpClientCodec(
                                                decoding,
                                                HttpClientCodec.DEFAULT_PARSE_HTTP_AFTER_CONNECT_REQUEST,
                                                HttpClientCodec.DEFAULT_FAIL_ON_MISSING_RESPONSE),
                                        new BidderConnection());
                    }
                });
        ByteBuf body = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(BODY.getBytes(US_ASCII)).asReadOnly());
        for (int i = 0; i < backends.bidders(); i++) {
            bidders.add(new Bidder("/buyers/" + i + "/bid", body));
        }
    }

    @Override
    public CompletionStage<?> begin(ByteBuf body) {
        Asked asked = new Asked(bidders.size());
        for (int i = 0; i < bidders.size(); i++) {
            bidders.get(i).ask(asked);
        }
        return asked.highest;
    }

    /** One ping's bidders. */
    static final class Asked {

        private final CompletableFuture<Long> highest = new CompletableFuture<>();
        private long highestMicros;
        private int missing;

        private Asked(int bidders) {
            this.missing = bidders;
        }

        void answered(long micros) {
            highestMicros = Math.max(highestMicros, micros);
            missing--;
            if (missing == 0) {
                highest.complete(highestMicros);
            }
        }

        void failed() {
            highest.completeExceptionally(new IllegalStateException("a bidder's connection was lost"));
        }
    }

    /** One bidder with the connections that have nothing to do. */
    final class Bidder {

        private final String path;
        private final ByteBuf body;
        private final ArrayDeque<BidderConnection> idle = new ArrayDeque<>();

        private Bidder(String path, ByteBuf body) {
            this.path = path;
            this.body = body;
        }

        private void ask(Asked asked) {
            BidderConnection connection = idle.pollLast();
            if (connection != null) {
                connection.ask(this, asked);
                return;
            }
            bootstrap.connect().addListener((io.netty.channel.ChannelFuture connected) -> {
                if (connected.isSuccess()) {
                    connected.channel().pipeline().get(BidderConnection.class).ask(this, asked);
                } else {
                    asked.failed();
                }
            });
        }

        String path() {
            return path;
        }

        ByteBuf body() {
            return body.duplicate();
        }

        void giveBack(BidderConnection connection) {
            idle.addLast(connection);
        }

        void forget(BidderConnection connection) {
            idle.remove(connection);
        }
    }
}
