package dev.gavel.bench.ceiling;

import dev.gavel.bench.net.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The ceilings, from the least work to the most. */
public enum Ceiling {
    /** Plain Netty, fixed answer. */
    BARE,
    /** Reactor Netty, fixed answer. */
    REACTOR,
    /** Plain Netty, one {@code EVALSHA return 1} per request. */
    REDIS,
    /** Reactor Netty, the same call. */
    REACTOR_REDIS,
    /** Plain Netty, one naive award script per request. */
    NAIVE_AWARD,
    /** Plain Netty, asks bidders over HTTP/1.1 and picks the highest. */
    BIDDERS;

    /** How it is called in arguments and results. */
    public String label() {
        return switch (this) {
            case BARE -> "bare";
            case REACTOR -> "reactor";
            case REDIS -> "redis";
            case REACTOR_REDIS -> "reactor-redis";
            case NAIVE_AWARD -> "naive-award";
            case BIDDERS -> "bidders";
        };
    }

    /** Starts the server in this process; blocks until it listens. */
    CeilingServer start(int port, Backends backends, int threads) {
        int redisPort = backends.redisPort();
        Transport transport = Transport.best();
        EventLoopGroup loops = transport.startLoops("ceiling", threads);
        return switch (this) {
            case BARE -> BareNettyServer.start(transport, loops, _ -> Work.NONE, port);
            case REACTOR -> ReactorNettyServer.start(loops, _ -> Work.NONE, port);
            case REDIS ->
                BareNettyServer.start(transport, loops, onRedis(loops, redisPort, _ -> Script.returnOne()), port);
            case REACTOR_REDIS ->
                ReactorNettyServer.start(loops, onRedis(loops, redisPort, _ -> Script.returnOne()), port);
            case NAIVE_AWARD ->
                BareNettyServer.start(transport, loops, onRedis(loops, redisPort, Script::naiveAward), port);
            case BIDDERS ->
                BareNettyServer.start(
                        transport, loops, onLoops(loops, loop -> new BidderWork(transport, loop, backends)), port);
        };
    }

    private static Work.Factory onLoops(EventLoopGroup loops, Function<EventLoop, Work> works) {
        IdentityHashMap<EventLoop, Work> loopToWork = new IdentityHashMap<>();
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            loopToWork.put(loop, works.apply(loop));
        }
        return loop -> Objects.requireNonNull(loopToWork.get(loop), "a loop of ours");
    }

    private static Work.Factory onRedis(EventLoopGroup loops, int redisPort, IntFunction<Script> scripts) {
        IdentityHashMap<EventLoop, RedisWork> loopToWork = new IdentityHashMap<>();
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            loopToWork.put(loop, RedisWork.connect(loop, redisPort, scripts.apply(loopToWork.size())));
        }
        return new Work.Factory() {
            @Override
            public Work on(EventLoop loop) {
                return Objects.requireNonNull(loopToWork.get(loop), "a loop of ours");
            }

            @Override
            public void close() {
                loopToWork.values().forEach(RedisWork::close);
            }
        };
    }
}
