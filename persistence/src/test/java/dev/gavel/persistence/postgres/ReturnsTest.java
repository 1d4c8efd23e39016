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

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.reason.Reason;
import dev.gavel.auction.returns.ReturnClaim;
import dev.gavel.auction.returns.ReturnPolicy;
import dev.gavel.auction.returns.ReturnState;
import dev.gavel.auction.returns.Verdict;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ReturnsTest {

    private static final Verdict YES = new Verdict.Approve(0, Verdict.Approve.BY_POLICY);

    private static PostgresForTests postgres;
    private static Sales sales;
    private static Returns returns;
    private static Ledger ledger;

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.create().withTenants(TENANT);
        sales = new Sales(postgres.scope());
        returns = new Returns(postgres.scope());
        ledger = new Ledger(postgres.scope());
    }

    @AfterEach
    void ledgerBalances() {
        postgres.requireBalancedLedger();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static ReturnPolicy policy(ReturnPolicy.Approval approval, int limit, int clawback, boolean givesCapBack) {
        return new ReturnPolicy(
                Duration.ofDays(7),
                Set.of("disconnected"),
                new ReturnPolicy.Limit(limit, Duration.ofDays(30)),
                false,
                false,
                approval,
                Duration.ofDays(2),
                givesCapBack,
                clawback);
    }

    private static final ReturnPolicy REVIEWED = policy(ReturnPolicy.Approval.REVIEW, 10_000, 10_000, true);
    private static final ReturnPolicy REVIEWED_WITHOUT_CAP =
            policy(ReturnPolicy.Approval.REVIEW, 10_000, 10_000, false);
    private static final ReturnPolicy AUTOMATIC = policy(ReturnPolicy.Approval.AUTOMATIC, 10_000, 10_000, false);

    /** Sells a leg for ten dollars, of which the vendor gets eight. */
    private static LegIntent sold(String buyer, CapClaim... caps) {
        ledger.deposit(TENANT, buyer, "USD", 10 * DOLLAR, Posts.id("deposit"), NOW)
                .block();
        LegIntent leg = leg("contract-of-" + buyer, buyer, 10 * DOLLAR, caps);
        PostIntent post = post(leg);
        assertThat(sales.begin(post).block()).isInstanceOf(PostStart.Begun.class);
        sales.settle(settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED))).block();
        return leg;
    }

    private static NewReturn wanted(LegIntent leg, long amountMicros) {
        return new NewReturn(
                TENANT,
                Posts.id(Ids.RETURN),
                leg.deliveryId(),
                leg.buyer(),
                new ReturnClaim("disconnected", amountMicros, false, false),
                new NewReturn.Evidence(new byte[] {7}),
                "key_1",
                NOW.plusSeconds(60),
                null);
    }

    private static Mono<Returns.Requested> request(NewReturn wanted, ReturnPolicy policy) {
        return returns.request(wanted, contract -> policy, ReturnsTest::event);
    }

    private static SaleReturn made(NewReturn wanted, ReturnPolicy policy) {
        return ((Returns.Requested.Made) request(wanted, policy).block()).made();
    }

    private static Mono<Returns.Judged> judge(SaleReturn asked, Verdict verdict) {
        return returns.judge(
                TENANT,
                asked.returnId(),
                verdict,
                "key_9",
                "heard the recording",
                NOW.plusSeconds(120),
                ReturnsTest::event);
    }

    private static String event(SaleReturn stands) {
        return "{\"type\":\"return\",\"return\":\"" + stands.returnId() + "\",\"state\":\"" + stands.state() + "\"}";
    }

    private static List<String> events(String returnId) {
        return postgres.superuserQuery(
                "SELECT substring(bytes from '\"state\":\"([A-Z]+)\"') FROM gavel.outbox WHERE bytes LIKE '%" + returnId
                        + "%' ORDER BY id");
    }

    private static long balance(String account) {
        return ledger.balances(TENANT)
                .filter(balance -> balance.account().equals(account))
                .map(Ledger.Balance::micros)
                .next()
                .defaultIfEmpty(0L)
                .block();
    }

    private static long used(String counter) {
        return Long.parseLong(
                postgres.superuserQuery("SELECT used FROM gavel.cap_usage WHERE counter = '" + counter + "'")
                        .getFirst());
    }

    @Test
    void anApprovedReturnMovesBothSidesAtOnceAndIsToldOnce() {
        CapClaim open = new CapClaim("whole/month", 1_763_596_800, NOW.getEpochSecond() + 86_400, 5, 1);
        CapClaim over = new CapClaim("whole/hour", 1_763_596_800, NOW.getEpochSecond(), 5, 1);
        LegIntent leg = sold("whole", open, over);
        long vendor = balance("vendor/vendor-1");
        SaleReturn asked = made(wanted(leg, 0), REVIEWED);
        assertThat(asked.state()).isEqualTo(ReturnState.REQUESTED);
        assertThat(balance("buyer/whole")).isZero();

        SaleReturn decided = ((Returns.Judged.Decided) judge(asked, YES).block()).decided();

        assertThat(decided.state()).isEqualTo(ReturnState.APPROVED);
        assertThat(decided.refundMicros()).isEqualTo(10 * DOLLAR);
        assertThat(decided.clawbackMicros()).isEqualTo(8 * DOLLAR);
        assertThat(decided.decidedBy()).isEqualTo("key_9");
        assertThat(decided.note()).isEqualTo("heard the recording");
        assertThat(balance("buyer/whole")).isEqualTo(10 * DOLLAR);
        assertThat(balance("margin/whole")).isZero();
        assertThat(balance("vendor/vendor-1")).isEqualTo(vendor - 8 * DOLLAR);
        assertThat(used("whole/month")).isZero();
        assertThat(used("whole/hour")).as("its window is over").isEqualTo(1);
        assertThat(judge(asked, YES).block()).isInstanceOf(Returns.Judged.Unchanged.class);
        assertThat(returns.byId(TENANT, asked.returnId()).block().orElseThrow().evidence())
                .containsExactly(7);
        assertThat(judge(asked, new Verdict.Deny()).block())
                .isEqualTo(new Returns.Judged.Refused(Reason.RETURN_DECIDED));
        assertThat(events(asked.returnId())).containsExactly("REQUESTED", "APPROVED");
    }

    @Test
    void aPartialReturnSharesTheBurdenByPolicy() {
        LegIntent leg = sold("half", cap("half/day", 5));
        ReturnPolicy half = policy(ReturnPolicy.Approval.AUTOMATIC, 10_000, 5_000, true);

        SaleReturn made = made(wanted(leg, 5 * DOLLAR), half);

        assertThat(made.state()).isEqualTo(ReturnState.APPROVED);
        assertThat(made.clawbackMicros()).isEqualTo(2 * DOLLAR);
        assertThat(made.capGivenBack()).isFalse();
        assertThat(balance("buyer/half")).isEqualTo(5 * DOLLAR);
        assertThat(balance("margin/half")).isEqualTo(2 * DOLLAR - 3 * DOLLAR);
        assertThat(used("half/day")).isEqualTo(1);
        assertThat(events(made.returnId())).containsExactly("APPROVED");
    }

    @Test
    void theVendorKeepsItsPayoutWherePolicySaysSo() {
        LegIntent leg = sold("kept");
        long vendor = balance("vendor/vendor-1");
        made(wanted(leg, 0), policy(ReturnPolicy.Approval.AUTOMATIC, 10_000, 0, false));
        assertThat(balance("vendor/vendor-1")).isEqualTo(vendor);
        assertThat(balance("margin/kept")).isEqualTo(-8 * DOLLAR);
    }

    @Test
    void fiftyRequestsOfOneSaleAtTheSameTimeMakeOneReturn() {
        LegIntent leg = sold("fifty");
        List<Returns.Requested> answers = Flux.range(0, 50)
                .flatMap(i -> request(wanted(leg, i % 2 == 0 ? 0 : DOLLAR), AUTOMATIC), 50)
                .collectList()
                .block();
        assertThat(answers).filteredOn(Returns.Requested.Made.class::isInstance).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer instanceof Returns.Requested.MadeBefore)
                .hasSize(24);
        assertThat(answers)
                .filteredOn(new Returns.Requested.Refused(Reason.RETURN_STANDS)::equals)
                .hasSize(25);
        assertThat(postgres.superuserQuery("SELECT count(*) FROM gavel.transfer WHERE kind = 'REFUND' AND reference = '"
                        + leg.deliveryId() + "'"))
                .containsExactly("1");
    }

    @Test
    void verdictsAtTheSameTimeMoveMoneyOnce() {
        SaleReturn asked = made(wanted(sold("judged"), 0), REVIEWED_WITHOUT_CAP);
        List<Returns.Judged> answers = Flux.range(0, 30)
                .flatMap(i -> judge(asked, i % 3 == 0 ? new Verdict.Deny() : YES), 30)
                .collectList()
                .block();
        assertThat(answers).filteredOn(Returns.Judged.Decided.class::isInstance).hasSize(1);
        assertThat(balance("buyer/judged")).isIn(0L, 10 * DOLLAR);
        assertThat(events(asked.returnId())).hasSize(2);
    }

    @Test
    void theLimitHoldsHoweverManyAskAtTheSameTime() {
        List<LegIntent> legs =
                Flux.range(0, 20).map(i -> sold("limited")).collectList().block();
        ReturnPolicy tenth = policy(ReturnPolicy.Approval.AUTOMATIC, 1_000, 10_000, false);
        List<Returns.Requested> answers = Flux.fromIterable(legs)
                .flatMap(leg -> request(wanted(leg, 0), tenth), 20)
                .collectList()
                .block();
        assertThat(answers).filteredOn(Returns.Requested.Made.class::isInstance).hasSize(2);
        assertThat(answers)
                .filteredOn(new Returns.Requested.Refused(Reason.RETURN_LIMIT_REACHED)::equals)
                .hasSize(18);
    }

    @Test
    void anotherReturnMayBeAskedForAfterADenialAndADeniedOneDoesNotCount() {
        LegIntent leg = sold("denied");
        SaleReturn first = made(wanted(leg, 0), policy(ReturnPolicy.Approval.REVIEW, 1, 10_000, false));
        judge(first, new Verdict.Deny()).block();
        SaleReturn second = made(wanted(leg, 0), policy(ReturnPolicy.Approval.REVIEW, 1, 10_000, false));
        assertThat(second.returnId()).isNotEqualTo(first.returnId());
        assertThat(balance("buyer/denied")).isZero();
    }

    @Test
    void whatNobodyDecidesExpiresOnce() {
        SaleReturn asked = made(wanted(sold("late"), 0), REVIEWED);
        Instant after = asked.expiresAt().plusMillis(1);
        Integer expired = Flux.range(0, 8)
                .flatMap(i -> returns.expire(TENANT, after, 100, ReturnsTest::event), 8)
                .reduce(0, Integer::sum)
                .block();
        assertThat(expired).isPositive();
        assertThat(events(asked.returnId())).containsExactly("REQUESTED", "EXPIRED");
        assertThat(judge(asked, YES).block()).isEqualTo(new Returns.Judged.Refused(Reason.RETURN_EXPIRED));
        assertThat(returns.expire(TENANT, after, 100, ReturnsTest::event).block())
                .isZero();
    }

    @Test
    void aSaleOfAnotherBuyerIsUnknown() {
        LegIntent leg = sold("owner");
        NewReturn foreign = new NewReturn(
                TENANT,
                Posts.id(Ids.RETURN),
                leg.deliveryId(),
                "somebody-else",
                new ReturnClaim("disconnected", 0, false, false),
                null,
                "key_2",
                NOW,
                null);
        assertThat(request(foreign, AUTOMATIC).block()).isEqualTo(new Returns.Requested.SaleUnknown());
    }

    @Test
    void whatIsNotSoldYetCannotBeReturnedHoweverTheyRace() {
        ledger.deposit(TENANT, "racing", "USD", 1_000 * DOLLAR, Posts.id("deposit"), NOW)
                .block();
        for (int i = 0; i < 20; i++) {
            LegIntent leg = leg("contract-of-racing", "racing", 10 * DOLLAR, cap("racing/day", 100));
            PostIntent post = post(leg);
            sales.begin(post).block();
            Mono<Returns.Requested> asking = request(wanted(leg, 0), AUTOMATIC);
            Mono<Void> settling = sales.settle(settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED)))
                    .then();
            Returns.Requested answer = Mono.zip(asking, settling.thenReturn(true), (asked, _) -> asked)
                    .block();
            if (answer instanceof Returns.Requested.SaleUnknown) {
                assertThat(request(wanted(leg, 0), AUTOMATIC).block()).isInstanceOf(Returns.Requested.Made.class);
            }
        }
        assertThat(balance("buyer/racing")).isEqualTo(1_000 * DOLLAR);
        assertThat(balance("held/racing")).isZero();
    }

    @Test
    void theTenantMayGrantWhatNoPolicyForesees() {
        LegIntent leg = sold("goodwill", cap("goodwill/day", 5));
        NewReturn granted = new NewReturn(
                TENANT,
                Posts.id(Ids.RETURN),
                leg.deliveryId(),
                null,
                new ReturnClaim("goodwill", 0, false, false),
                null,
                "operator",
                NOW.plus(Duration.ofDays(300)),
                new NewReturn.Grant(0, false));
        SaleReturn made = made(granted, null);
        assertThat(made.state()).isEqualTo(ReturnState.APPROVED);
        assertThat(balance("buyer/goodwill")).isEqualTo(10 * DOLLAR);
        assertThat(request(wanted(leg, 0), null).block())
                .isEqualTo(new Returns.Requested.Refused(Reason.RETURN_STANDS));
        assertThat(request(wanted(sold("none"), 0), null).block())
                .isEqualTo(new Returns.Requested.Refused(Reason.RETURNS_NOT_AGREED));
    }

    @Test
    void returnsAreListedNewestFirstByStateAndBuyer() {
        List<String> ids = Flux.range(0, 3)
                .map(i -> made(wanted(sold("listed"), 0), REVIEWED_WITHOUT_CAP).returnId())
                .collectList()
                .block()
                .stream()
                .sorted()
                .toList();
        List<String> first = list(new Returns.Filter(ReturnState.REQUESTED, "listed", null, null), 2);
        assertThat(first).containsExactly(ids.get(2), ids.get(1));
        assertThat(list(new Returns.Filter(null, "listed", null, ids.get(1)), 2))
                .containsExactly(ids.get(0));
        assertThat(list(new Returns.Filter(ReturnState.DENIED, "listed", null, null), 2))
                .isEmpty();
    }

    private static List<String> list(Returns.Filter filter, int limit) {
        return returns.list(TENANT, filter, limit)
                .map(SaleReturn::returnId)
                .collectList()
                .block();
    }
}
