package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import io.lettuce.core.ScriptOutputType;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What changes a tenant's counters and lists from outside of the auction: deposits, which were written to Postgres before, and suppressions;
 * when a method fails, it is unknown whether Redis took the change, and {@link Epochs#rebuild} makes both equal again.
 *
 * <p>Every method fails with {@link UnavailableException} when Redis does not answer or its counters are not current. Thread safety: any
 * thread; nothing blocks.
 */
public final class CounterChanges {

    private final Function<String, Lanes> tenantToLanes;
    private final Function<String, Epochs> tenantToEpochs;

    public CounterChanges(Lanes lanes, Epochs epochs) {
        this(_ -> lanes, _ -> epochs);
    }

    /** Both throw {@link UnavailableException} while it is not known who has the tenant. */
    CounterChanges(Function<String, Lanes> tenantToLanes, Function<String, Epochs> tenantToEpochs) {
        this.tenantToLanes = tenantToLanes;
        this.tenantToEpochs = tenantToEpochs;
    }

    /**
     * Raises what a buyer may spend. Not idempotent.
     *
     * @param micros negative to lower
     */
    public CompletionStage<Void> addFunds(String tenant, String buyer, long micros) {
        return Mono.defer(() -> tenantToEpochs.apply(tenant).ready(tenant))
                .then(Mono.defer(() -> {
                    TenantKeys keys = tenantToEpochs
                            .apply(tenant)
                            .current(tenant, tenantToLanes.apply(tenant).runId());
                    if (keys == null) {
                        return Mono.error(new UnavailableException("the counters are being rebuilt", null));
                    }
                    return raise(keys, CapClaim.funds(buyer, 0), micros);
                }))
                .thenReturn(micros)
                .toFuture()
                .thenAccept(_ -> {});
    }

    private Mono<Void> raise(TenantKeys keys, CapClaim funds, long micros) {
        return Mono.fromCompletionStage(() -> tenantToLanes
                        .apply(keys.tenant())
                        .ask(redis -> redis.<Long>eval(
                                Script.FUNDS.text(),
                                ScriptOutputType.INTEGER,
                                new String[] {TenantKeys.epochKey(keys.tenant()), keys.caps(funds.windowStartSeconds())
                                },
                                keys.epoch().value(),
                                funds.counter(),
                                Long.toString(micros))))
                .flatMap(answer -> {
                    if (answer < 0) {
                        tenantToEpochs.apply(keys.tenant()).stale(keys);
                        return Mono.error(new UnavailableException("the counters are being rebuilt", null));
                    }
                    return Mono.empty();
                });
    }

    /** Suppresses consumers. Idempotent; also while counters are rebuilt, because the list outlives epochs. */
    public Mono<Void> suppress(String tenant, Collection<String> keys) {
        return Mono.defer(() -> new EpochRebuild(tenantToLanes.apply(tenant))
                .addAll(TenantKeys.suppressed(tenant), Flux.fromIterable(keys)));
    }

    /** Lifts suppressions. Idempotent. */
    public Mono<Void> lift(String tenant, Collection<String> keys) {
        if (keys.isEmpty()) {
            return Mono.empty();
        }
        return Mono.fromCompletionStage(() -> tenantToLanes
                        .apply(tenant)
                        .ask(redis -> redis.srem(TenantKeys.suppressed(tenant), keys.toArray(String[]::new))))
                .then();
    }
}
