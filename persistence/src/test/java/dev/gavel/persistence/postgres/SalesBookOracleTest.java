package dev.gavel.persistence.postgres;

import static dev.gavel.persistence.postgres.Posts.DOLLAR;
import static dev.gavel.persistence.postgres.Posts.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.id.TypeId;
import dev.gavel.persistence.testkit.FakeSalesBook;
import dev.gavel.persistence.testkit.PostgresForTests;
import dev.gavel.testkit.Property;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same random calls on the book in Postgres and on the one in memory: every reply must be the same, and so must all that is kept. The
 * simulation of the flows stands on this.
 */
class SalesBookOracleTest {

    private static final int SEEDS = 12;
    private static final int CALLS = 60;
    private static final List<LegOutcome> OUTCOMES = List.of(LegOutcome.values());
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static PostgresForTests postgres;
    private static TenantScope scope;

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.create();
        scope = postgres.scope();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    @Timeout(300)
    void theBookInMemoryIsTheBookInPostgres() {
        Property.forAll(SEEDS, random -> new Pair(random).run());
    }

    /** Both books of one tenant, and the calls that were made. */
    private static final class Pair {
        private final RandomGenerator random;
        private final String tenant;
        private final Sales real = new Sales(scope);
        private final FakeSalesBook fake = new FakeSalesBook();
        private final List<PostIntent> posts = new ArrayList<>();
        private final List<LegIntent> legs = new ArrayList<>();
        private final Map<String, String> owners = new TreeMap<>();
        private Instant now = NOW;

        Pair(RandomGenerator random) {
            this.random = random;
            this.tenant = "t" + Long.toHexString(System.nanoTime());
        }

        void run() {
            postgres.withTenants(tenant);
            Ledger ledger = new Ledger(scope);
            for (int buyer = 0; buyer < 3; buyer++) {
                long micros = random.nextInt(2, 12) * DOLLAR;
                ledger.deposit(tenant, "buyer-" + buyer, "USD", micros, "d" + buyer, NOW)
                        .block();
                fake.deposit("buyer-" + buyer, micros);
            }
            ledger.setCreditLimit(tenant, "buyer-2", "USD", 3 * DOLLAR).block();
            fake.setCreditLimit("buyer-2", 3 * DOLLAR);
            for (int call = 0; call < CALLS; call++) {
                now = now.plusSeconds(random.nextInt(0, 12));
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> begin(newPost());
                    case 3 -> again();
                    case 4, 5 -> replace();
                    case 6, 7 -> settle();
                    default -> lease();
                }
            }
            compareState();
        }

        private void begin(PostIntent post) {
            assertThat(fake.begin(post).block()).isEqualTo(real.begin(post).block());
        }

        private void again() {
            if (!posts.isEmpty()) {
                PostIntent post = any(posts);
                begin(post);
                String vendor = random.nextInt(5) == 0 ? "another" : post.vendor();
                assertThat(fake.earlier(tenant, post.pingId(), vendor).block())
                        .isEqualTo(real.earlier(tenant, post.pingId(), vendor).block());
            }
        }

        private void replace() {
            PostIntent post = begun();
            if (post == null) {
                return;
            }
            LegIntent failed = any(ofPost(post));
            LegOutcome outcome = random.nextBoolean() ? LegOutcome.REJECTED : LegOutcome.NOT_SENT;
            LegResult rejected = new LegResult(failed.legId(), failed.deliveryId(), outcome, null, "no");
            LegIntent next = random.nextInt(5) == 0 ? any(ofPost(post)) : newLeg(failed.legId());
            if (!legs.contains(next)) {
                legs.add(next);
                owners.put(next.deliveryId(), post.pingId());
            }
            List<String> events = List.of("{\"type\":\"rejected\",\"n\":" + legs.size() + "}");
            assertThat(fake.replace(tenant, post.pingId(), post.leadId(), rejected, next, now, events)
                            .block())
                    .isEqualTo(real.replace(tenant, post.pingId(), post.leadId(), rejected, next, now, events)
                            .block());
        }

        private void settle() {
            PostIntent post = begun();
            if (post == null) {
                return;
            }
            List<LegResult> results = new ArrayList<>();
            for (LegIntent leg : ofPost(post)) {
                if (random.nextInt(3) > 0) {
                    LegOutcome outcome = any(OUTCOMES);
                    results.add(new LegResult(leg.legId(), leg.deliveryId(), outcome, null, null));
                }
            }
            Settlement settlement = new Settlement(
                    tenant,
                    post.pingId(),
                    post.leadId(),
                    results,
                    now,
                    deliveries -> new Settlement.Answered(
                            "SOLD",
                            "{\"deliveries\":\"" + deliveries + "\"}",
                            List.of("{\"n\":" + deliveries.size() + "}")));
            assertThat(fake.settle(settlement).block())
                    .isEqualTo(real.settle(settlement).block());
        }

        private void lease() {
            List<OpenDelivery> mine =
                    fake.openDeliveries(tenant, now, LEASE, 100).collectList().block();
            List<OpenDelivery> theirs =
                    real.openDeliveries(tenant, now, LEASE, 100).collectList().block();
            assertThat(mine).usingRecursiveFieldByFieldElementComparator().containsExactlyInAnyOrderElementsOf(theirs);
        }

        private PostIntent begun() {
            List<PostIntent> begun = posts.stream()
                    .filter(post -> fake.lead(post.pingId()) != null)
                    .toList();
            return begun.isEmpty() ? null : any(begun);
        }

        private List<LegIntent> ofPost(PostIntent post) {
            return legs.stream()
                    .filter(leg -> post.pingId().equals(owners.get(leg.deliveryId())))
                    .toList();
        }

        private PostIntent newPost() {
            String ping = id(Ids.PING);
            List<LegIntent> own = new ArrayList<>();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                own.add(newLeg(id(Ids.LEG)));
            }
            PostIntent post = new PostIntent(
                    tenant,
                    ping,
                    id(Ids.LEAD),
                    "auto",
                    "vendor",
                    "source",
                    "USD",
                    List.of("k" + random.nextInt(6), "m" + random.nextInt(6)),
                    Duration.ofSeconds(random.nextInt(3) * 40L),
                    new byte[] {1},
                    now,
                    own,
                    "{\"ping\":\"" + ping + "\"}");
            posts.add(post);
            own.forEach(leg -> owners.put(leg.deliveryId(), ping));
            legs.addAll(own);
            return post;
        }

        private LegIntent newLeg(String legId) {
            String buyer = "buyer-" + random.nextInt(4);
            long price = random.nextInt(0, 4) * DOLLAR;
            List<CapClaim> claims = new ArrayList<>();
            if (random.nextBoolean()) {
                claims.add(new CapClaim(buyer + "/day", 0, CapClaim.NO_END, random.nextInt(1, 4), 1));
            }
            if (random.nextBoolean()) {
                claims.add(new CapClaim("all/money", 60, 3_600, 8 * DOLLAR, price));
            }
            claims.add(CapClaim.funds(buyer, price));
            String endpoint = random.nextInt(4) == 0 ? null : "https://buyer.example.com/leads";
            return new LegIntent(
                    legId,
                    id(Ids.DELIVERY),
                    "c",
                    buyer,
                    endpoint,
                    price,
                    random.nextInt(0, 4) * DOLLAR,
                    claims,
                    Duration.ofSeconds(random.nextInt(60)));
        }

        private String id(String prefix) {
            return TypeId.at(prefix, NOW.toEpochMilli(), random.nextLong(), random.nextLong())
                    .toString();
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private void compareState() {
            postgres.requireBalancedLedger();
            Map<String, Long> balances = fake.balances();
            new Ledger(scope)
                    .balances(tenant)
                    .collectList()
                    .block()
                    .forEach(balance -> assertThat(balance.micros())
                            .as(balance.account())
                            .isEqualTo(balances.getOrDefault(balance.account(), 0L)));
            assertThat(rows("SELECT counter || ' ' || window_start || ' ' || used FROM gavel.cap_usage WHERE used <> 0"
                            + " AND tenant = '" + tenant + "'"))
                    .containsExactlyInAnyOrderElementsOf(fake.capUsed().entrySet().stream()
                            .filter(window -> window.getValue() != 0)
                            .map(window -> window.getKey().counter() + " "
                                    + window.getKey().startSeconds() + " " + window.getValue())
                            .toList());
            assertThat(rows("SELECT delivery_id FROM gavel.sale WHERE tenant = '" + tenant + "'"))
                    .containsExactlyInAnyOrderElementsOf(fake.sales().stream()
                            .map(sale ->
                                    Ids.uuid(Ids.DELIVERY, sale.deliveryId()).toString())
                            .toList());
            assertThat(rows("SELECT bytes FROM gavel.outbox WHERE tenant = '" + tenant + "' ORDER BY 1"))
                    .containsExactlyInAnyOrderElementsOf(fake.outbox());
            assertThat(rows("SELECT consumer_key || ' ' || ping_id FROM gavel.consumer_claim WHERE tenant = '" + tenant
                            + "'"))
                    .containsExactlyInAnyOrderElementsOf(fake.consumers().stream()
                            .map(claim -> claim.consumerKey() + " " + Ids.uuid(Ids.PING, claim.pingId()))
                            .toList());
        }

        private static List<String> rows(String sql) {
            return postgres.superuserQuery(sql);
        }
    }
}
