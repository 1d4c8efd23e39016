package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.consumer;
import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Remembered;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.redis.CounterSnapshot.BuyerFunds;
import dev.gavel.persistence.redis.CounterSnapshot.CapUse;
import dev.gavel.persistence.redis.CounterSnapshot.SoldConsumer;
import dev.gavel.persistence.redis.CounterSnapshot.SoldLeg;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which counters are trusted, and how they are rebuilt. */
class EpochsTest {

    private static RedisRig rig;

    @BeforeAll
    static void open() {
        rig = RedisRig.open();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @Test
    void sellsNothingUntilTheCountersAreBuilt() {
        String tenant = RedisForTests.newTenant();

        assertThat(award(tenant)).isEqualTo(new Reply.Stale(Reason.COUNTERS_STALE));

        awaitSelling(tenant);
        assertThat(loads(tenant)).isEqualTo(1);
    }

    @Test
    void buildsFromTheSnapshot() {
        String tenant = RedisForTests.newTenant();
        long day = rig.nowSeconds() - 1_000;
        rig.source.snapshots.put(
                tenant,
                new CounterSnapshot(
                        List.of(new CapUse("total", 0, CapClaim.NO_END, 4), new CapUse("daily", day, day + 86_400, 9)),
                        List.of(new BuyerFunds("buyer", 1_000)),
                        Flux.range(0, 1_200).map(i -> "suppressed-" + i),
                        Flux.just(new SoldConsumer("auto", "sold-key", rig.nowSeconds() + 600)),
                        Flux.just(
                                new SoldLeg(
                                        "phone", "ping_1", "c1", "acme", rig.nowSeconds() - 60, rig.nowSeconds() + 500),
                                new SoldLeg(
                                        "phone",
                                        "ping_2",
                                        "c2",
                                        "zen",
                                        rig.nowSeconds() - 30,
                                        rig.nowSeconds() + 900))));
        rig.epochs.ready(tenant).block(RedisRig.PATIENCE);

        assertThat(awards(tenant, 3, one("total", 5))).isEqualTo(1);
        assertThat(awards(tenant, 3, new CapClaim("daily", day, day + 86_400, 10, 1)))
                .isEqualTo(1);
        assertThat(awards(tenant, 3, CapClaim.funds("buyer", 400))).isEqualTo(2);
        assertThat(await(rig.ledger.award(lead(tenant, consumer("suppressed-1199"), exclusive(1)))))
                .isEqualTo(new Reply.Refused(Reason.SUPPRESSED));
        assertThat(await(rig.ledger.award(lead(tenant, consumer("sold-key"), exclusive(1)))))
                .isEqualTo(new Reply.Refused(Reason.DUPLICATE));
        assertThat(rig.redis.ttl("{" + tenant + "}:sold:auto:sold-key")).isBetween(1L, 600L);
        assertThat(rig.redis.hget("{" + tenant + "}:contacts:phone", "ping_1:c1"))
                .endsWith("|*|acme");
        assertThat(rig.redis.hget("{" + tenant + "}:contacts:phone", "ping_2:c2"))
                .endsWith("|*|zen");
        assertThat(rig.redis.ttl("{" + tenant + "}:contacts:phone")).isBetween(600L, 900L);
        assertThat(rig.redis.expiretime(rig.caps(tenant, day))).isEqualTo(day + 2 * 86_400);
    }

    @Test
    void countersOfAnEarlierEpochAreNeitherReadNorKept() {
        String tenant = rig.newTenant();
        assertThat(awards(tenant, 1, one("cap", 1))).isEqualTo(1);
        String old = rig.caps(tenant, 0);
        rig.redis.del(TenantKeys.epochKey(tenant));
        assertThat(award(tenant)).isInstanceOf(Reply.Stale.class);

        awaitSelling(tenant);

        assertThat(rig.caps(tenant, 0)).isNotEqualTo(old);
        assertThat(awards(tenant, 1, one("cap", 1))).isEqualTo(1);
        Awaitility.await().until(() -> rig.redis.exists(old) == 0);
    }

    @Test
    void countersOfAnotherRunOfTheServerAreRebuilt() {
        String tenant = RedisForTests.newTenant();
        rig.redis.set(
                TenantKeys.epochKey(tenant), Epoch.begin(1, "0123456789abcdef").value());

        rig.epochs.ready(tenant).block(RedisRig.PATIENCE);

        assertThat(rig.redis.get(TenantKeys.epochKey(tenant))).doesNotContain("01234567");
        assertThat(loads(tenant)).isEqualTo(1);
    }

    /** They would be looked for under other names, and found to be nothing. */
    @Test
    void countersInAnEarlierLayoutAreRebuilt() {
        String tenant = RedisForTests.newTenant();
        String earlier = "m0a1b2c3." + Epoch.run(rig.lanes.runId());
        rig.redis.set(TenantKeys.epochKey(tenant), earlier);

        rig.epochs.ready(tenant).block(RedisRig.PATIENCE);

        assertThat(rig.redis.get(TenantKeys.epochKey(tenant))).isNotEqualTo(earlier);
        assertThat(loads(tenant)).isEqualTo(1);
    }

    @Test
    void anotherNodeAdoptsWhatOneBuilt() {
        String tenant = rig.newTenant();
        assertThat(awards(tenant, 1, one("cap", 1))).isEqualTo(1);
        try (RedisRig other = RedisRig.open()) {
            other.epochs.ready(tenant).block(RedisRig.PATIENCE);

            assertThat(await(other.ledger.award(lead(tenant, exclusive(1, one("cap", 1))))))
                    .isEqualTo(new Reply.Refused(Reason.CAPS_FULL));
            assertThat(other.source.loads).hasValue(0);
        }
    }

    @Test
    void ofTwoNodesOneRebuilds() {
        String tenant = RedisForTests.newTenant();
        try (RedisRig other = RedisRig.open()) {
            int before = rig.source.loads.get();
            Mono.when(rig.epochs.ready(tenant), other.epochs.ready(tenant)).block(RedisRig.PATIENCE);

            assertThat(rig.source.loads.get() - before + other.source.loads.get())
                    .isEqualTo(1);
        }
    }

    @Test
    void manyWhoFindOutAtOnceRebuildOnce() {
        String tenant = RedisForTests.newTenant();
        int before = rig.source.loads.get();

        Flux.range(0, 100).flatMap(i -> rig.epochs.ready(tenant), 100).blockLast(RedisRig.PATIENCE);

        assertThat(rig.source.loads.get() - before).isEqualTo(1);
    }

    @Test
    void sellsNothingWhileTheSourceFailsAndRecovers() {
        String tenant = RedisForTests.newTenant();
        try (RedisRig other = RedisRig.open()) {
            other.source.failure = new IllegalStateException("the database is away");
            assertThatThrownBy(() -> other.epochs.ready(tenant).block(RedisRig.PATIENCE))
                    .hasMessageContaining("the database is away");
            assertThat(await(other.ledger.award(lead(tenant, exclusive(1))))).isInstanceOf(Reply.Stale.class);

            other.source.failure = null;

            Awaitility.await()
                    .until(() -> await(other.ledger.award(lead(tenant, exclusive(1)))) instanceof Reply.Awarded);
        }
    }

    @Test
    void waitsWhileAnotherNodeHoldsTheLock() {
        String tenant = RedisForTests.newTenant();
        rig.redis.set(TenantKeys.rebuildLock(tenant), "another node", SetArgs.Builder.px(1_500));
        int before = rig.source.loads.get();

        assertThat(award(tenant)).isInstanceOf(Reply.Stale.class);
        assertThat(rig.source.loads.get()).isEqualTo(before);

        awaitSelling(tenant);
    }

    @Test
    void aRebuildWhoseLockWasLostDoesNotCount() {
        String tenant = RedisForTests.newTenant();
        CounterSource thief =
                wanted -> Mono.fromRunnable(() -> rig.redis.set(TenantKeys.rebuildLock(tenant), "another node"))
                        .thenReturn(CounterSnapshot.EMPTY);
        Epochs robbed = new Epochs(rig.lanes, thief);

        assertThatThrownBy(() -> robbed.ready(tenant).block(RedisRig.PATIENCE))
                .isInstanceOf(UnavailableException.class);

        assertThat(rig.redis.exists(TenantKeys.epochKey(tenant))).isZero();
        assertThat(rig.redis.get(TenantKeys.rebuildLock(tenant)))
                .as("not ours to give back")
                .isEqualTo("another node");
    }

    @Test
    void rebuildsOnDemand() {
        String tenant = rig.newTenant();
        assertThat(awards(tenant, 1, one("cap", 1))).isEqualTo(1);

        rig.epochs.rebuild(tenant).block(RedisRig.PATIENCE);

        assertThat(awards(tenant, 2, one("cap", 1)))
                .as("nothing was sold, says the source")
                .isEqualTo(1);
    }

    @Test
    void pingsOfTheEpochBeforeArePromisedYetButNotReserved() {
        String tenant = rig.newTenant();
        Request open = lead(tenant, exclusive(1, one("cap", 1)));
        Reply.Awarded awarded = (Reply.Awarded) await(rig.ledger.award(open));
        String bucket = rig.onlyKey("{" + tenant + "}:@*:pings:");
        rig.redis.persist(bucket);

        rig.epochs.rebuild(tenant).block(RedisRig.PATIENCE);

        Remembered remembered = await(rig.ledger.recall(tenant, open.pingId()));
        assertThat(remembered.firm()).isFalse();
        assertThat(remembered.chosen()).containsExactly(0);
        assertThat(remembered.expiresAtSeconds()).isEqualTo(awarded.expiresAtSeconds());
        assertThat(remembered.memory()).isEqualTo(open.memory());
        assertThat(await(rig.ledger.commit(Leads.leg(open, 0)))).isFalse();
        Awaitility.await().until(() -> rig.redis.ttl(bucket) > 0);
        try (RedisRig other = RedisRig.open()) {
            other.epochs.ready(tenant).block(RedisRig.PATIENCE);
            assertThat(await(other.ledger.recall(tenant, open.pingId())).firm()).isFalse();
        }

        rig.epochs.rebuild(tenant).block(RedisRig.PATIENCE);

        assertThat(await(rig.ledger.recall(tenant, open.pingId())))
                .as("of two epochs before")
                .isNull();
        Awaitility.await().until(() -> rig.redis.exists(bucket) == 0);
    }

    @Test
    void depositsAfterARebuildAddUp() {
        String tenant = RedisForTests.newTenant();
        rig.source.snapshots.put(
                tenant,
                new CounterSnapshot(
                        List.of(), List.of(new BuyerFunds("buyer", -5)), Flux.empty(), Flux.empty(), Flux.empty()));
        await(rig.changes.addFunds(tenant, "buyer", 15));

        assertThat(awards(tenant, 2, CapClaim.funds("buyer", 10))).isEqualTo(1);
    }

    @Test
    void aDepositIntoAnotherEpochFails() {
        String tenant = rig.newTenant();
        rig.redis.set(TenantKeys.epochKey(tenant), "another.00000000");

        assertThatThrownBy(() -> await(rig.changes.addFunds(tenant, "buyer", 15)))
                .hasCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void namesOfTenantsWithSpecialCharactersKeepApart() {
        String tenant = RedisForTests.newTenant() + "*[a]?\\";
        rig.epochs.ready(tenant).block(RedisRig.PATIENCE);
        assertThat(awards(tenant, 2, one("cap", 1))).isEqualTo(1);
        assertThatThrownBy(() -> TenantKeys.epochKey("a}b")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Reply award(String tenant) {
        return await(rig.ledger.award(lead(tenant, exclusive(1))));
    }

    private static int awards(String tenant, int leads, CapClaim claim) {
        int awards = 0;
        for (int i = 0; i < leads; i++) {
            awards += await(rig.ledger.award(lead(tenant, exclusive(1, claim)))) instanceof Reply.Awarded ? 1 : 0;
        }
        return awards;
    }

    private static void awaitSelling(String tenant) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> award(tenant) instanceof Reply.Awarded);
    }

    private static int loads(String tenant) {
        return rig.source.loadsOf(tenant);
    }
}
