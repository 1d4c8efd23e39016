package dev.gavel.persistence.counters;

import static java.util.Objects.requireNonNull;

import dev.gavel.persistence.postgres.CounterTruth;
import dev.gavel.persistence.redis.CounterSnapshot;
import dev.gavel.persistence.redis.CounterSource;
import dev.gavel.persistence.redis.TrueCount;
import dev.gavel.persistence.redis.TrueCounts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Postgres as what the counters in Redis are rebuilt from and compared with.
 *
 * <p>Thread safety: any thread; nothing blocks.
 */
public final class PostgresCounters implements CounterSource, TrueCounts {

    /** The longest window in which a buyer may refuse a consumer that it had. */
    private static final Duration LONGEST_ASKED = Duration.ofDays(365);

    private final CounterTruth truth;
    private final InstantSource clock;

    /**
     * @param clock tells which windows are over
     */
    public PostgresCounters(CounterTruth truth, InstantSource clock) {
        this.truth = requireNonNull(truth, "truth");
        this.clock = requireNonNull(clock, "clock");
    }

    @Override
    public Mono<CounterSnapshot> load(String tenant) {
        return truth.caps(tenant, clock.instant())
                .map(cap -> new CounterSnapshot.CapUse(
                        cap.counter(), cap.windowStartSeconds(), cap.windowEndSeconds(), cap.used()))
                .collectList()
                .zipWith(truth.funds(tenant)
                        .map(funds -> new CounterSnapshot.BuyerFunds(funds.buyer(), funds.availableMicros()))
                        .collectList())
                .map(both -> new CounterSnapshot(
                        both.getT1(),
                        both.getT2(),
                        truth.suppressed(tenant),
                        truth.sold(tenant, clock.instant())
                                .map(sold -> new CounterSnapshot.SoldConsumer(
                                        sold.campaign(),
                                        sold.consumerKey(),
                                        sold.until().getEpochSecond())),
                        truth.legs(tenant, clock.instant().minus(LONGEST_ASKED))
                                .map(leg -> new CounterSnapshot.SoldLeg(
                                        leg.consumerKey(),
                                        leg.pingId(),
                                        leg.contract(),
                                        leg.buyer(),
                                        leg.at().getEpochSecond(),
                                        leg.at().plus(LONGEST_ASKED).getEpochSecond()))));
    }

    @Override
    public Mono<List<TrueCount>> page(String tenant, @Nullable TrueCount after, int most) {
        if (after != null && after.isFunds()) {
            return funds(tenant, after.buyer(), most);
        }
        CounterTruth.CapUsed last = after == null
                ? null
                : new CounterTruth.CapUsed(
                        after.counter(), after.windowStartSeconds(), after.windowEndSeconds(), after.taken());
        return truth.capsAfter(tenant, clock.instant(), last, most)
                .map(caps -> caps.stream().map(PostgresCounters::count).toList())
                .flatMap(caps -> caps.size() == most
                        ? Mono.just(caps)
                        : funds(tenant, "", most - caps.size()).map(funds -> joined(caps, funds)));
    }

    private Mono<List<TrueCount>> funds(String tenant, String after, int most) {
        return truth.fundsAfter(tenant, after, most)
                .map(funds -> funds.stream().map(PostgresCounters::count).toList());
    }

    @Override
    public Mono<List<TrueCount>> of(String tenant, Collection<TrueCount> counters) {
        Map<Boolean, List<TrueCount>> byKind = counters.stream().collect(Collectors.partitioningBy(TrueCount::isFunds));
        List<TrueCount> caps = byKind.getOrDefault(false, List.of());
        List<TrueCount> funds = byKind.getOrDefault(true, List.of());
        return capsOf(tenant, caps).flatMap(foundCaps -> fundsOf(tenant, funds).map(found -> joined(foundCaps, found)));
    }

    private Mono<List<TrueCount>> capsOf(String tenant, List<TrueCount> caps) {
        if (caps.isEmpty()) {
            return Mono.just(List.of());
        }
        return truth.capsOf(
                        tenant,
                        caps.stream().map(TrueCount::counter).toList(),
                        caps.stream().map(TrueCount::windowStartSeconds).toList())
                .map(found -> found.stream().map(PostgresCounters::count).toList());
    }

    private Mono<List<TrueCount>> fundsOf(String tenant, List<TrueCount> funds) {
        if (funds.isEmpty()) {
            return Mono.just(List.of());
        }
        return truth.fundsOf(tenant, funds.stream().map(TrueCount::buyer).toList())
                .map(found -> found.stream().map(PostgresCounters::count).toList());
    }

    private static TrueCount count(CounterTruth.CapUsed cap) {
        return new TrueCount(cap.counter(), cap.windowStartSeconds(), cap.windowEndSeconds(), cap.used());
    }

    private static TrueCount count(CounterTruth.Funds funds) {
        return TrueCount.funds(funds.buyer(), funds.availableMicros());
    }

    private static List<TrueCount> joined(List<TrueCount> first, List<TrueCount> second) {
        List<TrueCount> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
