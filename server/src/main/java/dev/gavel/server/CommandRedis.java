package dev.gavel.server;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.gates.ScreeningList;
import dev.gavel.persistence.counters.PostgresCounters;
import dev.gavel.persistence.postgres.CounterTruth;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.persistence.redis.CounterChanges;
import dev.gavel.persistence.redis.RedisShards;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * What a command changes in Redis beside Postgres, so that running nodes see it at once. Blocks; for commands only.
 */
public final class CommandRedis implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LoopResources loops;
    private final RedisShards shards;

    /**
     * Connects, and waits until the connection stands.
     *
     * @throws RuntimeException when Redis cannot be reached
     */
    public static CommandRedis open(Config config, TenantScope scope) {
        return new CommandRedis(config, scope);
    }

    private CommandRedis(Config config, TenantScope scope) {
        loops = LoopResources.create("gavel-command", 1, true);
        PostgresCounters postgres = new PostgresCounters(new CounterTruth(scope), InstantSource.system());
        shards = NodeRedis.open(
                config, loops.onServer(true), postgres, InstantSource.system(), new SimpleMeterRegistry());
        Mono.fromCompletionStage(shards.connected()).block(PATIENCE);
    }

    /** The lists, as a node asks them; waits until the tenant's are complete. */
    public ScreeningList lists(String tenant) {
        shards.ready(tenant).block(PATIENCE);
        return shards.lists();
    }

    /** Raises what a buyer may spend, or lowers it below zero; waits until it is done. */
    public void addFunds(String tenant, String buyer, long micros) {
        if (micros != 0) {
            Mono.fromCompletionStage(shards.changes().addFunds(tenant, buyer, micros))
                    .block(PATIENCE);
        }
    }

    /** Gives back what a delivery reserved; waits until it is done. */
    public void release(CapLedger.Leg leg) {
        shards.ready(leg.tenant()).block(PATIENCE);
        Mono.fromCompletionStage(ledger().release(leg)).block(PATIENCE);
    }

    /** Reservations and remembered pings. */
    public CapLedger ledger() {
        return shards.ledger();
    }

    /** The changes; wait for each. */
    public CounterChanges changes() {
        return shards.changes();
    }

    @Override
    public void close() {
        shards.close();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(PATIENCE);
    }
}
