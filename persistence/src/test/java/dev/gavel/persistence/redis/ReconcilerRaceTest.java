package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RealSales.FUNDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.PostStart;
import dev.gavel.persistence.testkit.PostgresForTests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Posts that commit, are written, rejected, given back, or die half-way, while the counters that they use are compared and repaired as fast as it
 * goes. As Redis admits no more than Postgres has room for, Postgres must never have to refuse: it would, had a repair taken off what a
 * post under way had committed.
 */
class ReconcilerRaceTest {

    private static final int POSTS = 400;
    private static final int AT_ONCE = 8;
    private static final List<CapClaim> CAPS =
            List.of(one("contract/a/total/count", 60), one("buyer/b/total/count", 45));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** The time stands still, but for a leap whenever all have ended that were under way at the last. */
    private final AtomicLong nanos = new AtomicLong();

    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();

    @Test
    void aRepairNeverTakesOffWhatAPostUnderWayHasCommitted() throws Exception {
        try (PostgresForTests postgres = PostgresForTests.create();
                RedisRig rig = RedisRig.open();
                ExecutorService posts = Executors.newFixedThreadPool(AT_ONCE)) {
            RealSales world = new RealSales(postgres, rig, 40);
            Reconciler reconciler = new Reconciler(
                    rig.lanes,
                    world.epochs,
                    world.truth,
                    ReconcilerSettings.of(100, Duration.ofSeconds(1)),
                    nanos::get,
                    meters);
            SplittableRandom random = new SplittableRandom(7);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < POSTS; i++) {
                RandomGenerator own = random.split();
                ends.add(posts.submit(() -> post(world, own)));
            }
            Set<Long> before = Set.of();
            while (ends.stream().anyMatch(end -> !end.isDone())) {
                before = compare(reconciler, world, before);
            }
            for (Future<?> end : ends) {
                end.get();
            }
            for (int i = 0; i < 20; i++) {
                before = compare(reconciler, world, before);
            }

            assertThat(outcomes).doesNotContainKey("refused").containsKeys("sold", "died", "rejected", "forgotten");
            for (CapClaim cap : CAPS) {
                assertThat(world.inRedis(cap.counter())).isEqualTo(world.usedInPostgres(cap.counter()));
            }
            assertThat(-world.inRedis(FUNDS.counter())).isEqualTo(world.availableInPostgres());
            assertThat(repairs("high")).isPositive();
            assertThat(repairs("low")).isZero();
            postgres.requireBalancedLedger();
        }
    }

    private Set<Long> compare(Reconciler reconciler, RealSales world, Set<Long> before) {
        reconciler.step(world.tenant).block(RedisRig.PATIENCE);
        if (!Collections.disjoint(underWay, before)) {
            return before;
        }
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        return Set.copyOf(underWay);
    }

    private void post(RealSales world, RandomGenerator random) {
        Request request =
                world.request(CAPS.subList(0, 1 + random.nextInt(CAPS.size())).toArray(CapClaim[]::new));
        if (!(world.award(request) instanceof Reply.Awarded)) {
            count("full");
            return;
        }
        RealSales.Written post = world.written(request);
        boolean begun = settling(() -> {
            world.commit(request);
            if (random.nextInt(6) == 0) {
                count("died");
                return false;
            }
            if (world.begin(post) instanceof PostStart.Begun) {
                return true;
            }
            count("refused");
            return false;
        });
        if (begun) {
            settle(world, request, post, random);
        }
    }

    private void settle(RealSales world, Request request, RealSales.Written post, RandomGenerator random) {
        boolean accepted = random.nextInt(4) == 0;
        settling(() -> {
            world.settle(post, accepted ? LegOutcome.ACCEPTED : LegOutcome.REJECTED);
            if (accepted) {
                count("sold");
            } else if (random.nextInt(6) == 0) {
                count("forgotten");
            } else {
                world.release(request);
                count("rejected");
            }
            return true;
        });
    }

    private boolean settling(BooleanSupplier work) {
        Long number = numbers.incrementAndGet();
        underWay.add(number);
        try {
            return work.getAsBoolean();
        } finally {
            underWay.remove(number);
        }
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    private double repairs(String direction) {
        return meters.get("gavel.caps.repairs")
                .tags("scope", "contract", "direction", direction)
                .counter()
                .count();
    }
}
