package dev.gavel.server;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.persistence.audit.EventSource;
import dev.gavel.persistence.redis.EventStream;
import dev.gavel.persistence.redis.Lanes;
import dev.gavel.persistence.redis.RedisSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import reactor.core.publisher.Mono;

/** How a node stands to Redis: its connections, and what the audit reads there. */
public final class NodeRedis {

    private static final int MOST_LEADS_PER_CALL = 64;
    private static final int MOST_IN_FLIGHT = 4_096;

    private NodeRedis() {}

    static Lanes open(Config config, EventLoopGroup loops, MeterRegistry meters) {
        RedisSettings settings =
                new RedisSettings(config.redisUrl(), config.redisTimeout(), MOST_LEADS_PER_CALL, MOST_IN_FLIGHT);
        return Lanes.open(settings, loops, meters);
    }

    /** Completes when a connection stands. */
    static Mono<Void> check(Lanes lanes) {
        return Mono.fromRunnable(() -> {
            if (lanes.ready() == 0) {
                throw new CapLedger.UnavailableException("no connection to Redis stands", null);
            }
        });
    }

    /** The tenants' streams as the source of audit events. */
    static EventSource eventSource(EventStream stream) {
        return new EventSource() {
            @Override
            public Mono<List<Entry>> read(String tenant, int mostEntries) {
                return stream.read(tenant, mostEntries)
                        .map(batches -> batches.stream()
                                .map(batch -> new Entry(batch.id(), batch.events()))
                                .toList());
            }

            @Override
            public Mono<Void> acknowledge(String tenant, List<String> ids) {
                return stream.acknowledge(tenant, ids);
            }

            @Override
            public Mono<Long> backlog(String tenant) {
                return stream.backlog(tenant);
            }
        };
    }
}
