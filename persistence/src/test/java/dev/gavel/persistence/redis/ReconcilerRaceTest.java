package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.leg;
import static dev.gavel.persistence.redis.Leads.newId;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.persistence.counters.PostgresCounters;
import dev.gavel.persistence.postgres.CounterTruth;
import dev.gavel.persistence.postgres.Ids;
import dev.gavel.persistence.postgres.Ledger;
import dev.gavel.persistence.postgres.LegIntent;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.postgres.LegResult;
import dev.gavel.persistence.postgres.PostIntent;
import dev.gavel.persistence.postgres.PostStart;
import dev.gavel.persistence.postgres.Sales;
import dev.gavel.persistence.postgres.Settlement;
import dev.gavel.persistence.testkit.PostgresForTests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
    private static final long DOLLAR = 1_000_000;
    private static final List<CapClaim> CAPS =
            List.of(one("contract/a/total/count", 60), one("buyer/b/total/count", 45));
    private static final CapClaim FUNDS = CapClaim.funds("b", DOLLAR);

    private final PostgresForTests postgres = PostgresForTests.create();
    private final RedisRig rig = RedisRig.open();
    private final String tenant = RedisForTests.newTenant();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Sales sales = new Sales(postgres.scope());

    /** The time stands still, but for a leap whenever all have ended that were under way at the last. */
    private final AtomicLong nanos = new AtomicLong();

    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();

    @Test
    void aRepairNeverTakesOffWhatAPostUnderWayHasCommitted() throws Exception {
        try (postgres;
                rig;
                ExecutorService posts = Executors.newFixedThreadPool(AT_ONCE)) {
            postgres.withTenants(tenant);
            new Ledger(postgres.scope())
                    .deposit(tenant, "b", "USD", 40 * DOLLAR, "first", Instant.now())
                    .block(RedisRig.PATIENCE);
            PostgresCounters truth = new PostgresCounters(new CounterTruth(postgres.scope()), InstantSource.system());
            Epochs epochs = new Epochs(rig.lanes, truth);
            epochs.ready(tenant).block(RedisRig.PATIENCE);
            RedisCapLedger ledger = new RedisCapLedger(rig.lanes, epochs, InstantSource.system());
            Duration settling = Duration.ofSeconds(1);
            Reconciler reconciler =
                    new Reconciler(rig.lanes, epochs, truth, ReconcilerSettings.of(100, settling), nanos::get, meters);

            SplittableRandom random = new SplittableRandom(7);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < POSTS; i++) {
                RandomGenerator own = random.split();
                ends.add(posts.submit(() -> post(ledger, own)));
            }
            Set<Long> before = Set.of();
            while (ends.stream().anyMatch(end -> !end.isDone())) {
                before = compare(reconciler, before);
            }
            for (Future<?> end : ends) {
                end.get();
            }
            for (int i = 0; i < 20; i++) {
                before = compare(reconciler, before);
            }

            assertThat(outcomes).doesNotContainKey("refused").containsKeys("sold", "died", "rejected", "forgotten");
            List<CapClaim> counters = new ArrayList<>(CAPS);
            for (CapClaim cap : counters) {
                assertThat(rig.redis.hget(rig.counterKey(tenant, cap.counter(), 0), "c"))
                        .as(cap.counter())
                        .isEqualTo(postgres.superuserQuery(
                                        "SELECT used FROM gavel.cap_usage WHERE counter = '" + cap.counter() + "'")
                                .getFirst());
            }
            Map<String, String> funds = rig.redis.hgetall(rig.counterKey(tenant, FUNDS.counter(), 0));
            assertThat(Long.parseLong(funds.get("l")) - Long.parseLong(funds.get("c")))
                    .isEqualTo(Long.parseLong(postgres.superuserQuery(
                                    "SELECT balance_micros FROM gavel.account WHERE account = 'buyer/b'")
                            .getFirst()));
            assertThat(meters.get("gavel.caps.repairs")
                            .tags("scope", "contract", "direction", "high")
                            .counter()
                            .count())
                    .isPositive();
            assertThat(meters.get("gavel.caps.repairs")
                            .tags("scope", "contract", "direction", "low")
                            .counter()
                            .count())
                    .isZero();
            postgres.requireBalancedLedger();
        }
    }

    private Set<Long> compare(Reconciler reconciler, Set<Long> before) {
        reconciler.step(tenant).block(RedisRig.PATIENCE);
        if (!Collections.disjoint(underWay, before)) {
            return before;
        }
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        return Set.copyOf(underWay);
    }

    private void post(RedisCapLedger ledger, RandomGenerator random) {
        List<CapClaim> claims = new ArrayList<>(CAPS.subList(0, 1 + random.nextInt(CAPS.size())));
        claims.add(FUNDS);
        Request request = lead(tenant, exclusive(1, claims.toArray(CapClaim[]::new)));
        if (!(await(ledger.award(request)) instanceof Reply.Awarded)) {
            count("full");
            return;
        }
        LegIntent leg = new LegIntent(
                request.options().getFirst().legId(), newId(Ids.DELIVERY), "a", "b", null, DOLLAR, DOLLAR / 2, claims);
        PostIntent intent = intent(request, leg);
        boolean begun = settling(() -> {
            await(ledger.commit(leg(request, 0)));
            if (random.nextInt(6) == 0) {
                count("died");
                return false;
            }
            PostStart start = sales.begin(intent).block(RedisRig.PATIENCE);
            if (!(start instanceof PostStart.Begun)) {
                count("refused");
                return false;
            }
            return true;
        });
        if (begun) {
            settle(ledger, request, intent, leg, random);
        }
    }

    private void settle(
            RedisCapLedger ledger, Request request, PostIntent intent, LegIntent leg, RandomGenerator random) {
        boolean accepted = random.nextInt(4) == 0;
        settling(() -> {
            sales.settle(settlement(intent, leg, accepted ? LegOutcome.ACCEPTED : LegOutcome.REJECTED))
                    .block(RedisRig.PATIENCE);
            if (accepted) {
                count("sold");
            } else if (random.nextInt(6) == 0) {
                count("forgotten");
            } else {
                await(ledger.release(leg(request, 0)));
                count("rejected");
            }
            return true;
        });
    }

    private boolean settling(java.util.function.BooleanSupplier work) {
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

    private PostIntent intent(Request request, LegIntent leg) {
        return new PostIntent(
                tenant,
                request.pingId(),
                newId(Ids.LEAD),
                "auto",
                "vendor",
                "source",
                "USD",
                List.of(),
                Duration.ZERO,
                new byte[] {1},
                Instant.now(),
                List.of(leg),
                "{}");
    }

    private static Settlement settlement(PostIntent intent, LegIntent leg, LegOutcome outcome) {
        return new Settlement(
                intent.tenant(),
                intent.pingId(),
                intent.leadId(),
                outcome == LegOutcome.ACCEPTED ? "SOLD" : "REFUSED",
                List.of(new LegResult(leg.legId(), leg.deliveryId(), outcome, null, null)),
                "{}",
                Instant.now(),
                List.of("{}"));
    }
}
