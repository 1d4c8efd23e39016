package dev.gavel.persistence.redis;

import dev.gavel.persistence.testkit.CounterView;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A ledger on a real Redis with all that it needs, for one test class. */
final class RedisRig implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    final EventLoopGroup loops = RedisForTests.newLoops(2);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final FakeCounterSource source = new FakeCounterSource();
    final Lanes lanes;
    final Epochs epochs;
    final RedisCapLedger ledger;
    final CounterChanges changes;
    private final RedisClient client;
    final RedisCommands<String, String> redis;

    RedisRig(RedisSettings settings) {
        this(settings, InstantSource.system());
    }

    /**
     * @param clock decides in which hour pings are counted
     */
    RedisRig(RedisSettings settings, InstantSource clock) {
        lanes = Lanes.open(settings, loops, meters);
        await(lanes.connected());
        epochs = new Epochs(lanes, source);
        ledger = new RedisCapLedger(lanes, epochs, clock);
        changes = new CounterChanges(lanes, epochs);
        client = RedisClient.create(settings.uri());
        redis = client.connect().sync();
    }

    static RedisRig open() {
        return new RedisRig(RedisSettings.of(RedisForTests.server().uri()));
    }

    /** A new tenant whose counters are built from the source. */
    String newTenant() {
        String tenant = RedisForTests.newTenant();
        epochs.ready(tenant).block(PATIENCE);
        return tenant;
    }

    /** Redis's clock. */
    long nowSeconds() {
        return nowMillis() / 1_000;
    }

    /** Redis's clock. */
    long nowMillis() {
        List<String> time = redis.time();
        return Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
    }

    /** The hash of the counters whose windows begin in a second. */
    String caps(String tenant, long windowStartSeconds) {
        return TenantKeys.caps(tenant, new Epoch(redis.get(TenantKeys.epochKey(tenant)))) + windowStartSeconds;
    }

    /** A counter as it stands. */
    CounterView counter(String tenant, String counter, long windowStartSeconds) {
        return CounterView.one(redis, caps(tenant, windowStartSeconds), counter);
    }

    /** The only key that begins like this. */
    String onlyKey(String prefix) {
        List<String> keys = redis.keys(prefix + "*");
        if (keys.size() != 1) {
            throw new AssertionError("keys with " + prefix + ": " + keys);
        }
        return keys.getFirst();
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        client.shutdown();
        lanes.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
