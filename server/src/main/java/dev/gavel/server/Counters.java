package dev.gavel.server;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.gates.ContactLog;
import dev.gavel.gates.ScreeningList;
import dev.gavel.persistence.audit.EventSource;
import dev.gavel.persistence.counters.PostgresCounters;
import dev.gavel.persistence.postgres.CounterTruth;
import dev.gavel.persistence.redis.CounterChanges;
import dev.gavel.persistence.redis.RedisShards;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.time.Clock;

/** What a node keeps in Redis, on one connection for each event loop to each server. */
record Counters(
        RedisShards shards,
        CapLedger ledger,
        ScreeningList lists,
        ContactLog contacts,
        EventSource events,
        CounterChanges changes)
        implements AutoCloseable {

    static Counters open(Config config, EventLoopGroup loops, CounterTruth truth, MeterRegistry meters, Clock clock) {
        RedisShards shards = NodeRedis.open(config, loops, new PostgresCounters(truth, clock), clock, meters);
        return new Counters(
                shards,
                shards.ledger(),
                shards.lists(),
                shards.contacts(),
                NodeRedis.eventSource(shards),
                shards.changes());
    }

    @Override
    public void close() {
        shards.close();
    }
}
