package dev.gavel.bench.drain;

import dev.gavel.bench.gavel.GavelStores;
import dev.gavel.bench.net.Transport;
import dev.gavel.persistence.audit.Drainer;
import dev.gavel.persistence.audit.EventSource;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.redis.EventStream;
import dev.gavel.persistence.redis.Lanes;
import dev.gavel.persistence.redis.RedisSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/**
 * A tenant's stream in Redis and the drainer that empties it, as a node has them.
 *
 * <p>Thread safety: confined to one thread.
 */
final class StreamDrain implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final EventLoopGroup loops = Transport.best().startLoops("bench-drain", 1);
    private final Lanes lanes;
    private final EventStream stream;
    private final Database audit;
    private final Drainer drainer;

    StreamDrain(GavelStores stores) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        lanes = Lanes.open(
                RedisSettings.of("redis://127.0.0.1:" + stores.redis().port()), loops, meters);
        lanes.connected().toCompletableFuture().join();
        stream = new EventStream(lanes, "bench");
        audit = stores.audit();
        drainer = new Drainer(new StreamSource(stream), audit, Clock.systemUTC(), meters);
    }

    /** Appends the events, so many in each entry. */
    void fill(String tenant, List<String> events, int batch) {
        for (int from = 0; from < events.size(); from += batch) {
            stream.append(tenant, events.subList(from, Math.min(from + batch, events.size())))
                    .toCompletableFuture()
                    .join();
        }
    }

    /**
     * Drains all that is there.
     *
     * @return how long it took, in seconds
     * @throws IllegalStateException when not just {@code expected} events were chained
     */
    double drain(String tenant, int expected) {
        long started = System.nanoTime();
        Integer drained = drainer.drainAll(tenant).block(PATIENCE);
        double seconds = (System.nanoTime() - started) / 1e9;
        if (drained == null || drained != expected) {
            throw new IllegalStateException("drained: " + drained + " (expected: " + expected + ")");
        }
        return seconds;
    }

    @Override
    public void close() {
        audit.dispose();
        lanes.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** The stream as the drainer asks for it. */
    private record StreamSource(EventStream stream) implements EventSource {

        @Override
        public Mono<List<Entry>> read(String tenant, int max) {
            return stream.read(tenant, max)
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
    }
}
