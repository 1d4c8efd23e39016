package dev.gavel.persistence.postgres;

import static dev.gavel.persistence.postgres.Posts.DOLLAR;
import static dev.gavel.persistence.postgres.Posts.NOW;
import static dev.gavel.persistence.postgres.Posts.TENANT;
import static dev.gavel.persistence.postgres.Posts.leg;
import static dev.gavel.persistence.postgres.Posts.post;
import static dev.gavel.persistence.postgres.Posts.result;
import static dev.gavel.persistence.postgres.Posts.settlement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.id.TypeId;
import dev.gavel.gates.SuppressionKind;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RevocationsTest {

    private static final Instant DUE = NOW.plus(Duration.ofDays(14));
    private static final Duration AGAIN = Duration.ofMinutes(2);
    private static final Duration FOR = Duration.ofMinutes(30);
    private static final AtomicLong COUNT = new AtomicLong();

    private PostgresForTests postgres;
    private Sales sales;
    private Revocations revocations;
    private WebhookTasks tasks;

    @BeforeEach
    void start() {
        postgres = PostgresForTests.create().withTenants(TENANT);
        sales = new Sales(postgres.scope());
        revocations = new Revocations(postgres.scope());
        tasks = new WebhookTasks(postgres.scope());
        for (String buyer : List.of("acme-buyer", "zen-buyer")) {
            new Ledger(postgres.scope())
                    .deposit(TENANT, buyer, "USD", 1_000 * DOLLAR, "d-" + buyer, NOW)
                    .block();
        }
    }

    @AfterEach
    void stop() {
        postgres.requireBalancedLedger();
        postgres.close();
    }

    @Test
    void everyBuyerThatHasOrMayHaveTheConsumerIsToldOnce() {
        PostIntent sold = begin(leg("c1", "acme-buyer", DOLLAR));
        sales.settle(settlement(sold, "SOLD", result(sold.legs().getFirst(), LegOutcome.ACCEPTED)))
                .block();
        PostIntent refused = begin(leg("c2", "zen-buyer", DOLLAR));
        sales.settle(settlement(refused, "REFUSED", result(refused.legs().getFirst(), LegOutcome.REJECTED)))
                .block();
        List<String> both = new ArrayList<>(sold.consumerKeys());
        both.addAll(refused.consumerKeys());

        Revocations.Recorded recorded = record(revocation(null, both));
        assertThat(recorded.repeated()).isFalse();
        List<Revocations.Notice> notices = notices(recorded);
        assertThat(notices).extracting(Revocations.Notice::buyer).containsExactly("acme-buyer");
        assertThat(notices.getFirst().leads()).contains(sold.leadId());
        assertThat(tasks.pending(TENANT).block()).isEqualTo(1);
    }

    @Test
    void aDeliveryThatIsUnderWayCounts() {
        PostIntent begun = begin(leg("c1", "acme-buyer", DOLLAR));
        assertThat(notices(record(revocation(null, begun.consumerKeys())))).hasSize(1);
    }

    @Test
    void theConsumerIsSuppressedInTheSameTransaction() {
        record(revocation(null, List.of("k")));
        assertThat(new SuppressionStore(postgres.scope())
                        .entries(TENANT, List.of("k"))
                        .block())
                .extracting(Suppression::kind)
                .containsExactly(SuppressionKind.REVOCATION);
        assertThat(postgres.superuserQuery("SELECT bytes FROM gavel.outbox WHERE bytes LIKE '%told%'"))
                .containsExactly("{\"told\":0}");
    }

    @Test
    void theSameRequestIsOneRevocation() {
        Revocation first = revocation("key_1 SM1", List.of("k"));
        record(first);
        Revocations.Recorded again = record(revocation("key_1 SM1", List.of("k")));
        assertThat(again.repeated()).isTrue();
        assertThat(again.revocation().revocationId()).isEqualTo(first.revocationId());
        assertThat(record(revocation("key_1 SM2", List.of("k"))).repeated()).isFalse();
        assertThat(record(revocation(null, List.of("k"))).repeated()).isFalse();
        assertThat(record(revocation(null, List.of("k"))).repeated()).isFalse();
    }

    @Test
    void aSaleThatWasOnItsWayIsFoundLater() {
        PostIntent late = post(leg("c1", "acme-buyer", DOLLAR));
        Revocations.Recorded recorded = record(revocation(null, late.consumerKeys()));
        assertThat(notices(recorded)).isEmpty();
        sales.begin(late).block();
        assertThat(scan(NOW.plusSeconds(60))).isZero();
        assertThat(scan(NOW.plus(AGAIN))).isEqualTo(1);
        assertThat(notices(recorded)).hasSize(1);
        assertThat(scan(NOW.plus(AGAIN).plus(AGAIN))).as("told already").isZero();
        assertThat(scan(NOW.plus(FOR).plus(AGAIN))).isZero();
        assertThat(postgres.superuserQuery("SELECT 1 FROM gavel.revocation WHERE next_scan_at IS NOT NULL"))
                .isEmpty();
    }

    @Test
    void anAcknowledgementIsWrittenOnceAndEndsTheTask() {
        PostIntent begun = begin(leg("c1", "acme-buyer", DOLLAR));
        String id = record(revocation(null, begun.consumerKeys())).revocation().revocationId();
        assertThat(revocations.counts(TENANT, DUE).block()).isEqualTo(new Revocations.OpenCounts(1, 1));
        assertThat(revocations.counts(TENANT, NOW).block()).isEqualTo(new Revocations.OpenCounts(1, 0));
        assertThat(revocations.overdue(TENANT, DUE, 10).block()).hasSize(1);

        assertThat(acknowledge(id, "zen-buyer", Revocations.BY_BUYER)).isFalse();
        assertThat(acknowledge(id, "acme-buyer", Revocations.BY_BUYER)).isTrue();
        assertThat(acknowledge(id, "acme-buyer", Revocations.BY_DELIVERY)).isTrue();
        assertThat(revocations.notices(TENANT, id).block().getFirst().acknowledgedBy())
                .isEqualTo(Revocations.BY_BUYER);
        assertThat(postgres.superuserQuery("SELECT bytes FROM gavel.outbox WHERE bytes LIKE '%ack%'"))
                .hasSize(1);
        assertThat(tasks.pending(TENANT).block()).isZero();
        assertThat(revocations.overdue(TENANT, DUE, 10).block()).isEmpty();
        assertThat(revocations.counts(TENANT, DUE).block()).isEqualTo(new Revocations.OpenCounts(0, 0));
    }

    @Test
    void aBuyerFetchesItsOwnPageByPage() {
        PostIntent begun = begin(leg("c1", "acme-buyer", DOLLAR));
        for (int i = 0; i < 5; i++) {
            record(revocation(null, begun.consumerKeys()));
        }
        List<Revocations.Notice> first =
                revocations.fetch(TENANT, "acme-buyer", null, 3, NOW).block();
        List<Revocations.Notice> second = revocations
                .fetch(TENANT, "acme-buyer", first.getLast().revocationId(), 3, NOW)
                .block();
        assertThat(first).hasSize(3);
        assertThat(second).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(revocations.fetch(TENANT, "zen-buyer", null, 3, NOW).block()).isEmpty();
        assertThat(revocations.fetch(TENANT, "acme-buyer", null, 9, NOW).block())
                .allSatisfy(notice -> assertThat(notice.fetchedAt()).isEqualTo(NOW));
    }

    @Test
    void aTaskIsLeasedToOneAndEndsOnce() {
        PostIntent begun = begin(leg("c1", "acme-buyer", DOLLAR));
        record(revocation(null, begun.consumerKeys()));
        WebhookTask leased = lease(NOW).getFirst();
        assertThat(leased.attempts()).isZero();
        assertThat(lease(NOW)).isEmpty();
        assertThat(lease(NOW.plusSeconds(59))).isEmpty();
        assertThat(lease(NOW.plusSeconds(60))).hasSize(1);

        Instant next = NOW.plusSeconds(500);
        tasks.retry(TENANT, leased.taskId(), next, 500, "HTTP 500").block();
        WebhookTasks.TaskState state = state(leased);
        assertThat(state.attempts()).isEqualTo(1);
        assertThat(state.lastStatus()).isEqualTo(500);
        assertThat(lease(next.minusSeconds(1))).isEmpty();
        assertThat(lease(next).getFirst().attempts()).isEqualTo(1);

        tasks.delivered(TENANT, leased.taskId(), 204, next).block();
        tasks.retry(TENANT, leased.taskId(), next, 500, "late").block();
        tasks.abandon(TENANT, leased.taskId(), next, null, "late").block();
        assertThat(state(leased))
                .isEqualTo(new WebhookTasks.TaskState("DELIVERED", 2, next.plusSeconds(60), 204, null, next));
        assertThat(lease(next.plusSeconds(1_000))).isEmpty();
    }

    private PostIntent begin(LegIntent leg) {
        PostIntent intent = post(leg);
        sales.begin(intent).block();
        return intent;
    }

    private int scan(Instant now) {
        return revocations
                .scanAgain(TENANT, now, FOR, AGAIN, 10, RevocationsTest::notices)
                .block();
    }

    private boolean acknowledge(String id, String buyer, String by) {
        return revocations
                .acknowledge(TENANT, id, buyer, by, NOW, List.of("{\"ack\":1}"))
                .block();
    }

    private List<WebhookTask> lease(Instant now) {
        return tasks.dueReceivers(TENANT, now)
                .flatMapIterable(receivers -> receivers)
                .concatMap(receiver -> tasks.lease(TENANT, receiver, now, Duration.ofSeconds(60), 10))
                .concatMapIterable(leased -> leased)
                .collectList()
                .block();
    }

    private WebhookTasks.TaskState state(WebhookTask task) {
        return tasks.state(TENANT, task.kind(), task.party(), task.recipient(), task.subject())
                .block();
    }

    private List<Revocations.Notice> notices(Revocations.Recorded recorded) {
        return revocations.notices(TENANT, recorded.revocation().revocationId()).block();
    }

    private Revocations.Recorded record(Revocation revocation) {
        List<Suppression> suppressions = revocation.consumerKeys().stream()
                .map(key -> new Suppression(key, SuppressionKind.REVOCATION, NOW, "sms", null, "key_1", "stop", null))
                .toList();
        return revocations
                .record(
                        TENANT,
                        revocation,
                        suppressions,
                        AGAIN,
                        notices(revocation),
                        told -> List.of("{\"told\":" + told + "}"))
                .block();
    }

    private static Revocation revocation(@Nullable String requestKey, List<String> consumer) {
        return new Revocation(
                id(Ids.REVOCATION), requestKey, NOW, NOW, DUE, "sms", null, "key_1", consumer, new byte[] {1});
    }

    private static Function<List<Revocations.HeldLeg>, List<Revocations.NewNotice>> notices(Revocation revocation) {
        return legs -> legs.stream()
                .map(leg -> new Revocations.NewNotice(
                        leg.buyer(),
                        "[\"" + leg.leadId() + "\"]",
                        new WebhookTask(
                                id(Ids.TASK),
                                Revocations.TASK_KIND,
                                Party.BUYER,
                                leg.buyer(),
                                revocation.revocationId(),
                                new byte[] {2},
                                0,
                                NOW,
                                DUE)))
                .toList();
    }

    private static String id(String prefix) {
        return TypeId.at(prefix, NOW.toEpochMilli(), COUNT.incrementAndGet(), COUNT.get())
                .toString();
    }
}
