package dev.gavel.persistence.redis;

import io.lettuce.core.SetArgs;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compares the counters in Redis with Postgres all the time, a bounded number at a time, and repairs what differs. A counter that is behind
 * lets too much be sold, though Postgres would refuse it at the post: it is raised at once. One that is ahead is lowered only by what is
 * sure to stand ({@link Suspicion}), because posts commit in Redis before they are written.
 *
 * <p>Of several nodes one compares a tenant's counters, by a lease in Redis; should two do so for a moment, each repair is done once. Thread
 * safety: any thread; nothing blocks.
 */
public final class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final Lanes lanes;
    private final Epochs epochs;
    private final TrueCounts truth;
    private final CounterScripts scripts;
    private final FirstUsed firstUsed;
    private final ReconcilerSettings settings;
    private final ReconcilerMetrics metrics;
    private final LongSupplier nanoTime;
    private final String node = UUID.randomUUID().toString();
    private final Map<String, TenantReconciliation> tenants = new ConcurrentHashMap<>();
    private final Disposable.Swap running = Disposables.swap();

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    public Reconciler(
            Lanes lanes,
            Epochs epochs,
            TrueCounts truth,
            ReconcilerSettings settings,
            LongSupplier nanoTime,
            MeterRegistry registry) {
        this.lanes = lanes;
        this.epochs = epochs;
        this.truth = truth;
        this.scripts = new CounterScripts(lanes, epochs);
        this.firstUsed = new FirstUsed(lanes);
        this.settings = settings;
        this.metrics = new ReconcilerMetrics(registry, nanoTime);
        this.nanoTime = nanoTime;
    }

    /** Compares the counters of these tenants from now on; of none if the settings say so. */
    public void follow(Supplier<? extends Collection<String>> tenantsNow) {
        if (settings.countersPerTick() == 0) {
            return;
        }
        running.update(Flux.interval(settings.tick())
                .onBackpressureDrop()
                .concatMap(_ -> stepAll(Set.copyOf(tenantsNow.get())), 1)
                .subscribe());
    }

    public void stop() {
        running.dispose();
    }

    private Mono<Void> stepAll(Set<String> wanted) {
        tenants.keySet().stream().filter(tenant -> !wanted.contains(tenant)).forEach(this::forget);
        return Flux.fromIterable(wanted)
                .concatMap(tenant -> step(tenant).onErrorResume(failure -> {
                    metrics.failed();
                    LOG.atDebug()
                            .addKeyValue("tenant", tenant)
                            .setCause(failure)
                            .log("Counters could not be compared; it is tried again");
                    return Mono.empty();
                }))
                .then();
    }

    /** Compares the tenant's next counters, if this node is the one to do so and its counters are current. */
    Mono<Void> step(String tenant) {
        return Mono.defer(() -> {
            TenantKeys keys = epochs.current(tenant, lanes.runId());
            if (keys == null) {
                forget(tenant);
                return Mono.empty();
            }
            return holdLease(tenant).flatMap(mine -> {
                if (!mine) {
                    forget(tenant);
                    return Mono.empty();
                }
                return tenants.compute(
                                tenant, (_, begun) -> begun != null && begun.isOf(keys.epoch()) ? begun : begin(keys))
                        .step();
            });
        });
    }

    private TenantReconciliation begin(TenantKeys keys) {
        return new TenantReconciliation(keys, truth, scripts, firstUsed, settings, metrics, nanoTime);
    }

    private void forget(String tenant) {
        tenants.remove(tenant);
        metrics.forget(tenant);
    }

    /** Completes with whether this node may compare the tenant's counters. */
    private Mono<Boolean> holdLease(String tenant) {
        String key = TenantKeys.reconcileLock(tenant);
        return Mono.fromCompletionStage(() -> lanes.ask(
                        redis -> redis.set(key, node, SetArgs.Builder.nx().px(settings.lease()))))
                .hasElement()
                .flatMap(taken -> taken ? Mono.just(true) : renewLease(key));
    }

    private Mono<Boolean> renewLease(String key) {
        return Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.get(key)))
                .filter(node::equals)
                .flatMap(_ -> Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.pexpire(key, settings.lease()))))
                .defaultIfEmpty(false);
    }
}
