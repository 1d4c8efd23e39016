package dev.gavel.server.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
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
import java.lang.management.ManagementFactory;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a ping costs a node and Redis without HTTP: the vendors' API on one event loop over a real ledger, so many pings in each of its turns,
 * so that each turn is one call of the award script. Says processor time of the loop and of Redis for each ping, which other work on the machine
 * changes little.
 */
@Command(
        name = "award",
        mixinStandardHelpOptions = true,
        description = "Measures what a ping costs the node and Redis, without HTTP.")
public final class AwardCost implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NEVER_SPENT_MICROS = 1_000_000_000_000_000L;

    @Option(names = "--batch", split = ",", description = "pings in one call of the script (default: ${DEFAULT-VALUE})")
    private List<Integer> batches = List.of(1, 4, 16, 64);

    @Option(names = "--pings", description = "for each size of batch (default: ${DEFAULT-VALUE})")
    private int pings = 40_000;

    @Option(names = "--contracts", description = "with fixed prices (default: ${DEFAULT-VALUE})")
    private int contracts = 1_000;

    @Option(names = "--commands", description = "say what each command of Redis takes")
    private boolean commands;

    private final Clock clock = Clock.systemUTC();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Principal principal =
            new Principal(MarketYaml.TENANT, "key_bench", MarketYaml.VENDOR, Set.of(Scope.PING), false);
    private long sent;

    @Override
    public Integer call() throws IOException {
        EventLoopGroup loops = Transport.best().startLoops("bench-award", 1);
        Market market = MarketYaml.read(MarketYaml.of(contracts, false));
        try (LocalRedis redis = LocalRedis.start();
                Lanes lanes = Lanes.open(
                        RedisSettings.of("redis://127.0.0.1:" + redis.port()), loops, new SimpleMeterRegistry())) {
            lanes.connected().toCompletableFuture().join();
            Epochs epochs = new Epochs(lanes, _ -> Mono.just(funded(market)));
            epochs.ready(MarketYaml.TENANT).block(PATIENCE);
            VendorApi api = BenchApi.over(
                    LiveMarket.compile(
                            market,
                            TenantKeys.of(MarketYaml.TENANT, new TreeMap<>(Map.of(1, new byte[32]))),
                            clock.instant(),
                            null),
                    new RedisCapLedger(lanes, epochs, clock),
                    clock);
            EventLoop loop = loops.next();
            run(api, loop, 16, pings);
            System.out.println(HEADER);
            for (int batch : batches) {
                measure(api, loop, batch, redis);
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
        return 0;
    }

    private static final String HEADER = "  batch   script us   redis us    node us    node B    (for each ping)";

    private void measure(VendorApi api, EventLoop loop, int batch, LocalRedis redis) {
        redis.clearStatistics();
        long redisBefore = redis.processorMicros();
        Usage before = usage(loop);
        run(api, loop, batch, pings);
        Usage after = usage(loop);
        long redisMicros = redis.processorMicros() - redisBefore;
        System.out.printf(
                Locale.ROOT,
                "%7d %11.1f %10.1f %10.1f %9.0f%n",
                batch,
                (double) redis.commandMicros().getOrDefault("evalsha", 0L) / pings,
                (double) redisMicros / pings,
                (after.nanos() - before.nanos()) / 1e3 / pings,
                (double) (after.bytes() - before.bytes()) / pings);
        if (commands) {
            redis.commandMicros()
                    .forEach((name, micros) -> System.out.printf(
                            Locale.ROOT, "          %-12s %8.2f us%n", name, (double) micros / pings));
        }
    }

    /** What the loop's thread used so far. */
    private record Usage(long nanos, long bytes) {}

    private Usage usage(EventLoop loop) {
        return on(loop, () -> {
            long id = Thread.currentThread().threadId();
            return new Usage(threads.getCurrentThreadCpuTime(), threads.getThreadAllocatedBytes(id));
        });
    }

    private void run(VendorApi api, EventLoop loop, int batch, int count) {
        for (int done = 0; done < count; done += batch) {
            byte[][] bodies = new byte[batch][];
            for (int i = 0; i < batch; i++) {
                bodies[i] = body();
            }
            CompletableFuture<?>[] answers = on(loop, () -> {
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

    private static <T> T on(EventLoop loop, Callable<T> work) {
        try {
            return loop.submit(work).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static CounterSnapshot funded(Market market) {
        List<CounterSnapshot.BuyerFunds> funds = market.buyers().keySet().stream()
                .map(buyer -> new CounterSnapshot.BuyerFunds(buyer, NEVER_SPENT_MICROS))
                .toList();
        return new CounterSnapshot(List.of(), funds, Flux.empty(), Flux.empty());
    }
}
