package dev.gavel.persistence.postgres;

import static dev.gavel.persistence.postgres.Posts.DOLLAR;
import static dev.gavel.persistence.postgres.Posts.NOW;
import static dev.gavel.persistence.postgres.Posts.TENANT;
import static dev.gavel.persistence.postgres.Posts.cap;
import static dev.gavel.persistence.postgres.Posts.id;
import static dev.gavel.persistence.postgres.Posts.leg;
import static dev.gavel.persistence.postgres.Posts.post;
import static dev.gavel.persistence.postgres.Posts.result;
import static dev.gavel.persistence.postgres.Posts.settlement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.postgres.WebhookHistory.Entry;
import dev.gavel.persistence.postgres.WebhookHistory.Filter;
import dev.gavel.persistence.postgres.WebhookHistory.State;
import dev.gavel.persistence.postgres.WebhookTasks.Receiver;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTasksTest {

    private static final Filter ALL = new Filter(null, null, null, null);
    private static final Duration LEASE = Duration.ofSeconds(60);

    private PostgresForTests postgres;
    private WebhookTasks tasks;
    private WebhookHistory history;

    @BeforeEach
    void start() {
        postgres = PostgresForTests.create().withTenants(TENANT, "zen");
        tasks = new WebhookTasks(postgres.scope());
        history = new WebhookHistory(postgres.scope());
    }

    @AfterEach
    void stop() {
        postgres.requireBalancedLedger();
        postgres.close();
    }

    @Test
    void aVendorAndABuyerOfTheSameNameAreToldEachByItself() {
        add(task("sale", Party.VENDOR, "acme", "leg_1"));
        add(task("sale", Party.BUYER, "acme", "leg_1"));
        add(task("sale", Party.BUYER, "acme", "leg_1"));
        assertThat(tasks.pending(TENANT).block()).isEqualTo(2);
        assertThat(tasks.pending("zen").block()).isZero();
    }

    @Test
    void aReceiverWithManyMessagesHidesNobody() {
        for (int i = 0; i < 250; i++) {
            add(task("sale", Party.BUYER, "flooded", "delivery_" + i));
        }
        add(task("sale", Party.BUYER, "quiet", "delivery_1"));
        add(task("sale", Party.VENDOR, "acme", "leg_1"));
        assertThat(tasks.dueReceivers(TENANT, NOW).block())
                .containsExactlyInAnyOrder(
                        new Receiver(Party.BUYER, "flooded"),
                        new Receiver(Party.BUYER, "quiet"),
                        new Receiver(Party.VENDOR, "acme"));
        assertThat(tasks.dueReceivers(TENANT, NOW.minusSeconds(1)).block()).isEmpty();
        assertThat(lease("quiet", 16)).hasSize(1);
        assertThat(lease("quiet", 16)).as("leased").isEmpty();
        assertThat(lease("flooded", 16)).hasSize(16);
    }

    @Test
    void nobodyGetsALeasedMessageTwiceHoweverManyAsk() {
        IntStream.range(0, 40).forEach(i -> add(task("sale", Party.BUYER, "beacon", "delivery_" + i)));
        List<String> leased = reactor.core.publisher.Flux.range(0, 8)
                .flatMap(_ -> tasks.lease(TENANT, new Receiver(Party.BUYER, "beacon"), NOW, LEASE, 8))
                .flatMapIterable(some -> some)
                .map(WebhookTask::taskId)
                .collectList()
                .block();
        assertThat(leased).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void manyMessagesOfOneTransactionAreAllKept() {
        List<WebhookTask> many = IntStream.range(0, 230)
                .mapToObj(i -> task("return", Party.BUYER, "beacon", "return_" + i))
                .toList();
        postgres.scope()
                .inTransaction(TENANT, connection -> WebhookTasks.addAll(connection, many))
                .block();
        assertThat(tasks.pending(TENANT).block()).isEqualTo(230);
    }

    @Test
    void whatNobodyTookInItsTimeIsADeadLetterAndCanBeReplayed() {
        WebhookTask late = task("sale", Party.BUYER, "beacon", "delivery_1");
        add(late);
        Instant over = NOW.plus(Duration.ofDays(4));
        assertThat(tasks.abandonOverdue(TENANT, NOW, 10).block()).isEmpty();
        assertThat(tasks.abandonOverdue(TENANT, over, 10).block()).containsExactly("sale");

        Entry dead =
                list(new Filter(State.ABANDONED, Party.BUYER, "beacon", "sale")).getFirst();
        assertThat(dead.lastFailure()).isEqualTo("there was nowhere to send it");
        assertThat(dead.endedAt()).isEqualTo(over);
        assertThat(list(new Filter(State.PENDING, null, null, null))).isEmpty();

        Entry replayed = history.replay(TENANT, late.taskId(), over, "{\"type\":\"x\"}")
                .block()
                .orElseThrow();
        assertThat(replayed.state()).isEqualTo(State.PENDING);
        assertThat(replayed.replays()).isEqualTo(1);
        assertThat(replayed.giveUpAt()).isEqualTo(over.plus(WebhookHistory.REPLAYED_FOR));
        assertThat(tasks.lease(TENANT, new Receiver(Party.BUYER, "beacon"), over, LEASE, 1)
                        .block())
                .singleElement()
                .satisfies(
                        again -> assertThat(again.taskId()).as("the same key").isEqualTo(late.taskId()));
        assertThat(postgres.superuserQuery("SELECT bytes FROM gavel.outbox")).containsExactly("{\"type\":\"x\"}");
        assertThat(history.replay(TENANT, id(Ids.TASK), over, "{}").block()).isEmpty();
        assertThat(history.replay("zen", late.taskId(), over, "{}").block())
                .as("of another tenant")
                .isEmpty();
    }

    @Test
    void deadLettersOfOneReceiverAreReplayedTogether() {
        for (int i = 0; i < 5; i++) {
            abandoned(task("sale", Party.BUYER, "beacon", "delivery_" + i));
            abandoned(task("sale", Party.BUYER, "other", "delivery_" + i));
        }
        WebhookTask taken = task("sale", Party.BUYER, "beacon", "delivery_9");
        add(taken);
        tasks.delivered(TENANT, taken.taskId(), 200, NOW).block();

        Filter beacon = new Filter(null, Party.BUYER, "beacon", null);
        assertThat(history.replayAbandoned(TENANT, beacon, NOW, 3, count -> "{\"n\":" + count + "}")
                        .block())
                .isEqualTo(3);
        assertThat(history.replayAbandoned(TENANT, beacon, NOW, 100, count -> "{\"n\":" + count + "}")
                        .block())
                .isEqualTo(2);
        assertThat(history.replayAbandoned(TENANT, beacon, NOW, 100, _ -> "{}").block())
                .isZero();
        assertThat(postgres.superuserQuery("SELECT bytes FROM gavel.outbox ORDER BY 1"))
                .containsExactly("{\"n\":2}", "{\"n\":3}");
        assertThat(list(new Filter(State.ABANDONED, null, null, null))).hasSize(5);
        assertThat(history.byId(TENANT, taken.taskId()).block().orElseThrow().state())
                .isEqualTo(State.DELIVERED);
    }

    @Test
    void listsPageByPageTheNewestFirst() {
        for (int i = 0; i < 5; i++) {
            add(task("sale", Party.BUYER, "beacon", "delivery_" + i));
        }
        List<String> pages = new ArrayList<>();
        String before = null;
        for (int i = 0; i < 3; i++) {
            List<Entry> page =
                    history.list(TENANT, ALL, before, 2).collectList().block();
            page.forEach(entry -> pages.add(entry.taskId()));
            before = page.getLast().taskId();
        }
        assertThat(pages).hasSize(5).doesNotHaveDuplicates().isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void housekeepingRemovesWhatIsOverAndNothingElse() {
        WebhookTask taken = task("sale", Party.BUYER, "beacon", "delivery_1");
        WebhookTask dead = task("sale", Party.BUYER, "beacon", "delivery_2");
        WebhookTask waits = task("sale", Party.BUYER, "beacon", "delivery_3");
        WebhookTask revocation = task("revocation", Party.BUYER, "beacon", "revocation_1");
        List.of(taken, dead, waits, revocation).forEach(this::add);
        tasks.delivered(TENANT, taken.taskId(), 200, NOW).block();
        tasks.delivered(TENANT, revocation.taskId(), 200, NOW).block();
        tasks.abandon(TENANT, dead.taskId(), NOW, 410, "gone").block();

        Instant after = NOW.plusSeconds(1);
        assertThat(history.prune(TENANT, NOW, NOW, 100).block()).isZero();
        assertThat(history.prune(TENANT, after, NOW, 100).block()).isEqualTo(1);
        assertThat(history.prune(TENANT, after, after, 100).block()).isEqualTo(1);
        assertThat(list(ALL)).extracting(Entry::taskId).containsExactlyInAnyOrder(waits.taskId(), revocation.taskId());
    }

    @Test
    void whatEndsIsToldInTheTransactionThatEndsIt() {
        List<LeadNews> told = new ArrayList<>();
        Sales sales = new Sales(postgres.scope(), telling(told));
        fund("beacon");
        fund("zenith");
        LegIntent first = leg("c1", "beacon", DOLLAR);
        LegIntent full = leg("c2", "beacon", DOLLAR, cap("none", 0));
        LegIntent next = leg(first.legId(), "c3", "zenith", DOLLAR);
        PostIntent post = post(first, full);
        sales.begin(post).block();
        sales.replace(TENANT, post.pingId(), post.leadId(), result(first, LegOutcome.REJECTED), next, NOW, List.of())
                .block();
        sales.settle(settlement(post, "SOLD", result(next, LegOutcome.ACCEPTED)))
                .block();
        sales.settle(settlement(post, "SOLD", result(next, LegOutcome.ACCEPTED)))
                .block();

        assertThat(told).hasSize(2);
        assertThat(told.getFirst().ended()).singleElement().satisfies(ended -> {
            assertThat(ended.outcome()).isEqualTo(LegOutcome.REJECTED);
            assertThat(ended.buyer()).isEqualTo("beacon");
        });
        assertThat(told.getFirst().unsoldLegs()).as("another buyer is asked").isEmpty();
        assertThat(told.getLast().ended())
                .singleElement()
                .satisfies(ended -> assertThat(ended.outcome()).isEqualTo(LegOutcome.ACCEPTED));
        assertThat(told.getLast().unsoldLegs()).containsExactly(full.legId());
        assertThat(list(ALL)).hasSize(2);
    }

    @Test
    void nothingIsToldOfATransactionThatFails() {
        Sales sales = new Sales(postgres.scope(), telling(new ArrayList<>()));
        fund("beacon");
        LegIntent leg = leg("c1", "beacon", DOLLAR);
        PostIntent post = post(leg);
        sales.begin(post).block();
        Settlement failing = new Settlement(
                TENANT,
                post.pingId(),
                post.leadId(),
                List.of(result(leg, LegOutcome.ACCEPTED)),
                NOW,
                // Refused by the database: not a text that it keeps.
                _ -> new Settlement.Answered("SOLD", "\u0000", List.of()));
        assertThatThrownBy(() -> sales.settle(failing).block()).isNotNull();
        assertThat(list(ALL)).isEmpty();

        sales.settle(settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED))).block();
        assertThat(list(ALL)).hasSize(1);
    }

    @Test
    void aRefusedPostIsToldOnceForEachReason() {
        Sales sales = new Sales(postgres.scope(), telling(new ArrayList<>()));
        PostRefusal refusal =
                new PostRefusal(TENANT, id(Ids.PING), "auto", "acme", "fb-17", Reason.PING_EXPIRED, null, NOW);
        sales.refused(refusal).block();
        sales.refused(refusal).block();
        assertThat(list(ALL))
                .singleElement()
                .satisfies(entry -> assertThat(entry.kind()).isEqualTo("reject"));
    }

    /** One message for each thing that is told. */
    private static Announcer telling(List<LeadNews> told) {
        return new Announcer() {
            @Override
            public List<WebhookTask> ended(LeadNews news) {
                if (news.ended().isEmpty() && news.unsoldLegs().isEmpty()) {
                    return List.of();
                }
                told.add(news);
                return List.of(task("sale", Party.VENDOR, news.vendor(), news.leadId() + "/" + told.size()));
            }

            @Override
            public List<WebhookTask> refused(PostRefusal refusal) {
                return List.of(task("reject", Party.VENDOR, refusal.vendor(), refusal.pingId()));
            }

            @Override
            public List<WebhookTask> returned(String tenant, SaleReturn stands, Instant at) {
                return List.of();
            }
        };
    }

    private static WebhookTask task(String kind, Party party, String recipient, String subject) {
        return new WebhookTask(
                id(Ids.TASK), kind, party, recipient, subject, new byte[] {1}, 0, NOW, NOW.plus(Duration.ofDays(3)));
    }

    private void add(WebhookTask task) {
        tasks.add(TENANT, task).block();
    }

    private void abandoned(WebhookTask task) {
        add(task);
        tasks.abandon(TENANT, task.taskId(), NOW, 410, "gone").block();
    }

    private List<WebhookTask> lease(String buyer, int most) {
        return tasks.lease(TENANT, new Receiver(Party.BUYER, buyer), NOW, LEASE, most)
                .block();
    }

    private List<Entry> list(Filter filter) {
        return history.list(TENANT, filter, null, 100).collectList().block();
    }

    private void fund(String buyer) {
        new Ledger(postgres.scope())
                .deposit(TENANT, buyer, "USD", 100 * DOLLAR, "d-" + buyer, NOW)
                .block();
    }
}
