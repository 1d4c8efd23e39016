package dev.gavel.persistence.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Leg;
import dev.gavel.auction.cap.CapLedger.Option;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.persistence.testkit.CounterView;
import dev.gavel.testkit.FakeCapLedger;
import dev.gavel.testkit.Property;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ledger in Redis against the one in memory: the same random history, the same answers, the same counters. */
class LedgerOracleTest {

    private static final int ROUNDS = 40;
    private static final int MOST_AT_ONCE = 40;
    private static final int COUNTERS = 12;
    private static final int BUYERS = 4;
    private static final long BILLION_DOLLARS = 1_000_000_000_000_000L;

    /** One clock for both, so that no hour ends in between; nothing lapses either. */
    private static Instant now;

    private static RedisRig rig;

    @BeforeAll
    static void open() {
        now = Instant.now();
        rig = new RedisRig(RedisSettings.of(RedisForTests.server().uri()), () -> now);
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @Test
    @Timeout(300)
    void answersAndCountsLikeTheLedgerInMemory() {
        Property.forAll(6, random -> new History(random).run());
    }

    private static final class History {
        private final RandomGenerator random;
        private final FakeCapLedger oracle = new FakeCapLedger(() -> now);
        private final String tenant = rig.newTenant();
        private final EventLoop loop = rig.loops.next();
        private final List<Leg> legs = new ArrayList<>();
        private final List<String> pings = new ArrayList<>();

        History(RandomGenerator random) {
            this.random = random;
        }

        void run() {
            for (int buyer = 0; buyer < BUYERS; buyer++) {
                long funds = random.nextLong(BILLION_DOLLARS);
                oracle.fund(tenant, "buyer-" + buyer, funds);
                RedisRig.await(rig.changes.addFunds(tenant, "buyer-" + buyer, funds));
            }
            for (int i = 0; i < 3; i++) {
                String key = key();
                oracle.suppress(tenant, key);
                rig.changes.suppress(tenant, List.of(key)).block(RedisRig.PATIENCE);
            }
            for (int round = 0; round < ROUNDS; round++) {
                awardSome();
                settleSome();
                recallOne();
            }
            assertCountersEqual();
        }

        /** All in one turn of one loop, so that they go to Redis together and in this order. */
        private void awardSome() {
            List<Request> requests = new ArrayList<>();
            for (int i = random.nextInt(1, MOST_AT_ONCE); i > 0; i--) {
                requests.add(request());
            }
            List<CompletionStage<Reply>> replies = new ArrayList<>();
            RedisRig.await(CompletableFuture.runAsync(
                    () -> requests.forEach(request -> replies.add(rig.ledger.award(request))), loop));
            for (int i = 0; i < requests.size(); i++) {
                Request request = requests.get(i);
                Reply expected = RedisRig.await(oracle.award(request));
                Reply actual = RedisRig.await(replies.get(i));
                if (expected instanceof Reply.Awarded sold) {
                    assertThat(actual).isInstanceOfSatisfying(Reply.Awarded.class, awarded -> {
                        assertThat(awarded.chosen()).containsExactly(sold.chosen());
                        assertThat(boxed(sold.full())).containsAll(boxed(awarded.full()));
                    });
                    pings.add(request.pingId());
                    for (int chosen : sold.chosen()) {
                        legs.add(Leads.leg(request, chosen, random.nextInt(4) == 0 ? 0 : 3_600));
                    }
                } else {
                    assertThat(actual).isEqualTo(expected);
                }
            }
        }

        /** The script looks at exclusive options only where one could win. */
        private static List<Integer> boxed(int[] positions) {
            return Arrays.stream(positions).boxed().toList();
        }

        private void settleSome() {
            for (int i = random.nextInt(20); i > 0 && !legs.isEmpty(); i--) {
                Leg leg = legs.get(random.nextInt(legs.size()));
                if (random.nextBoolean()) {
                    assertThat(RedisRig.await(rig.ledger.commit(leg))).isEqualTo(RedisRig.await(oracle.commit(leg)));
                } else {
                    RedisRig.await(oracle.release(leg));
                    RedisRig.await(rig.ledger.release(leg));
                }
            }
        }

        private void recallOne() {
            if (!pings.isEmpty()) {
                String ping = pings.get(random.nextInt(pings.size()));
                CapLedger.Remembered expected = RedisRig.await(oracle.recall(tenant, ping));
                CapLedger.Remembered actual = RedisRig.await(rig.ledger.recall(tenant, ping));
                assertThat(actual == null).isEqualTo(expected == null);
                if (expected != null) {
                    assertThat(actual.chosen()).containsExactly(expected.chosen());
                    assertThat(actual.memory()).isEqualTo(expected.memory());
                }
            }
        }

        private void assertCountersEqual() {
            for (int i = 0; i < COUNTERS; i++) {
                assertCounterEquals(cap(i, 1));
            }
            for (int buyer = 0; buyer < BUYERS; buyer++) {
                assertCounterEquals(CapClaim.funds("buyer-" + buyer, 0));
            }
        }

        private void assertCounterEquals(CapClaim claim) {
            CounterView counter = rig.counter(tenant, claim.counter(), claim.windowStartSeconds());
            assertThat(counter.used() + counter.reserved())
                    .isEqualTo(oracle.taken(tenant, claim.counter(), claim.windowStartSeconds()));
            assertThat(counter.reservedAfter(0)).isEqualTo(counter.reserved());
        }

        private Request request() {
            List<Option> options = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                options.add(option());
            }
            Consumer consumer = random.nextInt(3) == 0
                    ? null
                    : new Consumer(
                            "campaign-" + random.nextInt(2),
                            random.nextBoolean() ? List.of(key()) : List.of(key(), key() + "-mail"),
                            random.nextInt(3, 8));
            byte[] memory =
                    random.nextInt(5) == 0 ? null : ("memory " + random.nextInt()).getBytes(StandardCharsets.UTF_8);
            String ping = Leads.newId("ping");
            return new Request(
                    tenant,
                    ping,
                    consumer,
                    options,
                    0,
                    random.nextInt(1, 4),
                    random.nextInt(3_000, 3_003),
                    memory,
                    random.nextBoolean() ? null : ("{\"ping\":\"" + ping + "\"").getBytes(StandardCharsets.UTF_8),
                    memory == null || random.nextInt(4) > 0);
        }

        private Option option() {
            List<CapClaim> claims = new ArrayList<>();
            int first = random.nextInt(COUNTERS);
            for (int i = random.nextInt(4); i > 0; i--) {
                claims.add(cap((first + i) % COUNTERS, random.nextInt(4, 200)));
            }
            if (random.nextBoolean()) {
                claims.add(CapClaim.funds("buyer-" + random.nextInt(BUYERS), random.nextLong(BILLION_DOLLARS / 20)));
            }
            return new Option(
                    random.nextBoolean() ? SaleMode.EXCLUSIVE : SaleMode.SHARED,
                    random.nextBoolean() ? null : "group-" + random.nextInt(2),
                    random.nextLong(1, 10),
                    claims,
                    random.nextInt(3) == 0 ? now.getEpochSecond() + random.nextInt(1_500, 1_503) : CapClaim.NO_END);
        }

        /** Counts of one half, money of the other. */
        private static CapClaim cap(int number, long limit) {
            long start = number % 3 == 0 ? 0 : now.getEpochSecond() - 86_400;
            long end = number % 3 == 0 ? CapClaim.NO_END : now.getEpochSecond() + 86_400;
            boolean money = number % 2 == 0;
            return new CapClaim(
                    "cap-" + number, start, end, money ? limit * 1_000_000_000L : limit, money ? 12_345_678_901L : 1);
        }

        private String key() {
            return "consumer-" + random.nextInt(200);
        }
    }
}
