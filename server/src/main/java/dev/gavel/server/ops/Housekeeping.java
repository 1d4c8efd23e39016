package dev.gavel.server.ops;

import dev.gavel.persistence.audit.Checkpoints;
import dev.gavel.persistence.postgres.CapWindows;
import dev.gavel.persistence.postgres.IdempotencyStore;
import dev.gavel.persistence.postgres.Tenants;
import dev.gavel.persistence.postgres.WebhookHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is done once a day: partitions are made ahead, each tenant's chain gets a signed checkpoint, idempotency keys past their time and
 * messages that were taken long ago are removed, and what caps used in windows long over. Every node does it; doing it twice does no harm.
 *
 * <p>Thread safety: any thread.
 */
public final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration DAILY = Duration.ofHours(24);
    private static final int MONTHS_AHEAD = 3;
    private static final Duration KEEP_DELIVERED = Duration.ofDays(30);
    private static final Duration KEEP_ABANDONED = Duration.ofDays(90);
    private static final Duration KEEP_WINDOWS = Duration.ofDays(35);
    private static final int PRUNED_AT_ONCE = 1_000;

    private final Tenants tenants;
    private final Checkpoints checkpoints;
    private final IdempotencyStore idempotency;
    private final WebhookHistory webhooks;
    private final CapWindows capWindows;
    private final InstantSource clock;
    private final Disposable.Swap running = Disposables.swap();

    public Housekeeping(
            Tenants tenants,
            Checkpoints checkpoints,
            IdempotencyStore idempotency,
            WebhookHistory webhooks,
            CapWindows capWindows,
            InstantSource clock) {
        this.tenants = tenants;
        this.checkpoints = checkpoints;
        this.idempotency = idempotency;
        this.webhooks = webhooks;
        this.capWindows = capWindows;
        this.clock = clock;
    }

    /** What cannot wait: without a partition, rows pile up in the default one. */
    public Mono<Void> makePartitions() {
        return tenants.makePartitions(MONTHS_AHEAD).then();
    }

    /** Does it daily from now on. */
    public void follow() {
        running.update(Flux.interval(FIRST, DAILY)
                .onBackpressureDrop()
                .concatMap(_ -> run(), 1)
                .subscribe());
    }

    /** Does it now; what fails is logged and tried again the next day. */
    public Mono<Void> run() {
        return logged("partitions", makePartitions())
                .thenMany(tenants.list())
                .concatMap(tenant -> logged(
                                "checkpoint",
                                checkpoints.sign(tenant.slug(), clock.instant()).then())
                        .then(logged(
                                "idempotency keys",
                                idempotency.sweep(tenant.slug()).then()))
                        .then(logged("messages", pruneMessages(tenant.slug())))
                        .then(logged("windows of caps", pruneWindows(tenant.slug()))))
                .onErrorComplete()
                .then();
    }

    private Mono<Void> pruneMessages(String tenant) {
        Instant now = clock.instant();
        return webhooks.prune(tenant, now.minus(KEEP_DELIVERED), now.minus(KEEP_ABANDONED), PRUNED_AT_ONCE)
                .repeat()
                .takeUntil(pruned -> pruned < PRUNED_AT_ONCE)
                .then();
    }

    private Mono<Void> pruneWindows(String tenant) {
        return capWindows
                .prune(tenant, clock.instant().minus(KEEP_WINDOWS), PRUNED_AT_ONCE)
                .repeat()
                .takeUntil(pruned -> pruned < PRUNED_AT_ONCE)
                .then();
    }

    public void stop() {
        running.dispose();
    }

    private static Mono<Void> logged(String what, Mono<Void> work) {
        return work.onErrorResume(failure -> {
            LOG.atWarn().addKeyValue("what", what).setCause(failure).log("Housekeeping failed");
            return Mono.empty();
        });
    }
}
