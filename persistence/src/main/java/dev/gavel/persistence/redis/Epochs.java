package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.UnavailableException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Knows the current epoch of each tenant's counters and has them rebuilt when there is none that can be trusted: Redis is empty, was
 * restarted, restored or replaced. However many calls find that out at once, this node rebuilds once, and of all nodes the one that gets
 * the lock; the others wait for its epoch. Until then nothing is sold.
 *
 * <p>Thread safety: any thread; nothing blocks.
 */
public final class Epochs {

    private static final Logger LOG = LoggerFactory.getLogger(Epochs.class);
    private static final Duration LOCK = Duration.ofSeconds(30);
    private static final Duration RENEW_LOCK = Duration.ofSeconds(8);
    /** For longer than any ping lives. */
    static final long EARLIER_SECONDS = 7_200;

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    private final Lanes lanes;
    private final CounterSource source;
    private final EpochRebuild rebuild;
    private final String node = UUID.randomUUID().toString();
    private final Map<String, TenantKeys> current = new ConcurrentHashMap<>();
    private final Map<String, Mono<TenantKeys>> searches = new ConcurrentHashMap<>();

    public Epochs(Lanes lanes, CounterSource source) {
        this.lanes = lanes;
        this.source = source;
        this.rebuild = new EpochRebuild(lanes);
        lanes.onReady(this::serverIs);
    }

    /**
     * Completes once the tenant's counters can be used, after a rebuild where one is needed. Fails when Redis or the source of the counters
     * cannot be reached; then the next call tries again.
     */
    public Mono<Void> ready(String tenant) {
        return Mono.defer(() -> current(tenant, lanes.runId()) != null
                ? Mono.empty()
                : search(tenant).then());
    }

    /** Rebuilds the tenant's counters although they seem good: after a repair by hand. */
    public Mono<Void> rebuild(String tenant) {
        String token = node + "/" + UUID.randomUUID();
        return underLock(tenant, token, true).doOnNext(this::adopt).then();
    }

    /**
     * The names to use on a connection to this run of the server; null when there are none to be trusted, in which case a search for them
     * is under way. One map lookup.
     */
    @Nullable
    TenantKeys current(String tenant, @Nullable String runId) {
        TenantKeys keys = current.get(tenant);
        if (keys != null && runId != null && keys.epoch().isOf(runId)) {
            return keys;
        }
        if (runId != null) {
            searchInBackground(tenant);
        }
        return null;
    }

    /** These names are those of an earlier epoch. */
    void stale(TenantKeys keys) {
        if (current.remove(keys.tenant(), keys)) {
            LOG.info("The counters of {} are of another epoch", keys.tenant());
        }
        searchInBackground(keys.tenant());
    }

    private void serverIs(String runId) {
        current.values().removeIf(keys -> {
            boolean gone = !keys.epoch().isOf(runId);
            if (gone) {
                searchInBackground(keys.tenant());
            }
            return gone;
        });
    }

    private void searchInBackground(String tenant) {
        if (!searches.containsKey(tenant)) {
            search(tenant)
                    .subscribe(
                            _ -> {},
                            failed -> LOG.warn("The counters of {} cannot be used: {}", tenant, failed.toString()));
        }
    }

    /** One search at a time for a tenant; whoever comes meanwhile shares it. A failed one ends after a pause, so that failures are few. */
    private Mono<TenantKeys> search(String tenant) {
        return searches.computeIfAbsent(tenant, wanted -> {
            Sinks.One<TenantKeys> result = Sinks.one();
            Mono<TenantKeys> shared = result.asMono();
            find(wanted)
                    .doOnNext(this::adopt)
                    .onErrorResume(error -> Mono.delay(PAUSE_AFTER_FAILURE).then(Mono.error(error)))
                    .subscribeOn(reactor.core.scheduler.Schedulers.parallel())
                    .subscribe(
                            keys -> {
                                searches.remove(wanted);
                                result.tryEmitValue(keys);
                            },
                            error -> {
                                searches.remove(wanted);
                                result.tryEmitError(error);
                            });
            return shared;
        });
    }

    private void adopt(TenantKeys keys) {
        current.put(keys.tenant(), keys);
    }

    /** The epoch that is there, if it can be trusted; else a new one. */
    private Mono<TenantKeys> find(String tenant) {
        return stored(tenant).switchIfEmpty(Mono.defer(() -> underLock(tenant, node, false)));
    }

    private Mono<TenantKeys> stored(String tenant) {
        return Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.get(TenantKeys.epochKey(tenant))))
                .map(Epoch::new)
                .filter(epoch -> epoch.isOf(runId()))
                .flatMap(epoch -> withEarlier(tenant, epoch));
    }

    private Mono<TenantKeys> withEarlier(String tenant, Epoch epoch) {
        return Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.get(TenantKeys.earlierEpochKey(tenant))))
                .map(earlier -> new TenantKeys(tenant, epoch, new Epoch(earlier)))
                .defaultIfEmpty(new TenantKeys(tenant, epoch));
    }

    private String runId() {
        String runId = lanes.runId();
        if (runId == null) {
            throw new UnavailableException("Redis is not connected", null);
        }
        return runId;
    }

    private Mono<TenantKeys> underLock(String tenant, String token, boolean always) {
        return lock(tenant, token)
                .flatMap(locked -> locked
                        ? rebuildOrAdopt(tenant, token, always)
                        : Mono.delay(PAUSE)
                                .then(Mono.defer(() -> always ? underLock(tenant, token, true) : find(tenant))));
    }

    /**
     * Completes with whether the lock is held. Where an earlier attempt had no answer, the lock may be ours since then: nobody need wait for
     * its end.
     */
    private Mono<Boolean> lock(String tenant, String token) {
        String key = TenantKeys.rebuildLock(tenant);
        return Mono.fromCompletionStage(() -> lanes.ask(
                        redis -> redis.set(key, token, SetArgs.Builder.nx().px(LOCK))))
                .hasElement()
                .flatMap(taken -> taken
                        ? Mono.just(true)
                        : Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.get(key)))
                                .map(token::equals)
                                .defaultIfEmpty(false));
    }

    /** Another node may have finished since the epoch was looked up. */
    private Mono<TenantKeys> rebuildOrAdopt(String tenant, String token, boolean always) {
        Mono<TenantKeys> finished = always ? Mono.empty() : stored(tenant);
        return finished.flatMap(keys -> activate(tenant, token, "").thenReturn(keys))
                .switchIfEmpty(Mono.defer(() -> rebuildUnder(tenant, token)))
                .onErrorResume(
                        error -> activate(tenant, token, "").onErrorComplete().then(Mono.error(error)));
    }

    private Mono<TenantKeys> rebuildUnder(String tenant, String token) {
        long startedNanos = System.nanoTime();
        Epoch epoch = Epoch.begin(System.currentTimeMillis(), runId());
        Mono<Void> written = source.load(tenant).flatMap(snapshot -> rebuild.write(tenant, epoch, snapshot));
        Sinks.Empty<Void> over = Sinks.empty();
        Flux<Boolean> renewals = Flux.interval(RENEW_LOCK)
                .concatMap(_ -> renew(tenant))
                .onErrorComplete()
                .takeUntilOther(over.asMono());
        return Mono.when(written.doFinally(_ -> over.tryEmitEmpty()), renewals)
                .then(Mono.defer(() -> activate(tenant, token, epoch.value())))
                .flatMap(active -> active
                        ? withEarlier(tenant, epoch)
                        : Mono.error(new UnavailableException("the lock was lost while counters were rebuilt", null)))
                .doOnNext(keys -> {
                    lanes.metrics().rebuilt(System.nanoTime() - startedNanos);
                    LOG.info("The counters of {} were rebuilt: epoch {}", tenant, epoch.value());
                    rebuild.dropOthers(keys)
                            .subscribe(_ -> {}, failed -> LOG.warn("Old counters stay: {}", failed.toString()));
                })
                .doOnError(error -> lanes.metrics().rebuildFailed());
    }

    private Mono<Boolean> renew(String tenant) {
        return Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.pexpire(TenantKeys.rebuildLock(tenant), LOCK)));
    }

    private Mono<Boolean> activate(String tenant, String token, String epoch) {
        return Mono.fromCompletionStage(() -> lanes.ask(redis -> redis.<Long>eval(
                        Script.ACTIVATE.text(),
                        ScriptOutputType.INTEGER,
                        new String[] {
                            TenantKeys.epochKey(tenant),
                            TenantKeys.rebuildLock(tenant),
                            TenantKeys.earlierEpochKey(tenant)
                        },
                        token,
                        epoch,
                        Long.toString(EARLIER_SECONDS))))
                .map(answer -> answer == 1);
    }
}
