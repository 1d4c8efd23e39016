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

import dev.gavel.persistence.postgres.DeliveryDecisions.Decided;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class DeliveryDecisionsTest {

    private PostgresForTests postgres;
    private Sales sales;
    private Ledger ledger;
    private DeliveryDecisions decisions;

    @BeforeEach
    void start() {
        postgres = PostgresForTests.create().withTenants(TENANT);
        sales = new Sales(postgres.scope());
        ledger = new Ledger(postgres.scope());
        decisions = new DeliveryDecisions(postgres.scope());
        ledger.deposit(TENANT, "slow", "USD", 100 * DOLLAR, "d", NOW).block();
    }

    @AfterEach
    void stop() {
        postgres.requireBalancedLedger();
        postgres.close();
    }

    private record Pending(PostIntent post, LegIntent leg) {}

    private Pending unresolved() {
        LegIntent leg = leg("c1", "slow", 10 * DOLLAR, cap("slow/day", 50));
        PostIntent post = post(leg);
        assertThat(sales.begin(post).block()).isInstanceOf(PostStart.Begun.class);
        sales.settle(settlement(post, "PENDING", result(leg, LegOutcome.UNRESOLVED)))
                .block();
        return new Pending(post, leg);
    }

    private Decided decide(Pending pending, LegOutcome outcome) {
        return decisions
                .decide(
                        settlement(pending.post(), outcome.name(), result(pending.leg(), outcome)),
                        "their sheet has it",
                        "key_1")
                .block();
    }

    private long balance(String account) {
        return ledger.balances(TENANT)
                .filter(balance -> balance.account().equals(account))
                .map(Ledger.Balance::micros)
                .next()
                .defaultIfEmpty(0L)
                .block();
    }

    private List<String> events(String type) {
        return postgres.superuserQuery("SELECT bytes FROM gavel.outbox WHERE bytes LIKE '%" + type + "%'");
    }

    @Test
    void whatIsHeldIsListedTheOldestFirst() {
        Pending first = unresolved();
        unresolved();
        List<DeliveryDecisions.Unresolved> listed =
                decisions.unresolved(TENANT, "slow", 10).collectList().block();
        assertThat(listed).hasSize(2).allMatch(one -> one.heldMicros() == 10 * DOLLAR);
        assertThat(listed)
                .filteredOn(one -> one.deliveryId().equals(first.leg().deliveryId()))
                .singleElement()
                .matches(one -> "because".equals(one.doubt()) && one.vendor().equals("vendor-1"));
        assertThat(decisions.unresolved(TENANT, "other", 10).collectList().block())
                .isEmpty();
        DeliveryDecisions.Summary summary = decisions.summary(TENANT).block();
        assertThat(summary).isEqualTo(new DeliveryDecisions.Summary(2, NOW, 20 * DOLLAR, 0));
    }

    @Test
    void anIntentIsNobodysMatterUntilItsFlowIsGivenUp() {
        LegIntent leg = leg("c1", "slow", DOLLAR);
        PostIntent post = post(leg);
        sales.begin(post).block();
        assertThat(decisions.unresolved(TENANT, null, 10).collectList().block()).isEmpty();
        assertThat(decide(new Pending(post, leg), LegOutcome.ACCEPTED)).isEqualTo(new Decided.NotOpen());
        sales.openDeliveries(TENANT, NOW.plus(Duration.ofDays(1)), Duration.ofSeconds(30), 10)
                .blockLast();
        assertThat(decisions.unresolved(TENANT, null, 10).collectList().block()).hasSize(1);
        assertThat(decide(new Pending(post, leg), LegOutcome.ACCEPTED)).isInstanceOf(Decided.Done.class);
    }

    @Test
    void decidedAsAcceptedItIsSold() {
        Pending pending = unresolved();
        assertThat(decide(pending, LegOutcome.ACCEPTED)).isInstanceOf(Decided.Done.class);
        assertThat(balance("held/slow")).isZero();
        assertThat(balance("vendor/vendor-1")).isEqualTo(8 * DOLLAR);
        assertThat(decide(pending, LegOutcome.ACCEPTED)).isEqualTo(new Decided.DoneBefore());
        assertThat(decide(pending, LegOutcome.REJECTED)).isEqualTo(new Decided.NotOpen());
        assertThat(decisions.unresolved(TENANT, null, 10).collectList().block()).isEmpty();
        DeliveryDecisions.Decision decision =
                decisions.byId(TENANT, pending.leg().deliveryId()).block().orElseThrow();
        assertThat(decision.reason()).isEqualTo("their sheet has it");
        assertThat(decision.actor()).isEqualTo("key_1");
        assertThat(decision.isContradicted()).isFalse();
    }

    @Test
    void decidedAsRejectedItGivesBackAndTheBuyersYesIsFlagged() {
        Pending pending = unresolved();
        assertThat(decide(pending, LegOutcome.REJECTED)).isInstanceOf(Decided.Done.class);
        assertThat(balance("buyer/slow")).isEqualTo(100 * DOLLAR);
        assertThat(postgres.superuserQuery("SELECT used FROM gavel.cap_usage")).containsExactly("0");

        Settlement late = settlement(pending.post(), "SOLD", result(pending.leg(), LegOutcome.ACCEPTED));
        sales.settle(late).block();
        sales.settle(late).block();

        assertThat(balance("buyer/slow")).as("a decision stands").isEqualTo(100 * DOLLAR);
        assertThat(decisions.summary(TENANT).block().contradicted()).isOne();
        assertThat(decisions.contradicted(TENANT, 10).collectList().block())
                .singleElement()
                .matches(one -> one.lateOutcome() == LegOutcome.ACCEPTED && NOW.equals(one.lateAt()));
        assertThat(events("delivery_contradicted"))
                .containsExactly("{\"type\":\"delivery_contradicted\",\"at\":\"" + NOW + "\",\"ping\":\""
                        + pending.post().pingId() + "\",\"delivery\":\""
                        + pending.leg().deliveryId() + "\",\"decided\":\"rejected\",\"answered\":\"accepted\"}");
    }

    @Test
    void aLateAnswerThatAgreesIsNoContradiction() {
        Pending pending = unresolved();
        decide(pending, LegOutcome.ACCEPTED);
        sales.settle(settlement(pending.post(), "SOLD", result(pending.leg(), LegOutcome.ACCEPTED)))
                .block();
        assertThat(decisions.summary(TENANT).block().contradicted()).isZero();
        assertThat(decisions.contradicted(TENANT, 10).collectList().block()).isEmpty();
        assertThat(events("delivery_contradicted")).isEmpty();
    }

    @Test
    void operatorAndBuyerRaceAndOneOfThemEndsTheDelivery() {
        for (int i = 0; i < 10; i++) {
            Pending pending = unresolved();
            Flux.merge(
                            decisions.decide(
                                    settlement(pending.post(), "REFUSED", result(pending.leg(), LegOutcome.REJECTED)),
                                    "x",
                                    "key_1"),
                            sales.settle(
                                    settlement(pending.post(), "SOLD", result(pending.leg(), LegOutcome.ACCEPTED))),
                            decisions.decide(
                                    settlement(pending.post(), "REFUSED", result(pending.leg(), LegOutcome.REJECTED)),
                                    "y",
                                    "key_2"))
                    .blockLast();
            boolean sold = postgres.superuserQuery("SELECT 1 FROM gavel.sale WHERE delivery_id = '"
                            + Ids.uuid(Ids.DELIVERY, pending.leg().deliveryId()) + "'")
                    .equals(List.of("1"));
            boolean decided =
                    decisions.byId(TENANT, pending.leg().deliveryId()).block().isPresent();
            assertThat(sold).isNotEqualTo(decided);
        }
        assertThat(balance("held/slow")).isZero();
    }
}
