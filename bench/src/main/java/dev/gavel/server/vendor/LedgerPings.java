package dev.gavel.server.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gavel.auction.contract.Market;
import dev.gavel.bench.market.Consumer;
import dev.gavel.bench.market.MarketYaml;
import dev.gavel.bench.net.LocalRedis;
import dev.gavel.bench.net.Transport;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.redis.CounterSnapshot;
import dev.gavel.persistence.redis.Epochs;
import dev.gavel.persistence.redis.Lanes;
import dev.gavel.persistence.redis.RedisCapLedger;
import dev.gavel.persistence.redis.RedisSettings;
import dev.gavel.server.access.Principal;
import dev.gavel.server.access.Scope;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.market.LiveMarket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Pings by the vendors' API on one event loop over a Redis of its own, without HTTP: so many in one turn of the loop, which is one call of the award
 * script.
 *
 * <p>Thread safety: confined to one thread, which is not the event loop.
 */
final class LedgerPings implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NEVER_SPENT_MICROS = 1_000_000_000_000_000L;

    private final Clock clock = Clock.systemUTC();
    private final Principal principal =
            new Principal(MarketYaml.TENANT, "key_bench", MarketYaml.VENDOR, Set.of(Scope.PING), false);
    private final EventLoopGroup loops = Transport.best().startLoops("bench-award", 1);
    private final EventLoop loop = loops.next();
    private final LocalRedis redis;
    private final Lanes lanes;
    private final VendorApi api;
    private long sent;

    /** Starts the Redis; blocks. */
    LedgerPings(int contracts) {
        Market market = MarketYaml.read(MarketYaml.of(contracts, false));
        redis = startRedis();
        lanes = Lanes.open(RedisSettings.of("redis://127.0.0.1:" + redis.port()), loops, new SimpleMeterRegistry());
        lanes.connected().toCompletableFuture().join();
        Epochs epochs = new Epochs(lanes, _ -> Mono.just(funded(market)));
        epochs.ready(MarketYaml.TENANT).block(PATIENCE);
        TenantKeys keys = TenantKeys.of(MarketYaml.TENANT, new TreeMap<>(Map.of(1, new byte[32])));
        api = BenchApi.over(
                LiveMarket.compile(market, keys, clock.instant(), null),
                new RedisCapLedger(lanes, epochs, clock),
                clock);
    }

    private static LocalRedis startRedis() {
        try {
            return LocalRedis.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LocalRedis redis() {
        return redis;
    }

    /**
     * Sends one batch and waits for its answers.
     *
     * @throws IllegalStateException when a ping was not accepted
     */
    void run(int batch) {
        byte[][] bodies = new byte[batch][];
        for (int i = 0; i < batch; i++) {
            bodies[i] = body();
        }
        CompletableFuture<?>[] answers = onLoop(() -> {
            CompletableFuture<?>[] all = new CompletableFuture<?>[batch];
            for (int i = 0; i < batch; i++) {
                all[i] = api.ping(principal, call(bodies[i])).toFuture();
            }
            return all;
        });
        for (CompletableFuture<?> answer : answers) {
            check((Answer) Objects.requireNonNull(
                    answer.orTimeout(10, TimeUnit.SECONDS).join()));
        }
    }

    /** Does something on the event loop and waits for it. */
    <T> T onLoop(Callable<T> work) {
        try {
            return loop.submit(work).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(Answer answer) {
        String text = new String(answer.body(), UTF_8);
        if (!text.contains("\"accepted\"")) {
            throw new IllegalStateException("a ping was not accepted: " + text);
        }
    }

    private byte[] body() {
        return Consumer.anybody()
                .ping()
                .replace("{n}", String.format(Locale.ROOT, "%016x", ++sent))
                .replace("{now}", clock.instant().toString())
                .getBytes(UTF_8);
    }

    private static Call call(byte[] body) {
        return new Call(
                "POST",
                "/api/ping",
                "",
                new DefaultHttpHeaders(),
                "127.0.0.1",
                body,
                "0".repeat(32),
                System.nanoTime());
    }

    private static CounterSnapshot funded(Market market) {
        List<CounterSnapshot.BuyerFunds> funds = market.buyers().keySet().stream()
                .map(buyer -> new CounterSnapshot.BuyerFunds(buyer, NEVER_SPENT_MICROS))
                .toList();
        return new CounterSnapshot(List.of(), funds, Flux.empty(), Flux.empty());
    }

    @Override
    public void close() {
        lanes.close();
        redis.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
