package dev.gavel.persistence.redis;

import static dev.gavel.persistence.redis.Leads.consumer;
import static dev.gavel.persistence.redis.Leads.exclusive;
import static dev.gavel.persistence.redis.Leads.lead;
import static dev.gavel.persistence.redis.Leads.leg;
import static dev.gavel.persistence.redis.Leads.one;
import static dev.gavel.persistence.redis.RedisRig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.cap.CapLedger.UnavailableException;
import dev.gavel.persistence.redis.CounterSnapshot.CapUse;
import dev.gavel.persistence.testkit.RedisClusterForTests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Three masters and their replicas: each tenant's counters are on one of them, and outlive it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RedisClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> TENANTS =
            IntStream.rangeClosed(1, 6).mapToObj(i -> "tenant-" + i).toList();
    static final TrueCounts NOTHING = new TrueCounts() {
        @Override
        public Mono<List<TrueCount>> page(String tenant, @Nullable TrueCount after, int most) {
            return Mono.just(List.of());
        }

        @Override
        public Mono<List<TrueCount>> of(String tenant, Collection<TrueCount> counters) {
            return Mono.just(List.of());
        }
    };

    private static final EventLoopGroup LOOPS = RedisForTests.newLoops(2);
    private static final FakeCounterSource SOURCE = new FakeCounterSource();
    private static Path home;
    private static RedisClusterForTests cluster;
    private static RedisShards shards;
    private static CapLedger ledger;

    @BeforeAll
    static void start() {
        home = RedisForTests.newDirectory();
        cluster = RedisClusterForTests.start(home, 3);
        shards = RedisShards.open(
                new RedisSettings(cluster.uri(), Duration.ofMillis(500), 64, 4_096),
                LOOPS,
                new RedisShards.Reads(
                        SOURCE,
                        NOTHING,
                        ReconcilerSettings.of(0, Duration.ofSeconds(60)),
                        InstantSource.system(),
                        "node-1"),
                new SimpleMeterRegistry());
        await(shards.connected());
        ledger = shards.ledger();
        TENANTS.forEach(tenant -> shards.ready(tenant).block(PATIENCE));
    }

    @AfterAll
    static void stop() {
        shards.close();
        LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        cluster.close();
        RedisForTests.delete(home);
    }

    private static boolean isAwarded(Request request) {
        return await(ledger.award(request)) instanceof CapLedger.Reply.Awarded;
    }

    @Test
    void tenantsAreOnTheMastersThatHaveTheirSlots() {
        Set<Integer> masters = new HashSet<>();
        for (String tenant : TENANTS) {
            shards.ready(tenant).block(PATIENCE);
            Request first = lead(tenant, consumer("one"), exclusive(1, one("cap", 2)));
            assertThat(isAwarded(first)).isTrue();
            assertThat(await(ledger.recall(tenant, first.pingId()))).isNotNull();
            assertThat(await(ledger.commit(leg(first, 0, 60)))).isTrue();
            assertThat(isAwarded(lead(tenant, consumer("two"), exclusive(1, one("cap", 2)))))
                    .isTrue();
            assertThat(isAwarded(lead(tenant, consumer("three"), exclusive(1, one("cap", 2)))))
                    .isFalse();
            int master = cluster.masterOf(tenant);
            masters.add(master);
            long epochs = cluster.ask(master, redis -> redis.exists(TenantKeys.epochKey(tenant)));
            assertThat(epochs).isEqualTo(1);
        }
        assertThat(masters).as("six tenants are spread").hasSizeGreaterThan(1);
        assertThat(shards.away()).isEmpty();
    }

    @Test
    void aMasterThatDiesIsReplacedAndItsTenantsCountersAreRebuilt() {
        String tenant = TENANTS.getFirst();
        int master = cluster.masterOf(tenant);
        List<String> others = TENANTS.stream()
                .filter(other -> cluster.masterOf(other) != master)
                .toList();
        Request before = lead(tenant, consumer("before"), exclusive(1, one("other-cap", 9)));
        assertThat(isAwarded(before)).isTrue();
        // What Postgres would know: one place of two is used.
        SOURCE.snapshots.put(
                tenant,
                new CounterSnapshot(
                        List.of(new CapUse("late-cap", 0, CapClaim.NO_END, 1)),
                        List.of(),
                        Flux.empty(),
                        Flux.empty(),
                        Flux.empty()));

        cluster.kill(master);

        others.forEach(other -> assertThat(isAwarded(lead(other, consumer("x"), exclusive(1, one("free", 9_999)))))
                .isTrue());
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreException(java.util.concurrent.CompletionException.class)
                .until(() -> isAwarded(lead(tenant, consumer("after"), exclusive(1, one("late-cap", 2)))));
        assertThat(isAwarded(lead(tenant, consumer("too-late"), exclusive(1, one("late-cap", 2)))))
                .isFalse();
        assertThat(cluster.masterOf(tenant)).isNotEqualTo(master);
        assertThat(shards.away()).isEmpty();

        cluster.restart(master);
        cluster.awaitWhole();
        assertThat(isAwarded(lead(tenant, consumer("whole-again"), exclusive(1, one("free", 9_999)))))
                .isTrue();
    }

    @Test
    void whereTheClusterIsNotKnownYetCallsFailAsWithoutAnAnswer() {
        RedisShards lost = RedisShards.open(
                new RedisSettings("redis://:x@127.0.0.1:1,127.0.0.1:2", Duration.ofMillis(100), 64, 4_096),
                LOOPS,
                new RedisShards.Reads(
                        SOURCE,
                        NOTHING,
                        ReconcilerSettings.of(0, Duration.ofSeconds(60)),
                        InstantSource.system(),
                        "node-2"),
                new SimpleMeterRegistry());
        try {
            Request request = lead("tenant-1", consumer("nobody"), exclusive(1, one("cap", 2)));
            assertThatThrownBy(() -> await(lost.ledger().award(request)))
                    .hasCauseInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> lost.ready("tenant-1").block()).isInstanceOf(UnavailableException.class);
            assertThat(lost.isReady()).isFalse();
            assertThat(lost.away()).hasSize(2);
        } finally {
            lost.close();
        }
    }
}
