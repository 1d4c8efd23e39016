package dev.gavel.persistence.postgres;

import static dev.gavel.persistence.postgres.Posts.DOLLAR;
import static dev.gavel.persistence.postgres.Posts.NOW;
import static dev.gavel.persistence.postgres.Posts.TENANT;
import static dev.gavel.persistence.postgres.Posts.cap;
import static dev.gavel.persistence.postgres.Posts.leg;
import static dev.gavel.persistence.postgres.Posts.post;
import static dev.gavel.persistence.postgres.Posts.result;
import static dev.gavel.persistence.postgres.Posts.settlement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Transfer;
import dev.gavel.auction.returns.ReturnClaim;
import dev.gavel.auction.returns.ReturnPolicy;
import dev.gavel.auction.returns.Verdict;
import dev.gavel.persistence.testkit.PostgresForTests;
import dev.gavel.testkit.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whatever is bought, returned, decided and booked, several at a time: the ledger sums to zero and no account is below its limit. */
class MoneyHistoriesTest {

    private static final int STEPS = 12;
    private static final int AT_ONCE = 6;

    private static PostgresForTests postgres;

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.create().withTenants(TENANT);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void anyHistoryBalances() {
        Property.forAll(6, random -> {
            History history = new History(random, "h" + random.nextLong(1L << 40));
            for (int step = 0; step < STEPS; step++) {
                Flux.range(0, AT_ONCE)
                        .map(_ -> history.anything())
                        .flatMap(action -> action, AT_ONCE)
                        .blockLast();
            }
            requireLimits();
        });
    }

    private static void requireLimits() {
        postgres.requireBalancedLedger();
        assertThat(postgres.superuserQuery("""
                SELECT account || ' ' || balance_micros FROM gavel.account a
                WHERE (account LIKE 'buyer/%' AND balance_micros < -credit_limit_micros)
                   OR (account LIKE 'held/%' AND balance_micros < 0)
                   OR (account LIKE 'vendor/%' AND balance_micros < (
                        SELECT coalesce(sum(least(e.amount_micros, 0)), 0) FROM gavel.entry e JOIN gavel.transfer t
                            ON t.tenant = e.tenant AND t.transfer_id = e.transfer_id AND t.kind = 'REFUND'
                        WHERE e.tenant = a.tenant AND e.account = a.account))""")).isEmpty();
        assertThat(postgres.superuserQuery("""
                SELECT s.delivery_id::text FROM gavel.sale s JOIN gavel.sale_return r ON r.delivery_id = s.delivery_id
                WHERE r.state IN ('REQUESTED', 'APPROVED') GROUP BY s.delivery_id, s.price_micros
                HAVING count(*) > 1 OR sum(r.refund_micros) > s.price_micros"""))
                .as("returned twice, or for more than the price")
                .isEmpty();
        assertThat(postgres.superuserQuery("""
                SELECT u.counter || ' ' || u.used FROM gavel.cap_usage u WHERE u.used <> (
                    SELECT count(*) FROM gavel.delivery d WHERE u.counter = ANY (d.claim_counters)
                        AND d.state IN ('INTENT', 'UNRESOLVED', 'ACCEPTED') AND NOT EXISTS (
                            SELECT 1 FROM gavel.sale_return r WHERE r.delivery_id = d.delivery_id AND r.cap_given_back))""")).as("caps that leaked").isEmpty();
    }

    /** One buyer's dealings. */
    private static final class History {

        private final RandomGenerator random;
        private final String buyer;
        private final Sales sales = new Sales(postgres.scope());
        private final Returns returns = new Returns(postgres.scope());
        private final ManualBookings bookings = new ManualBookings(postgres.scope());
        private final DeliveryDecisions decisions = new DeliveryDecisions(postgres.scope());
        private final List<PostIntent> posts = new ArrayList<>();
        private final List<String> asked = new ArrayList<>();

        History(RandomGenerator random, String buyer) {
            this.random = random;
            this.buyer = buyer;
            new Ledger(postgres.scope())
                    .setCreditLimit(TENANT, buyer, "USD", random.nextLong(3) * 5 * DOLLAR)
                    .block();
        }

        Mono<?> anything() {
            return switch (random.nextInt(posts.isEmpty() ? 4 : 10)) {
                case 0 -> book(Transfer.Kind.DEPOSIT, Account.buyer(buyer), amount());
                case 1 -> book(Transfer.Kind.WITHDRAWAL, Account.buyer(buyer), amount());
                case 2 -> book(Transfer.Kind.PAYOUT, Account.vendor("vendor-1"), amount());
                case 3, 4 -> buy();
                case 5 -> settle();
                case 6 -> decide();
                case 7 -> request();
                case 8 -> judge();
                default ->
                    book(
                            Transfer.Kind.ADJUSTMENT,
                            random.nextBoolean() ? Account.buyer(buyer) : Account.vendor("vendor-1"),
                            random.nextBoolean() ? amount() : -amount());
            };
        }

        private long amount() {
            return random.nextLong(1, 20 * DOLLAR);
        }

        private Mono<?> book(Transfer.Kind kind, Account account, long micros) {
            return bookings.book(
                    new ManualBooking(
                            TENANT,
                            kind,
                            account,
                            "USD",
                            micros,
                            buyer + "-" + random.nextInt(40),
                            "any",
                            "key_1",
                            NOW,
                            null),
                    List.of());
        }

        private Mono<?> buy() {
            PostIntent post = post(leg("c-" + buyer, buyer, 7 * DOLLAR, cap(buyer + "/day", 20)));
            return sales.begin(post).doOnNext(start -> {
                if (start instanceof PostStart.Begun) {
                    synchronized (posts) {
                        posts.add(post);
                    }
                }
            });
        }

        private PostIntent any() {
            synchronized (posts) {
                return posts.get(random.nextInt(posts.size()));
            }
        }

        private Settlement settlementOf(PostIntent post, LegOutcome outcome) {
            return settlement(post, outcome.name(), result(post.legs().getFirst(), outcome));
        }

        private Mono<?> settle() {
            return sales.settle(settlementOf(any(), List.of(LegOutcome.values()).get(random.nextInt(4))));
        }

        private Mono<?> decide() {
            LegOutcome outcome = random.nextBoolean() ? LegOutcome.ACCEPTED : LegOutcome.REJECTED;
            return decisions.decide(settlementOf(any(), outcome), "any", "key_1");
        }

        private Mono<?> request() {
            ReturnPolicy policy = new ReturnPolicy(
                    Duration.ofDays(7),
                    Set.of("any"),
                    new ReturnPolicy.Limit(8_000, Duration.ofDays(30)),
                    false,
                    false,
                    List.of(ReturnPolicy.Approval.values()).get(random.nextInt(2)),
                    Duration.ofDays(2),
                    random.nextBoolean(),
                    random.nextInt(10_001));
            String id = Posts.id(Ids.RETURN);
            synchronized (asked) {
                asked.add(id);
            }
            long amount = random.nextBoolean() ? 0 : random.nextLong(1, 8 * DOLLAR);
            return returns.request(
                    new NewReturn(
                            TENANT,
                            id,
                            any().legs().getFirst().deliveryId(),
                            buyer,
                            new ReturnClaim("any", amount, false, false),
                            null,
                            "key_1",
                            NOW,
                            null),
                    _ -> policy,
                    _ -> "{}");
        }

        private Mono<?> judge() {
            synchronized (asked) {
                if (asked.isEmpty()) {
                    return Mono.empty();
                }
                Verdict verdict = random.nextInt(3) == 0
                        ? new Verdict.Deny()
                        : new Verdict.Approve(random.nextInt(2) * DOLLAR, Verdict.Approve.BY_POLICY);
                return returns.judge(
                        TENANT, asked.get(random.nextInt(asked.size())), verdict, "key_2", null, NOW, _ -> "{}");
            }
        }
    }
}
