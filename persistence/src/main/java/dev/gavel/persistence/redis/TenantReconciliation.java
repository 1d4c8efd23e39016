package dev.gavel.persistence.redis;

import dev.gavel.persistence.redis.ReconcilerMetrics.Direction;
import io.lettuce.core.ScanCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One tenant's rounds through its counters in one epoch: first all that Postgres knows, page by page, then those that so far only Redis knows.
 *
 * <p>Thread safety: one step at a time.
 */
final class TenantReconciliation {

    private static final Logger LOG = LoggerFactory.getLogger(TenantReconciliation.class);

    /** More are not followed, which delays their repair. */
    private static final int MOST_SUSPICIONS = 10_000;

    private final TenantKeys keys;
    private final TrueCounts truth;
    private final CounterScripts scripts;
    private final FirstUsed firstUsed;
    private final ReconcilerSettings settings;
    private final ReconcilerMetrics metrics;
    private final LongSupplier nanoTime;

    private final Map<String, Suspicion> suspicions = new HashMap<>();
    private long roundBeganNanos;
    private boolean resting;
    private boolean truthIsRead;
    private @Nullable TrueCount last;
    private @Nullable ScanCursor cursor;
    private Drift seen = new Drift();

    TenantReconciliation(
            TenantKeys keys,
            TrueCounts truth,
            CounterScripts scripts,
            FirstUsed firstUsed,
            ReconcilerSettings settings,
            ReconcilerMetrics metrics,
            LongSupplier nanoTime) {
        this.keys = keys;
        this.truth = truth;
        this.scripts = scripts;
        this.firstUsed = firstUsed;
        this.settings = settings;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        roundBeganNanos = nanoTime.getAsLong();
    }

    boolean isOf(Epoch epoch) {
        return keys.epoch().equals(epoch);
    }

    /** Compares the next counters, at most as many as one tick may; does nothing while it rests between two rounds. */
    Mono<Void> step() {
        return Mono.defer(() -> {
            long now = nanoTime.getAsLong();
            if (resting) {
                if (now - roundBeganNanos < settings.pause().toNanos()) {
                    return Mono.empty();
                }
                resting = false;
                roundBeganNanos = now;
            }
            return truthIsRead ? stepInRedis() : stepInTruth();
        });
    }

    private Mono<Void> stepInTruth() {
        int most = settings.countersPerTick();
        return truth.page(keys.tenant(), last, most)
                .flatMap(counts -> compare(counts).then(Mono.fromRunnable(() -> {
                    truthIsRead = counts.size() < most;
                    last = truthIsRead ? null : counts.getLast();
                })));
    }

    private Mono<Void> stepInRedis() {
        return firstUsed
                .page(keys, cursor, settings.countersPerTick())
                .flatMap(page -> truth.of(keys.tenant(), page.counts())
                        .flatMap(known -> compareUnknown(page.counts(), known))
                        .then(Mono.fromRunnable(() -> {
                            cursor = page.next();
                            if (page.next().isFinished()) {
                                endRound();
                            }
                        })));
    }

    /** What Postgres knows by now is met on its pages. */
    private Mono<Void> compareUnknown(List<TrueCount> counts, List<TrueCount> known) {
        Set<String> knownNames = known.stream().map(TrueCount::name).collect(Collectors.toSet());
        List<TrueCount> unknown = counts.stream()
                .filter(count -> !knownNames.contains(count.name()))
                .toList();
        return firstUsed.forget(keys, known).then(compare(unknown));
    }

    private void endRound() {
        truthIsRead = false;
        cursor = null;
        resting = true;
        seen.addStanding(suspicions);
        metrics.roundEnded(keys.tenant(), seen, nanoTime.getAsLong());
        seen = new Drift();
    }

    private Mono<Void> compare(List<TrueCount> counts) {
        if (counts.isEmpty()) {
            return Mono.empty();
        }
        long startedNanos = nanoTime.getAsLong();
        return scripts.inspect(keys, counts, startedNanos).flatMap(looks -> {
            metrics.compared(counts.size());
            List<TrueCount> differing = new ArrayList<>();
            Map<String, CounterLook> lookByName = new HashMap<>();
            for (int i = 0; i < counts.size(); i++) {
                TrueCount count = counts.get(i);
                if (looks.get(i).drift() == 0) {
                    suspicions.remove(count.name());
                } else {
                    differing.add(count);
                    lookByName.put(count.name(), looks.get(i));
                }
            }
            return differing.isEmpty() ? Mono.empty() : lookCloser(differing, lookByName);
        });
    }

    /** Postgres was read before Redis, and may have moved on: it is asked again for the few that differ. */
    private Mono<Void> lookCloser(List<TrueCount> differing, Map<String, CounterLook> lookByName) {
        return truth.of(keys.tenant(), differing).flatMap(fresh -> {
            long endedNanos = nanoTime.getAsLong();
            Map<String, TrueCount> freshByName =
                    fresh.stream().collect(Collectors.toMap(TrueCount::name, count -> count));
            List<CounterRepair> repairs = new ArrayList<>();
            for (TrueCount old : differing) {
                CounterLook look = lookByName.get(old.name());
                if (look != null) {
                    TrueCount count =
                            freshByName.getOrDefault(old.name(), TrueCount.unused(old.name(), old.windowEndSeconds()));
                    judge(count, look.closed(count.taken(), endedNanos), repairs);
                }
            }
            return repairs.isEmpty() ? Mono.empty() : repair(repairs);
        });
    }

    private void judge(TrueCount count, CounterLook look, List<CounterRepair> repairs) {
        String name = count.name();
        if (look.drift() < 0) {
            repairs.add(new CounterRepair(count, look, 0));
        }
        switch (Suspicion.judge(suspicions.get(name), look, settings.settling().toNanos())) {
            case Suspicion.Finding.Clear _ -> suspicions.remove(name);
            case Suspicion.Finding.Open open -> {
                if (suspicions.size() < MOST_SUSPICIONS || suspicions.containsKey(name)) {
                    suspicions.put(name, open.suspicion());
                }
            }
            case Suspicion.Finding.Stands stands -> {
                suspicions.remove(name);
                repairs.add(new CounterRepair(count, look, stands.amount()));
            }
        }
    }

    private Mono<Void> repair(List<CounterRepair> repairs) {
        return scripts.repair(keys, repairs)
                .doOnNext(lowered -> repaired(repairs, lowered))
                .then();
    }

    private void repaired(List<CounterRepair> repairs, List<Long> lowered) {
        int repaired = 0;
        String first = "";
        for (int i = 0; i < repairs.size(); i++) {
            long amount = lowered.get(i);
            if (amount != 0) {
                TrueCount count = repairs.get(i).count();
                Direction direction = amount > 0 ? Direction.HIGH : Direction.LOW;
                seen.add(count.scope(), direction);
                metrics.repaired(count.scope(), direction);
                first = repaired++ == 0 ? count.name() + (amount > 0 ? " -" : " +") + Math.abs(amount) : first;
            }
        }
        if (repaired > 0) {
            LOG.atWarn()
                    .addKeyValue("tenant", keys.tenant())
                    .addKeyValue("counters", repaired)
                    .addKeyValue("first", first)
                    .log("Counters in Redis differed from Postgres and were repaired");
        }
    }

    /** How many counters were found to differ in a round. */
    static final class Drift {
        private final Map<Kind, Integer> counters = new HashMap<>();

        private record Kind(TrueCount.Scope scope, Direction direction) {}

        private void add(TrueCount.Scope scope, Direction direction) {
            counters.merge(new Kind(scope, direction), 1, Integer::sum);
        }

        private void addStanding(Map<String, Suspicion> suspicions) {
            suspicions.forEach((name, suspicion) -> {
                if (suspicion.unexplained() > 0) {
                    add(TrueCount.unused(name, 0).scope(), Direction.HIGH);
                }
            });
        }

        int of(TrueCount.Scope scope, Direction direction) {
            return counters.getOrDefault(new Kind(scope, direction), 0);
        }
    }
}
