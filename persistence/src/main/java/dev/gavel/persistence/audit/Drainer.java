package dev.gavel.persistence.audit;

import static java.util.Objects.requireNonNull;

import dev.gavel.persistence.audit.EventSource.Entry;
import dev.gavel.persistence.postgres.Database;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Moves events from the tenants' streams and the outbox into their chains, then acknowledges them. An entry may be delivered twice; it is chained
 * once. While Postgres is down the stream holds the events, and this tries again with growing pauses.
 *
 * <p>Any number of nodes may drain the same tenant. Metrics: {@code gavel.audit.events} (chained), {@code gavel.audit.failures}, and per tenant
 * {@code gavel.audit.backlog} (entries in the stream) and {@code gavel.audit.lag.seconds} (age of the oldest at the last drain). Thread
 * safety: any thread.
 */
public final class Drainer {

    /** Entries of the stream, and rows of the outbox, in one transaction. */
    public static final int BATCH = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Drainer.class);

    private static final int LONGEST_PAUSE_MILLIS = 100;
    private static final int SHORTEST_PAUSE_MILLIS = 10;

    private static final int TENANTS_AT_ONCE = 2;

    private final EventSource source;
    private final ChainWriter writer;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Counter events;
    private final Counter failures;
    private final Map<String, Gauges> gaugesByTenant = new ConcurrentHashMap<>();
    private final Map<String, Pause> pauseByTenant = new ConcurrentHashMap<>();

    /**
     * A drainer that is not running yet.
     *
     * @param audit connections of the role {@code gavel_audit}; two are enough
     */
    public Drainer(EventSource source, Database audit, InstantSource clock, MeterRegistry meters) {
        this.source = requireNonNull(source, "source");
        this.writer = new ChainWriter(audit, clock);
        this.clock = requireNonNull(clock, "clock");
        this.meters = requireNonNull(meters, "meters");
        this.events = meters.counter("gavel.audit.events");
        this.failures = meters.counter("gavel.audit.failures");
    }

    private record Gauges(AtomicLong backlog, AtomicLong lagMillis) {}

    /** Drains for ever, the tenants that are named at each round. Disposing stops it after its transaction, or rolls that back. */
    public Disposable start(Supplier<List<String>> tenants) {
        return Flux.defer(() -> round(tenants.get()))
                .reduce(0, Integer::sum)
                .flatMap(drained -> Mono.delay(Duration.ofMillis(pauseMillis(drained))))
                .doOnError(error -> LOG.error("a round of the audit drainer failed", error))
                .onErrorResume(error -> Mono.delay(Pause.LONGEST))
                .repeat()
                .subscribe();
    }

    /**
     * How long to wait after a round. Events are gathered, because a transaction costs more than the events of a moment; but not so many that chaining them at once
     * keeps pings waiting. The more there were, the sooner is the next round: about a hundred come together, wherever there are enough.
     *
     * @param drained how many events the round chained, of all tenants
     */
    static int pauseMillis(int drained) {
        return drained >= BATCH ? 0 : Math.max(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS - drained);
    }

    /** One batch of each tenant. One that fails is left alone for a while and does not keep the others from being drained. */
    private Flux<Integer> round(List<String> tenants) {
        return Flux.fromIterable(tenants)
                .filter(tenant ->
                        !pauseByTenant.getOrDefault(tenant, Pause.NONE).lasts())
                .flatMap(
                        tenant -> drain(tenant)
                                .doOnNext(drained -> pauseByTenant.remove(tenant))
                                .onErrorResume(error -> pause(tenant, error)),
                        TENANTS_AT_ONCE);
    }

    private Mono<Integer> pause(String tenant, Throwable error) {
        failures.increment();
        Pause pause = pauseByTenant.getOrDefault(tenant, Pause.NONE).longer();
        pauseByTenant.put(tenant, pause);
        LOG.warn(
                "events of tenant {} could not be drained, trying again in {} ms: {}",
                tenant,
                pause.lengthMillis(),
                error.toString());
        return Mono.just(0);
    }

    /** How long a tenant is left alone after a failure: twice as long after each. */
    private record Pause(long lengthMillis, long endNanos) {
        static final Pause NONE = new Pause(0, 0);
        static final Duration LONGEST = Duration.ofSeconds(5);
        private static final long SHORTEST_MILLIS = 100;

        boolean lasts() {
            return lengthMillis > 0 && endNanos - System.nanoTime() > 0;
        }

        Pause longer() {
            long millis = Math.clamp(lengthMillis * 2, SHORTEST_MILLIS, LONGEST.toMillis());
            return new Pause(millis, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    /** Drains one batch; completes with how many events were chained, 0 when there was nothing new. */
    public Mono<Integer> drain(String tenant) {
        return source.read(tenant, BATCH)
                .defaultIfEmpty(List.of())
                .flatMap(entries -> writer.append(tenant, entries, BATCH)
                        .flatMap(chained -> acknowledge(tenant, entries).thenReturn(chained))
                        .doOnNext(events::increment)
                        .flatMap(chained -> observe(tenant, entries).thenReturn(chained)));
    }

    /** Drains until nothing is left, for shutdown; completes with how many events were chained. */
    public Mono<Integer> drainAll(String tenant) {
        return drain(tenant)
                .expand(chained -> chained == 0 ? Mono.empty() : drain(tenant))
                .reduce(0, Integer::sum);
    }

    private Mono<Void> acknowledge(String tenant, List<Entry> entries) {
        return entries.isEmpty()
                ? Mono.empty()
                : source.acknowledge(tenant, entries.stream().map(Entry::id).toList());
    }

    private Mono<Void> observe(String tenant, List<Entry> entries) {
        Gauges gauges = gaugesByTenant.computeIfAbsent(tenant, this::gauges);
        gauges.lagMillis().set(entries.isEmpty() ? 0 : ageMillis(entries.getFirst()));
        return source.backlog(tenant).doOnNext(gauges.backlog()::set).then();
    }

    private long ageMillis(Entry entry) {
        return Math.max(0, clock.millis() - StreamIds.millis(entry.id()));
    }

    private Gauges gauges(String tenant) {
        Gauges gauges = new Gauges(new AtomicLong(), new AtomicLong());
        Tags tags = Tags.of("tenant", tenant);
        Gauge.builder("gavel.audit.backlog", gauges.backlog(), AtomicLong::get)
                .tags(tags)
                .register(meters);
        Gauge.builder("gavel.audit.lag.seconds", gauges.lagMillis(), millis -> millis.get() / 1_000.0)
                .tags(tags)
                .register(meters);
        return gauges;
    }
}
