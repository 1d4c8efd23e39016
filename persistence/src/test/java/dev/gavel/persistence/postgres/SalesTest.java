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

import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class SalesTest {
    private static PostgresForTests postgres;
    private static Sales sales;
    private static Ledger ledger;

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.create().withTenants(TENANT);
        sales = new Sales(postgres.scope());
        ledger = new Ledger(postgres.scope());
    }

    @AfterEach
    void ledgerBalances() {
        postgres.requireBalancedLedger();
        assertThat(ledger.sumIsZero(TENANT).block()).isTrue();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void acceptedDeliveryIsSoldAndBooked() {
        fund("sold", 100);
        LegIntent leg = leg("c1", "sold", 10 * DOLLAR, cap("sold/day", 5));
        PostIntent post = post(leg);
        assertThat(sales.begin(post).block()).isEqualTo(new PostStart.Begun(List.of(leg.legId()), Map.of()));
        assertThat(balance("buyer/sold")).isEqualTo(90 * DOLLAR);
        assertThat(balance("held/sold")).isEqualTo(10 * DOLLAR);

        sales.settle(settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED))).block();
        assertThat(balance("held/sold")).isZero();
        assertThat(balance("margin/sold")).isEqualTo(2 * DOLLAR);
        assertThat(used("sold/day")).isEqualTo(1);
        assertThat(sales.answerOf(TENANT, post.pingId(), post.vendor()).block()).contains("{\"status\":\"SOLD\"}");
        assertThat(count("sale WHERE buyer = 'sold'")).isEqualTo(1);
    }

    @Test
    void repeatedPostIsInFlightThenFinished() {
        fund("repeat", 100);
        LegIntent leg = leg("c1", "repeat", DOLLAR);
        PostIntent post = post(leg);
        sales.begin(post).block();
        assertThat(sales.begin(post).block()).isEqualTo(new PostStart.InFlight());
        Settlement settlement = settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED));
        sales.settle(settlement).block();
        sales.settle(settlement).block();
        assertThat(sales.begin(post).block()).isEqualTo(new PostStart.Finished("{\"status\":\"SOLD\"}"));
        assertThat(balance("buyer/repeat")).isEqualTo(99 * DOLLAR);
        assertThat(count("outbox WHERE bytes LIKE '%" + post.pingId() + "%'")).isEqualTo(1);
    }

    @Test
    void fiftyConcurrentPostsOfOnePingBeginOnce() {
        fund("fifty", 1_000);
        PostIntent post = post(leg("c1", "fifty", DOLLAR, cap("fifty/day", 100)));
        List<PostStart> starts = Flux.range(0, 50)
                .flatMap(i -> sales.begin(post), 50)
                .collectList()
                .block();
        assertThat(starts).filteredOn(start -> start instanceof PostStart.Begun).hasSize(1);
        assertThat(starts)
                .filteredOn(start -> start instanceof PostStart.InFlight)
                .hasSize(49);
        assertThat(used("fifty/day")).isEqualTo(1);
        assertThat(balance("buyer/fifty")).isEqualTo(999 * DOLLAR);
    }

    @Test
    void twoHundredConcurrentPostsNeverExceedCapOrFunds() {
        fund("race", 73);
        List<PostStart> starts = Flux.range(0, 200)
                .map(i -> post(leg("c1", "race", DOLLAR, cap("race/day", 100))))
                .flatMap(sales::begin, 200)
                .collectList()
                .block();
        assertThat(starts).filteredOn(start -> start instanceof PostStart.Begun).hasSize(73);
        assertThat(starts)
                .filteredOn(new PostStart.Refused(Reason.NO_FUNDS)::equals)
                .hasSize(127);
        assertThat(balance("buyer/race")).isZero();
        assertThat(used("race/day")).isEqualTo(73);
    }

    @Test
    void capIsTheLastWord() {
        fund("cap", 1_000);
        List<PostStart> starts = Flux.range(0, 20)
                .map(i -> post(leg("c1", "cap", DOLLAR, cap("cap/day", 7))))
                .flatMap(sales::begin, 20)
                .collectList()
                .block();
        assertThat(starts).filteredOn(start -> start instanceof PostStart.Begun).hasSize(7);
        assertThat(starts)
                .filteredOn(new PostStart.Refused(Reason.CAPS_FULL)::equals)
                .hasSize(13);
        assertThat(balance("held/cap")).isEqualTo(7 * DOLLAR);
    }

    @Test
    void crossingCountersDoNotDeadlock() {
        fund("x", 10_000);
        fund("y", 10_000);
        List<PostStart> starts = Flux.range(0, 100)
                .map(i -> {
                    LegIntent one = leg("c1", "x", DOLLAR, cap("cross/a", 1_000), cap("cross/z", 1_000));
                    LegIntent other = leg("c2", "y", DOLLAR, cap("cross/m", 1_000), cap("cross/b", 1_000));
                    return i % 2 == 0 ? post(one, other) : post(other, one);
                })
                .flatMap(sales::begin, 100)
                .collectList()
                .block();
        assertThat(starts).hasSize(100).allMatch(start -> start instanceof PostStart.Begun);
        assertThat(used("cross/a")).isEqualTo(100);
    }

    @Test
    void onlyTheLegWithoutRoomIsRefused() {
        fund("rich", 100);
        fund("poor", 1);
        LegIntent poor = leg("c1", "poor", 5 * DOLLAR, cap("poor/day", 10));
        LegIntent full = leg("c2", "rich", 5 * DOLLAR, cap("full/day", 0));
        LegIntent rich = leg("c3", "rich", 5 * DOLLAR, cap("rich/day", 10));
        assertThat(sales.begin(post(poor, full, rich)).block())
                .isEqualTo(new PostStart.Begun(
                        List.of(rich.legId()), Map.of(poor.legId(), Reason.NO_FUNDS, full.legId(), Reason.CAPS_FULL)));
        assertThat(used("poor/day")).isZero();
        assertThat(used("full/day")).isZero();
        assertThat(used("rich/day")).isEqualTo(1);
        assertThat(balance("buyer/poor")).isEqualTo(DOLLAR);
        assertThat(balance("buyer/rich")).isEqualTo(95 * DOLLAR);
    }

    @Test
    void aLegMayUpToTheCreditLimit() {
        ledger.setCreditLimit(TENANT, "credit", "USD", 5 * DOLLAR).block();
        assertThat(sales.begin(post(leg("c1", "credit", 5 * DOLLAR))).block()).isInstanceOf(PostStart.Begun.class);
        assertThat(sales.begin(post(leg("c1", "credit", 1))).block()).isEqualTo(new PostStart.Refused(Reason.NO_FUNDS));
        assertThat(balance("buyer/credit")).isEqualTo(-5 * DOLLAR);
    }

    @Test
    void refusedPostLeavesNothing() {
        LegIntent leg = leg("c1", "nobody", DOLLAR, cap("nobody/day", 5));
        PostIntent post = post(leg);
        assertThat(sales.begin(post).block()).isEqualTo(new PostStart.Refused(Reason.NO_FUNDS));
        assertThat(count("lead WHERE lead_id = '" + Ids.uuid(Ids.LEAD, post.leadId()) + "'"))
                .isZero();
        assertThat(count("outbox WHERE bytes LIKE '%" + post.pingId() + "%'")).isZero();
        assertThat(count("cap_usage WHERE counter = 'nobody/day'")).isZero();
        fund("nobody", 10);
        assertThat(sales.begin(post).block()).isInstanceOf(PostStart.Begun.class);
    }

    @Test
    void consumerIsNotSoldTwiceInTheCampaign() {
        fund("twice", 100);
        String consumer = Posts.id("consumer");
        LegIntent first = leg("c1", "twice", DOLLAR);
        PostIntent one = post(Posts.id(Ids.PING), consumer, first);
        PostIntent other = post(Posts.id(Ids.PING), consumer, leg("c1", "twice", DOLLAR));
        sales.begin(one).block();
        assertThat(sales.begin(other).block()).isEqualTo(new PostStart.Refused(Reason.DUPLICATE));
        sales.settle(settlement(one, "REJECTED", result(first, LegOutcome.REJECTED)))
                .block();
        assertThat(sales.begin(other).block()).isInstanceOf(PostStart.Begun.class);
        assertThat(balance("buyer/twice")).isEqualTo(99 * DOLLAR);
    }

    @Test
    void rejectedDeliveryGivesBackAndTheNextIsAdmitted() {
        fund("first", 10);
        fund("second", 10);
        LegIntent first = leg("c1", "first", 4 * DOLLAR, cap("first/day", 1));
        LegIntent second = leg("c2", "second", 3 * DOLLAR, cap("second/day", 1));
        PostIntent post = post(first);
        sales.begin(post).block();
        assertThat(replace(post, first, second)).isEqualTo(new Replacement.Admitted(second.deliveryId()));
        assertThat(replace(post, first, second)).isEqualTo(new Replacement.Admitted(second.deliveryId()));
        assertThat(used("first/day")).isZero();
        assertThat(used("second/day")).isEqualTo(1);
        assertThat(balance("buyer/first")).isEqualTo(10 * DOLLAR);
        assertThat(balance("held/second")).isEqualTo(3 * DOLLAR);
        sales.settle(settlement(post, "SOLD", result(second, LegOutcome.ACCEPTED)))
                .block();
        assertThat(balance("held/second")).isZero();
        assertThat(count("sale WHERE buyer = 'second'")).isEqualTo(1);
    }

    @Test
    void nextWithoutRoomIsRefusedAndTheRejectedIsStillReleased() {
        fund("gone", 10);
        LegIntent first = leg("c1", "gone", 4 * DOLLAR, cap("gone/day", 1));
        PostIntent post = post(first);
        sales.begin(post).block();
        LegIntent broke = leg("c2", "broke", DOLLAR, cap("broke/day", 1));
        assertThat(replace(post, first, broke)).isEqualTo(new Replacement.Refused(Reason.NO_FUNDS));
        assertThat(used("gone/day")).isZero();
        assertThat(used("broke/day")).isZero();
        assertThat(balance("buyer/gone")).isEqualTo(10 * DOLLAR);
    }

    @Test
    void unresolvedDeliveryKeepsWhatItHeldUntilItIsResolved() {
        fund("slow", 10);
        LegIntent leg = leg("c1", "slow", 4 * DOLLAR, cap("slow/day", 1));
        PostIntent post = post(leg);
        sales.begin(post).block();
        Settlement pending = settlement(post, "UNRESOLVED", result(leg, LegOutcome.UNRESOLVED));
        sales.settle(pending).block();
        sales.settle(pending).block();
        assertThat(balance("held/slow")).isEqualTo(4 * DOLLAR);
        assertThat(used("slow/day")).isEqualTo(1);
        assertThat(sales.begin(post).block()).isEqualTo(new PostStart.Finished("{\"status\":\"UNRESOLVED\"}"));

        sales.settle(settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED))).block();
        assertThat(balance("held/slow")).isZero();
        sales.settle(pending).block();
        assertThat(sales.answerOf(TENANT, post.pingId(), post.vendor()).block()).contains("{\"status\":\"SOLD\"}");
    }

    private static Replacement replace(PostIntent post, LegIntent rejected, LegIntent next) {
        return sales.replace(
                        TENANT,
                        post.pingId(),
                        post.leadId(),
                        result(rejected, LegOutcome.REJECTED),
                        next,
                        NOW,
                        List.of("{\"type\":\"delivery_rejected\"}"))
                .block();
    }

    private static void fund(String buyer, long dollars) {
        ledger.deposit(TENANT, buyer, "USD", dollars * DOLLAR, "deposit-" + buyer, NOW)
                .block();
    }

    private static long balance(String account) {
        return ledger.balances(TENANT)
                .filter(balance -> balance.account().equals(account))
                .map(Ledger.Balance::micros)
                .blockFirst();
    }

    private static long used(String counter) {
        return Long.parseLong(
                postgres.superuserQuery("SELECT used FROM gavel.cap_usage WHERE counter = '" + counter + "'")
                        .getFirst());
    }

    private static long count(String table) {
        return Long.parseLong(
                postgres.superuserQuery("SELECT count(*) FROM gavel." + table).getFirst());
    }
}
