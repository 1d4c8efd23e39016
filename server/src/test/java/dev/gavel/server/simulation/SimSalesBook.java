package dev.gavel.server.simulation;

import dev.gavel.persistence.postgres.DatabaseUnavailableException;
import dev.gavel.persistence.postgres.LegIntent;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.OpenDelivery;
import dev.gavel.persistence.postgres.PostIntent;
import dev.gavel.persistence.postgres.PostStart;
import dev.gavel.persistence.postgres.Replacement;
import dev.gavel.persistence.postgres.SalesBook;
import dev.gavel.persistence.postgres.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A node's connection to Postgres: a transaction may fail before it began or after it was committed, and its caller cannot tell which.
 *
 * <p>Thread safety: confined to the run's thread.
 */
final class SimSalesBook implements SalesBook {

    private static final long TIMEOUT = 2 * Timeline.SECOND;

    private final SalesBook shared;
    private final Timeline timeline;
    private final Map<String, Long> begunNanos;
    private final Wire wire;

    /** @param begunNanos when which ping was begun, for all nodes */
    SimSalesBook(
            Timeline timeline, Life life, String node, Faults faults, SalesBook shared, Map<String, Long> begunNanos) {
        this.timeline = timeline;
        this.shared = shared;
        this.begunNanos = begunNanos;
        this.wire = new Wire(
                timeline,
                life,
                node + " postgres",
                faults::postgres,
                TIMEOUT,
                () -> new DatabaseUnavailableException("no answer in time", new IllegalStateException("simulated")));
    }

    @Override
    public Mono<PostStart> begin(PostIntent intent) {
        return call(
                "begin " + intent.pingId(),
                () -> shared.begin(intent).doOnNext(start -> {
                    if (start instanceof PostStart.Begun) {
                        begunNanos.putIfAbsent(intent.pingId(), timeline.nowNanos());
                    }
                }),
                String::valueOf);
    }

    @Override
    public Mono<Replacement> replace(
            String tenant,
            String pingId,
            String leadId,
            LegResult rejected,
            LegIntent next,
            Instant at,
            List<String> events) {
        String what = "replace " + rejected.deliveryId() + " " + rejected.outcome() + " by " + next.contract();
        return call(what, () -> shared.replace(tenant, pingId, leadId, rejected, next, at, events), String::valueOf);
    }

    @Override
    public Mono<Settlement.Settled> settle(Settlement settlement) {
        return call(
                "settle " + settlement.pingId() + " " + settlement.results(),
                () -> shared.settle(settlement),
                Settlement.Settled::answer);
    }

    @Override
    public Mono<PostStart.Earlier> earlier(String tenant, String pingId, String vendor) {
        return call("earlier " + pingId, () -> shared.earlier(tenant, pingId, vendor), String::valueOf);
    }

    @Override
    public Flux<OpenDelivery> openDeliveries(String tenant, Instant now, Duration lease, int limit) {
        return call(
                        "lease",
                        () -> shared.openDeliveries(tenant, now, lease, limit).collectList(),
                        leased -> String.join(
                                " ",
                                leased.stream().map(OpenDelivery::deliveryId).toList()))
                .flatMapIterable(Function.identity());
    }

    private <T> Mono<T> call(String what, Supplier<Mono<T>> transaction, Function<T, String> shown) {
        return Mono.fromCompletionStage(
                () -> wire.call(what, () -> transaction.get().block(), shown));
    }
}
