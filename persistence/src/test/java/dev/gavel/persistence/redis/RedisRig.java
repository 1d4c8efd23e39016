package dev.gavel.persistence.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.time.InstantSource;
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
    private final RedisClient client;
    final RedisCommands<String, String> redis;

    RedisRig(RedisSettings settings) {
        lanes = Lanes.open(settings, loops, meters);
        await(lanes.connected());
        epochs = new Epochs(lanes, source);
        ledger = new RedisCapLedger(lanes, epochs, InstantSource.system());
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
        return Long.parseLong(redis.time().getFirst());
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
