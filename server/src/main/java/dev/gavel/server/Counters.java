package dev.gavel.server;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.gates.ContactLog;
import dev.gavel.gates.ScreeningList;
import dev.gavel.persistence.audit.EventSource;
import dev.gavel.persistence.counters.PostgresCounters;
import dev.gavel.persistence.postgres.CounterTruth;
import dev.gavel.persistence.redis.CounterChanges;
import dev.gavel.persistence.redis.Epochs;
import dev.gavel.persistence.redis.EventStream;
import dev.gavel.persistence.redis.Lanes;
import dev.gavel.persistence.redis.Reconciler;
import dev.gavel.persistence.redis.RedisCapLedger;
import dev.gavel.persistence.redis.RedisContactLog;
import dev.gavel.persistence.redis.RedisScreeningList;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.time.Clock;
import java.util.UUID;

/** What a node keeps in Redis, on one connection for each event loop. */
record Counters(
        Lanes lanes,
        Epochs epochs,
        CapLedger ledger,
        ScreeningList lists,
        ContactLog contacts,
        EventSource events,
        Reconciler reconciler,
        CounterChanges changes)
        implements AutoCloseable {

    static Counters open(Config config, EventLoopGroup loops, CounterTruth truth, MeterRegistry meters, Clock clock) {
        Lanes lanes = NodeRedis.open(config, loops, meters);
        PostgresCounters postgres = new PostgresCounters(truth, clock);
        Epochs epochs = new Epochs(lanes, postgres);
        return new Counters(
                lanes,
                epochs,
                new RedisCapLedger(lanes, epochs, clock),
                new RedisScreeningList(lanes, epochs, clock),
                new RedisContactLog(lanes, epochs),
                NodeRedis.eventSource(new EventStream(lanes, nodeName())),
                new Reconciler(lanes, epochs, postgres, config.reconciler(), System::nanoTime, meters),
                new CounterChanges(lanes, epochs));
    }

    /** What this process is called among the readers of the streams. */
    private static String nodeName() {
        return "node-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    }

    @Override
    public void close() {
        lanes.close();
    }
}
