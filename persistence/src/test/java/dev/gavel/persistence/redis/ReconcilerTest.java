package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.leg;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.persistence.counters.PostgresCounters;
import dev.gavel.persistence.postgres.CounterTruth;
import dev.gavel.persistence.testkit.CounterView;
import dev.gavel.persistence.testkit.PostgresForTests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counters in a real Redis that differ from a real Postgres: which are repaired, when, and which are left alone. */
class ReconcilerTest {

    private static final Duration SETTLING = Duration.ofSeconds(60);
    private static final ReconcilerSettings SETTINGS = ReconcilerSettings.of(100, SETTLING);

    private static PostgresForTests postgres;
    private static RedisRig rig;
    private static PostgresCounters truth;

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Epochs epochs;
    private RedisCapLedger ledger;
    private Reconciler reconciler;
    private String tenant;

    @BeforeAll
    static void open() {
        postgres = PostgresForTests.create();
        rig = RedisRig.open();
        truth = new PostgresCounters(new CounterTruth(postgres.scope()), InstantSource.system());
    }

    @AfterAll
    static void close() {
        rig.close();
        postgres.close();
    }

    @BeforeEach
    void newTenant() {
        tenant = RedisForTests.newTenant();
        postgres.withTenants(tenant);
        epochs = new Epochs(rig.lanes, truth);
        ledger = new RedisCapLedger(rig.lanes, epochs, InstantSource.system());
        reconciler = reconciler(SETTINGS);
    }

    @Test
    void whatIsEqualIsLeftAlone() {
        sold("contract/a/total/count", 5);
        account("buyer", 1_000);
        build();

        rounds(4);

        assertThat(used("contract/a/total/count")).isEqualTo(5);
        assertThat(repairs("contract", "low") + repairs("contract", "high")).isZero();
        assertThat(meters.get("gavel.caps.compared").counter().count()).isEqualTo(8);
        assertThat(meters.get("gavel.caps.round.age")
                        .tag("tenant", tenant)
                        .gauge()
                        .value())
                .isBetween(0.0, 120.0);
    }

    @Test
    void aCounterThatLiesLowIsRaisedAtOnce() {
        sold("contract/a/total/count", 5);
        build();
        CounterView.addUsed(rig.redis, caps(), "contract/a/total/count", -3);

        rounds(1);

        assertThat(used("contract/a/total/count")).isEqualTo(5);
        assertThat(repairs("contract", "low")).isEqualTo(1);
        assertThat(drift("contract", "low")).isEqualTo(1);
        rounds(1);
        assertThat(drift("contract", "low")).as("of the last round").isZero();
    }

    @Test
    void aMissingCounterIsMadeAnewWithItsEnd() {
        long start = rig.nowSeconds() / 3_600 * 3_600;
        postgres.superuser("INSERT INTO gavel.cap_usage VALUES ('" + tenant + "', 'buyer/b/hour/count', " + start + ", "
                + (start + 7_200) + ", 5)");
        build();
        String caps = rig.caps(tenant, start);
        rig.redis.del(caps);

        rounds(1);

        assertThat(rig.counter(tenant, "buyer/b/hour/count", start).used()).isEqualTo(5);
        assertThat(rig.redis.expiretime(caps)).isEqualTo(start + 7_200 + 86_400);
        assertThat(award(new CapClaim("buyer/b/hour/count", start, start + 7_200, 5, 1)))
                .isInstanceOf(Reply.Refused.class);
        assertThat(repairs("buyer", "low")).isEqualTo(1);
    }

    @Test
    void aCounterThatLiesHighIsLoweredOnceItIsSureToStand() {
        sold("buyer-source/a/total/count/v/s", 5);
        build();
        CounterView.addUsed(rig.redis, caps(), "buyer-source/a/total/count/v/s", 3);

        rounds(2);
        assertThat(used("buyer-source/a/total/count/v/s")).isEqualTo(8);
        assertThat(drift("buyer-source", "high"))
                .as("known by now, but not proven")
                .isEqualTo(1);

        rounds(1);
        assertThat(used("buyer-source/a/total/count/v/s")).isEqualTo(5);
        assertThat(repairs("buyer-source", "high")).isEqualTo(1);
        rounds(1);
        assertThat(drift("buyer-source", "high")).isZero();
    }

    @Test
    void fundsThatLetTooMuchBeSpentAreLoweredAtOnceAndTooLittleIsRaisedLater() {
        account("generous", 1_000);
        account("stingy", 1_000);
        account("forgotten", 1_000);
        build();
        CounterView.addLimit(rig.redis, caps(), "funds/generous", 500);
        CounterView.addLimit(rig.redis, caps(), "funds/stingy", -500);
        rig.redis.hdel(caps(), "funds/forgotten");

        rounds(1);
        assertThat(rig.counter(tenant, "funds/generous", 0).limit()).isEqualTo(1000);
        assertThat(rig.counter(tenant, "funds/stingy", 0).limit()).isEqualTo(500);
        rounds(2);
        assertThat(rig.counter(tenant, "funds/stingy", 0).limit()).isEqualTo(1000);
        assertThat(award(CapClaim.funds("forgotten", 1_000))).isInstanceOf(Reply.Awarded.class);
        assertThat(repairs("funds", "low")).isEqualTo(1);
        assertThat(repairs("funds", "high")).isEqualTo(2);
    }

    @Test
    void aLoweredCreditLimitReachesRedis() {
        account("buyer", 1_000);
        build();
        Request spent = lead(tenant, exclusive(1, CapClaim.funds("buyer", 900)));
        await(ledger.award(spent));
        await(ledger.commit(leg(spent, 0)));
        postgres.superuser("UPDATE gavel.account SET balance_micros = 50 WHERE tenant = '" + tenant + "'");

        rounds(1);

        assertThat(award(CapClaim.funds("buyer", 51))).isInstanceOf(Reply.Refused.class);
        assertThat(award(CapClaim.funds("buyer", 50))).isInstanceOf(Reply.Awarded.class);
    }

    @Test
    void aPostThatFailedAfterItsCommitGivesItsPlaceBackAlsoWhereItWasTheFirst() {
        build();
        commit("contract/a/total/count");
        assertThat(award(one("contract/a/total/count", 1))).isInstanceOf(Reply.Refused.class);
        assertThat(rig.redis.hlen(firstUsed())).isEqualTo(1);

        rounds(3);

        assertThat(used("contract/a/total/count")).isZero();
        assertThat(award(one("contract/a/total/count", 1))).isInstanceOf(Reply.Awarded.class);
    }

    @Test
    void aCommitThatIsWrittenInTimeIsNotTouched() {
        build();
        for (int i = 1; i <= 5; i++) {
            commit("contract/a/total/count");
            rounds(1);
            sold("contract/a/total/count", i);
            rounds(1);
        }
        rounds(3);

        assertThat(used("contract/a/total/count")).isEqualTo(5);
        assertThat(repairs("contract", "high")).isZero();
        assertThat(rig.redis.exists(firstUsed()))
                .as("Postgres knows it: it need not be remembered")
                .isZero();
    }

    @Test
    void aPlaceGivenBackInPostgresFirstIsNotGivenBackTwice() {
        build();
        Request request = commit("contract/a/total/count");
        sold("contract/a/total/count", 1);
        rounds(2);
        sold("contract/a/total/count", 0);
        rounds(2);

        await(ledger.release(leg(request, 0)));
        rounds(4);

        assertThat(used("contract/a/total/count")).isZero();
        assertThat(repairs("contract", "high") + repairs("contract", "low")).isZero();
    }

    @Test
    void aWindowThatIsOverIsNotCompared() {
        long start = rig.nowSeconds() / 3_600 * 3_600 - 7_200;
        postgres.superuser("INSERT INTO gavel.cap_usage VALUES ('" + tenant + "', 'contract/a/hour/count', " + start
                + ", " + (start + 3_600) + ", 5)");
        build();

        rounds(2);

        assertThat(meters.get("gavel.caps.compared").counter().count()).isZero();
    }

    @Test
    void windowsThatAreOverCostNothing() {
        postgres.superuser(
                "INSERT INTO gavel.cap_usage SELECT '" + tenant
                        + "', 'contract/' || c || '/hour/count', w * 3600, w * 3600 + 3600, 1 "
                        + "FROM generate_series(1, 50) c, generate_series(1, 400) w",
                "INSERT INTO gavel.cap_usage SELECT '" + tenant + "', 'contract/' || c || '/total/count', 0, "
                        + CapClaim.NO_END + ", 1 FROM generate_series(1, 50) c",
                "ANALYZE gavel.cap_usage");

        assertThat(
                        String.join(
                                "\n",
                                postgres.superuserQuery(
                                        "EXPLAIN SELECT counter, window_start, window_end, used "
                                                + "FROM gavel.cap_usage WHERE tenant = '" + tenant
                                                + "' AND window_end > 1700000000 "
                                                + "AND (window_end, counter, window_start) > (0, '', 0) ORDER BY window_end, counter, window_start LIMIT 100")))
                .contains("cap_usage_window")
                .doesNotContain("Sort");
    }

    @Test
    void workIsBoundedAndEveryCounterComesToItsTurn() {
        for (int i = 0; i < 25; i++) {
            sold("contract/c" + i + "/total/count", 2);
        }
        account("b1", 10);
        account("b2", 10);
        build();
        for (int i = 0; i < 25; i++) {
            CounterView.addUsed(rig.redis, caps(), "contract/c" + i + "/total/count", -1);
        }
        CounterView.addLimit(rig.redis, caps(), "funds/b2", 1);
        reconciler = reconciler(ReconcilerSettings.of(10, SETTLING));

        for (int step = 1; step <= 3; step++) {
            reconciler.step(tenant).block(RedisRig.PATIENCE);
            assertThat(meters.get("gavel.caps.compared").counter().count()).isEqualTo(Math.min(27, 10 * step));
        }

        assertThat(repairs("contract", "low")).isEqualTo(25);
        assertThat(repairs("funds", "low")).isEqualTo(1);
    }

    @Test
    void ofTwoNodesOneCompares() {
        sold("contract/a/total/count", 5);
        build();
        rounds(1);
        SimpleMeterRegistry ofOther = new SimpleMeterRegistry();
        Reconciler other = new Reconciler(rig.lanes, epochs, truth, SETTINGS, nanos::get, ofOther);

        other.step(tenant).block(RedisRig.PATIENCE);
        assertThat(ofOther.get("gavel.caps.compared").counter().count()).isZero();

        rig.redis.del(TenantKeys.reconcileLock(tenant));
        other.step(tenant).block(RedisRig.PATIENCE);
        assertThat(ofOther.get("gavel.caps.compared").counter().count()).isEqualTo(1);

        double before = meters.get("gavel.caps.compared").counter().count();
        rounds(1);
        assertThat(meters.get("gavel.caps.compared").counter().count()).isEqualTo(before);
        assertThat(meters.find("gavel.caps.round.age").tag("tenant", tenant).gauge())
                .as("shown by the other")
                .isNull();
    }

    @Test
    void twoWhoFindTheSameRepairItOnce() {
        sold("contract/a/total/count", 5);
        build();
        CounterView.addUsed(rig.redis, caps(), "contract/a/total/count", 2);
        Reconciler other = new Reconciler(rig.lanes, epochs, truth, SETTINGS, nanos::get, new SimpleMeterRegistry());
        for (int i = 0; i < 4; i++) {
            for (Reconciler one : List.of(reconciler, other)) {
                rig.redis.del(TenantKeys.reconcileLock(tenant));
                one.step(tenant).block(RedisRig.PATIENCE);
                one.step(tenant).block(RedisRig.PATIENCE);
            }
            nanos.addAndGet(SETTLING.plusSeconds(10).toNanos());
        }

        assertThat(used("contract/a/total/count")).isEqualTo(5);
    }

    @Test
    void aRebuildInBetweenBeginsAnew() {
        sold("contract/a/total/count", 5);
        build();
        CounterView.addUsed(rig.redis, caps(), "contract/a/total/count", 2);
        rounds(2);

        epochs.rebuild(tenant).block(RedisRig.PATIENCE);
        rounds(3);

        assertThat(used("contract/a/total/count")).isEqualTo(5);
        assertThat(repairs("contract", "high") + repairs("contract", "low")).isZero();
    }

    @Test
    void countersOfAnotherEpochAreNotTouched() {
        sold("contract/a/total/count", 5);
        build();
        CounterView.addUsed(rig.redis, caps(), "contract/a/total/count", -1);
        String caps = caps();
        rig.redis.set(TenantKeys.epochKey(tenant), "another.00000000");

        assertThatThrownBy(() -> reconciler.step(tenant).block(RedisRig.PATIENCE))
                .hasMessageContaining("being rebuilt");

        assertThat(CounterView.one(rig.redis, caps, "contract/a/total/count").used())
                .isIn(4L, 0L);
    }

    private Reconciler reconciler(ReconcilerSettings settings) {
        return new Reconciler(rig.lanes, epochs, truth, settings, nanos::get, meters);
    }

    private void build() {
        epochs.ready(tenant).block(RedisRig.PATIENCE);
    }

    /** Whole rounds, further apart than anything takes to settle. */
    private void rounds(int rounds) {
        for (int i = 0; i < rounds; i++) {
            reconciler.step(tenant).block(RedisRig.PATIENCE);
            reconciler.step(tenant).block(RedisRig.PATIENCE);
            nanos.addAndGet(SETTLING.plusSeconds(10).toNanos());
        }
    }

    private Request commit(String counter) {
        Request request = lead(tenant, exclusive(1, one(counter, 100)));
        assertThat(await(ledger.award(request))).isInstanceOf(Reply.Awarded.class);
        assertThat(await(ledger.commit(leg(request, 0)))).isTrue();
        return request;
    }

    private Reply award(CapClaim claim) {
        return await(ledger.award(lead(tenant, exclusive(1, claim))));
    }

    private void sold(String counter, long used) {
        postgres.superuser(
                "INSERT INTO gavel.cap_usage VALUES ('" + tenant + "', '" + counter + "', 0, " + CapClaim.NO_END + ", "
                        + used + ") ON CONFLICT (tenant, counter, window_start) DO UPDATE SET used = excluded.used");
    }

    private void account(String buyer, long micros) {
        postgres.superuser(
                "INSERT INTO gavel.account VALUES ('" + tenant + "', 'buyer/" + buyer + "', 'USD', " + micros + ", 0)");
    }

    /** The hash of the counters whose windows never end. */
    private String caps() {
        return rig.caps(tenant, 0);
    }

    private String firstUsed() {
        return TenantKeys.firstUsed(tenant, new Epoch(rig.redis.get(TenantKeys.epochKey(tenant))));
    }

    private long used(String counter) {
        return rig.counter(tenant, counter, 0).used();
    }

    private double repairs(String scope, String direction) {
        return meters.get("gavel.caps.repairs")
                .tags("scope", scope, "direction", direction)
                .counter()
                .count();
    }

    private double drift(String scope, String direction) {
        return meters.get("gavel.caps.drift")
                .tags("scope", scope, "direction", direction)
                .gauge()
                .value();
    }
}
