package dev.gavel.persistence.postgres;

import static dev.gavel.persistence.postgres.Posts.DOLLAR;
import static dev.gavel.persistence.postgres.Posts.NOW;
import static dev.gavel.persistence.postgres.Posts.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.reason.Reason;
import dev.gavel.persistence.testkit.PostgresForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds on a real database. */
class HoldsTest {

    private static final Instant UNTIL = NOW.plus(Duration.ofMinutes(30));
    private static final String HELD_ANSWER = "{\"status\":\"pending\"}";

    private static PostgresForTests postgres;
    private static Holds holds;
    private static Sales sales;

    @BeforeAll
    static void start() {
        postgres = PostgresForTests.create().withTenants(TENANT, "other");
        holds = new Holds(postgres.scope());
        sales = new Sales(postgres.scope());
        new Ledger(postgres.scope())
                .deposit(TENANT, "beacon", "USD", 1_000 * DOLLAR, "deposit", NOW)
                .block();
    }

    @AfterAll
    static void stop() {
        postgres.requireBalancedLedger();
        postgres.close();
    }

    private static PostIntent post() {
        return Posts.post(Posts.leg("beacon-auto", "beacon", 10 * DOLLAR));
    }

    private static NewHold hold(PostIntent of) {
        return new NewHold(
                of.tenant(),
                of.pingId(),
                of.leadId(),
                of.campaign(),
                of.vendor(),
                of.source(),
                of.currency(),
                of.consumerKeys(),
                of.sealedLead(),
                List.of(0),
                List.of(Reason.FORM_TOO_FAST.code()),
                "{}",
                NOW,
                UNTIL,
                HELD_ANSWER,
                "{\"type\":\"held\",\"ping\":\"" + of.pingId() + "\"}");
    }

    private static HoldDecision decision(HoldDecision.Kind kind) {
        return new HoldDecision(kind, "Ada Example", "key_1", "Looked at the recording.", NOW);
    }

    private static boolean release(PostIntent post) {
        return holds.release(
                        TENANT, post.pingId(), decision(HoldDecision.Kind.RELEASE), NOW, "{\"type\":\"hold_released\"}")
                .block();
    }

    private static HoldEnd end(PostIntent post, HoldState state, HoldDecision refusal) {
        return new HoldEnd(
                TENANT,
                post.pingId(),
                state,
                state == HoldState.EXPIRED ? Reason.HOLD_EXPIRED : Reason.HOLD_REFUSED,
                refusal,
                NOW,
                "{\"status\":\"rejected\"}",
                "{\"type\":\"hold_ended\",\"ping\":\"" + post.pingId() + "\"}");
    }

    private static HeldLead held(PostIntent post) {
        return holds.byLead(TENANT, post.leadId()).block().orElseThrow();
    }

    private static String answer(PostIntent post) {
        return sales.earlier(TENANT, post.pingId(), post.vendor()).block() instanceof PostStart.Finished(String answer)
                ? answer
                : "none";
    }

    private static long count(String table, PostIntent post) {
        return Long.parseLong(postgres.superuserQuery("SELECT count(*) FROM gavel." + table + " WHERE ping_id = '"
                        + Ids.uuid(Ids.PING, post.pingId()) + "'")
                .getFirst());
    }

    @Test
    void aHeldPostIsAnsweredAlikeEachTimeAndHoldsNothingElse() {
        PostIntent post = post();
        assertThat(holds.place(hold(post)).block()).isEqualTo(new PostStart.Finished(HELD_ANSWER));
        assertThat(holds.place(hold(post)).block()).isEqualTo(new PostStart.Finished(HELD_ANSWER));
        assertThat(sales.begin(post).block()).isEqualTo(new PostStart.Finished(HELD_ANSWER));
        assertThat(answer(post)).isEqualTo(HELD_ANSWER);
        HeldLead held = held(post);
        assertThat(held.state()).isEqualTo(HoldState.HELD);
        assertThat(held.decision()).isNull();
        assertThat(held.until()).isEqualTo(UNTIL);
        assertThat(held.reasons()).containsExactly(Reason.FORM_TOO_FAST.code());
        assertThat(count("delivery", post)).isZero();
        assertThat(postgres.superuserQuery(
                        "SELECT count(*) FROM gavel.outbox WHERE bytes LIKE '%" + post.pingId() + "%'"))
                .as("one event")
                .containsExactly("1");
    }

    @Test
    void aPostThatWasSoldIsNotHeld() {
        PostIntent post = post();
        sales.begin(post).block();
        assertThat(holds.place(hold(post)).block()).isInstanceOf(PostStart.InFlight.class);
        assertThat(holds.byLead(TENANT, post.leadId()).block()).isEmpty();
    }

    @Test
    void onlyWhatAPersonReleasedIsBegunAndOnlyOnce() {
        PostIntent post = post();
        holds.place(hold(post)).block();
        assertThat(holds.begin(post).block()).isEqualTo(new PostStart.Refused(Reason.HOLD_EXPIRED));
        assertThat(held(post).state()).as("not by itself").isEqualTo(HoldState.HELD);

        assertThat(release(post)).isTrue();
        assertThat(release(post)).as("once").isFalse();
        assertThat(holds.begin(post).block()).isInstanceOf(PostStart.Begun.class);
        assertThat(holds.begin(post).block()).isInstanceOf(PostStart.InFlight.class);
        assertThat(held(post).state()).isEqualTo(HoldState.RELEASED);
        assertThat(held(post).decision()).isEqualTo(decision(HoldDecision.Kind.RELEASE));
        assertThat(count("delivery", post)).isEqualTo(1);
        assertThat(holds.end(end(post, HoldState.EXPIRED, null)).block())
                .as("it is being sold")
                .isFalse();
        assertThat(answer(post)).isEqualTo("none");
    }

    @Test
    void manyWhoSellAReleasedLeadAtOnceSellItOnce() {
        PostIntent post = post();
        holds.place(hold(post)).block();
        release(post);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<PostStart> starts = IntStream.range(0, 8)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> holds.begin(post).block(), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(starts).filteredOn(PostStart.Begun.class::isInstance).hasSize(1);
        }
        assertThat(count("delivery", post)).isEqualTo(1);
    }

    @Test
    void aReleasedLeadWhoseConsumerWasSoldMeanwhileStaysHeldUntilItIsEnded() {
        PostIntent post = post();
        holds.place(hold(post)).block();
        release(post);
        PostIntent other = Posts.post(
                Posts.id(Ids.PING), post.consumerKeys().getFirst(), Posts.leg("beacon-auto", "beacon", 10 * DOLLAR));
        assertThat(sales.begin(other).block()).as("a hold keeps no consumer").isInstanceOf(PostStart.Begun.class);

        assertThat(holds.begin(post).block()).isEqualTo(new PostStart.Refused(Reason.DUPLICATE));
        assertThat(held(post).state()).isEqualTo(HoldState.HELD);
        assertThat(answer(post)).isEqualTo(HELD_ANSWER);
    }

    @Test
    void whatExpiredIsNotBegunAndCannotBeReleased() {
        PostIntent early = post();
        holds.place(hold(early)).block();
        release(early);
        PostIntent late = new PostIntent(
                early.tenant(),
                early.pingId(),
                early.leadId(),
                early.campaign(),
                early.vendor(),
                early.source(),
                early.currency(),
                early.consumerKeys(),
                early.duplicateWindow(),
                early.sealedLead(),
                UNTIL,
                early.legs(),
                early.event());
        assertThat(holds.begin(late).block()).isEqualTo(new PostStart.Refused(Reason.HOLD_EXPIRED));

        PostIntent waiting = post();
        holds.place(hold(waiting)).block();
        HoldDecision tooLate = new HoldDecision(HoldDecision.Kind.RELEASE, "Ada Example", "key_1", "Fine.", UNTIL);
        assertThat(holds.release(TENANT, waiting.pingId(), tooLate, UNTIL, "{}").block())
                .isFalse();
    }

    @Test
    void aRefusalStandsWithItsNameAndReason() {
        PostIntent post = post();
        holds.place(hold(post)).block();
        HoldDecision refusal = decision(HoldDecision.Kind.REFUSE);
        assertThat(holds.end(end(post, HoldState.REFUSED, refusal)).block()).isTrue();
        assertThat(holds.end(end(post, HoldState.EXPIRED, null)).block()).isFalse();
        assertThat(release(post)).isFalse();
        assertThat(held(post).decision()).isEqualTo(refusal);
        assertThat(held(post).state()).isEqualTo(HoldState.REFUSED);
        assertThat(held(post).endReason()).isEqualTo(Reason.HOLD_REFUSED.code());
        assertThat(answer(post)).isEqualTo("{\"status\":\"rejected\"}");
        assertThat(sales.begin(post).block()).isInstanceOf(PostStart.Finished.class);
    }

    @Test
    void whatIsDueIsLeasedToOne() {
        postgres.superuser("DELETE FROM gavel.hold");
        PostIntent post = post();
        PostIntent released = post();
        holds.place(hold(post)).block();
        holds.place(hold(released)).block();
        assertThat(due(NOW)).isEmpty();
        release(released);
        assertThat(due(NOW)).containsExactly(released.leadId());
        assertThat(due(NOW)).as("leased").isEmpty();
        assertThat(due(NOW.plusSeconds(30))).containsExactly(released.leadId());
        assertThat(due(UNTIL)).containsExactlyInAnyOrder(post.leadId(), released.leadId());
        assertThat(due(UNTIL)).isEmpty();
        assertThat(holds.waiting(TENANT).block()).isEqualTo(1);
        assertThat(holds.list(TENANT, HoldState.HELD, null, null, 10).block()).hasSize(2);
        assertThat(holds.list("other", null, null, null, 10).block())
                .as("each tenant's own")
                .isEmpty();
        assertThat(holds.release("other", post.pingId(), decision(HoldDecision.Kind.RELEASE), NOW, "{}")
                        .block())
                .isFalse();
    }

    private static List<String> due(Instant now) {
        return holds.leaseDue(TENANT, now, Duration.ofSeconds(30), 16).block().stream()
                .map(HeldLead::leadId)
                .toList();
    }
}
