package dev.gavel.server;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.persistence.audit.EventSource;
import dev.gavel.persistence.counters.PostgresCounters;
import dev.gavel.persistence.redis.RedisSettings;
import dev.gavel.persistence.redis.RedisShards;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** How a node stands to Redis: its connections, and what the audit reads there. */
public final class NodeRedis {

    private static final int MOST_LEADS_PER_CALL = 64;
    private static final int MOST_IN_FLIGHT = 4_096;

    private NodeRedis() {}

    static RedisShards open(
            Config config, EventLoopGroup loops, PostgresCounters counters, InstantSource clock, MeterRegistry meters) {
        RedisSettings settings = new RedisSettings(
                config.redisUrl(),
                config.redisTimeout(),
                MOST_LEADS_PER_CALL,
                MOST_IN_FLIGHT,
                config.redisRootCertificateFile());
        return RedisShards.open(
                settings,
                loops,
                new RedisShards.Reads(counters, counters, config.reconciler(), clock, nodeName()),
                meters);
    }

    /** What this process is called among the readers of the streams. */
    private static String nodeName() {
        return "node-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    }

    /** Completes when connections to all servers stand that have tenants. */
    static Mono<Void> check(RedisShards shards) {
        return Mono.fromRunnable(() -> {
            List<String> away = shards.away();
            if (!away.isEmpty()) {
                throw new CapLedger.UnavailableException("no connection stands to Redis at " + away, null);
            }
        });
    }

    /** The tenants' streams as the source of audit events. */
    static EventSource eventSource(RedisShards shards) {
        return new EventSource() {
            @Override
            public Mono<List<Entry>> read(String tenant, int mostEntries) {
                return Mono.defer(() -> shards.events(tenant).read(tenant, mostEntries))
                        .map(batches -> batches.stream()
                                .map(batch -> new Entry(batch.id(), batch.events()))
                                .toList());
            }

            @Override
            public Mono<Void> acknowledge(String tenant, List<String> ids) {
                return Mono.defer(() -> shards.events(tenant).acknowledge(tenant, ids));
            }

            @Override
            public Mono<Long> backlog(String tenant) {
                return Mono.defer(() -> shards.events(tenant).backlog(tenant));
            }
        };
    }
}
