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

import dev.gavel.persistence.testkit.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class OpenDeliveriesTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Instant LATER = NOW.plusSeconds(31);

    private PostgresForTests postgres;
    private Sales sales;

    @BeforeEach
    void start() {
        postgres = PostgresForTests.create().withTenants(TENANT);
        sales = new Sales(postgres.scope());
        new Ledger(postgres.scope())
                .deposit(TENANT, "acme-buyer", "USD", 1_000 * DOLLAR, "d1", NOW)
                .block();
    }

    @AfterEach
    void stop() {
        postgres.requireBalancedLedger();
        postgres.close();
    }

    @Test
    void whatANodeBeganAndNeverSettledComesBackWithAllThatIsNeeded() {
        LegIntent leg = leg("c1", "acme-buyer", DOLLAR, cap("cap/day", 5));
        PostIntent post = post(leg);
        sales.begin(post).block();
        assertThat(open(NOW.plusSeconds(29), 10)).isEmpty();
        List<OpenDelivery> open = open(LATER, 10);
        assertThat(open).hasSize(1);
        OpenDelivery delivery = open.getFirst();
        assertThat(delivery.pingId()).isEqualTo(post.pingId());
        assertThat(delivery.leadId()).isEqualTo(post.leadId());
        assertThat(delivery.deliveryId()).isEqualTo(leg.deliveryId());
        assertThat(delivery.legId()).isEqualTo(leg.legId());
        assertThat(delivery.endpoint()).isEqualTo(leg.endpoint());
        assertThat(delivery.claims()).isEqualTo(leg.claims());
        assertThat(delivery.sealedLead()).isEqualTo(post.sealedLead());
        assertThat(delivery.attempts()).isEqualTo(2);
        assertThat(delivery.unresolved()).isFalse();
    }

    @Test
    void aLeasedDeliveryIsNobodyElses() {
        for (int i = 0; i < 20; i++) {
            sales.begin(post(leg("c1", "acme-buyer", DOLLAR))).block();
        }
        List<String> leased = Flux.range(0, 5)
                .flatMap(i -> sales.openDeliveries(TENANT, LATER, LEASE, 8), 5)
                .map(OpenDelivery::deliveryId)
                .collectList()
                .block();
        assertThat(leased).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(20);
        assertThat(leased.size() + open(LATER, 100).size()).isEqualTo(20);
        assertThat(open(LATER.plus(LEASE), 100)).hasSize(20);
    }

    @Test
    void anUnresolvedDeliveryIsAskedAgainSoonAndASettledOneNever() {
        LegIntent leg = leg("c1", "acme-buyer", DOLLAR);
        PostIntent post = post(leg);
        sales.begin(post).block();
        sales.settle(settlement(post, "UNRESOLVED", result(leg, LegOutcome.UNRESOLVED)))
                .block();
        assertThat(open(NOW.plusSeconds(5), 10)).singleElement().matches(OpenDelivery::unresolved);
        sales.settle(settlement(post, "REFUSED", result(leg, LegOutcome.REJECTED)))
                .block();
        assertThat(open(NOW.plus(Duration.ofDays(1)), 10)).isEmpty();
    }

    @Test
    void viewsShowTheWholeLead() {
        LegIntent leg = leg("c1", "acme-buyer", 10 * DOLLAR);
        PostIntent post = post(leg);
        sales.begin(post).block();
        sales.settle(settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED))).block();
        LeadViews views = new LeadViews(postgres.scope());
        LeadViews.LeadView byLead = views.byLead(TENANT, post.leadId()).block().orElseThrow();
        assertThat(views.byPing(TENANT, post.pingId()).block()).contains(byLead);
        assertThat(byLead.state()).isEqualTo("SOLD");
        assertThat(byLead.deliveries()).singleElement().matches(d -> d.state().equals("ACCEPTED"));
        assertThat(views.sales(TENANT, NOW.minusSeconds(1), NOW.plusSeconds(1), 10)
                        .collectList()
                        .block())
                .isEqualTo(byLead.sales());
        assertThat(byLead.sales()).singleElement().matches(sale -> sale.payoutMicros() == 8 * DOLLAR);
        assertThat(views.byLead(TENANT, Posts.id(Ids.LEAD)).block()).isEmpty();
    }

    @Test
    void counterTruthIsWhatWasTaken() {
        CounterTruth truth = new CounterTruth(postgres.scope());
        LegIntent leg = leg("c1", "acme-buyer", 10 * DOLLAR, cap("cap/day", 5));
        PostIntent post = post(leg);
        sales.begin(post).block();
        assertThat(truth.caps(TENANT, Instant.ofEpochSecond(1_763_600_000))
                        .collectList()
                        .block())
                .containsExactly(new CounterTruth.CapUsed("cap/day", 1_763_596_800, 1_763_683_200, 1));
        assertThat(truth.caps(TENANT, Instant.ofEpochSecond(1_763_683_200))
                        .collectList()
                        .block())
                .isEmpty();
        assertThat(truth.funds(TENANT).collectList().block())
                .containsExactly(new CounterTruth.Funds("acme-buyer", 990 * DOLLAR));
        assertThat(truth.sold(TENANT, NOW).collectList().block())
                .containsExactly(new CounterTruth.SoldConsumer(
                        "auto-insurance",
                        post.consumerKeys().getFirst(),
                        post.pingId(),
                        NOW.plus(Duration.ofDays(30))));
        assertThat(truth.legs(TENANT, NOW.minusSeconds(1)).collectList().block())
                .containsExactly(
                        new CounterTruth.Leg(post.consumerKeys().getFirst(), post.pingId(), "c1", "acme-buyer", NOW));
        assertThat(truth.legs(TENANT, NOW).collectList().block()).isEmpty();
        assertThat(truth.suppressed(TENANT).collectList().block()).isEmpty();
    }

    private List<OpenDelivery> open(Instant now, int limit) {
        return sales.openDeliveries(TENANT, now, LEASE, limit).collectList().block();
    }
}
