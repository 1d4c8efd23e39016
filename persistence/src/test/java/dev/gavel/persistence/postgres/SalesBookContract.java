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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What every sales book does. Each test has buyers and counters of its own, so that a book need not be emptied between tests. */
abstract class SalesBookContract {

    protected abstract SalesBook book();

    protected abstract void fund(String buyer, long dollars);

    protected abstract void credit(String buyer, long dollars);

    protected abstract long balance(String account);

    protected abstract long used(String counter);

    /** How many sales a ping has. */
    protected abstract long sales(String pingId);

    /** How many events name a ping. */
    protected abstract long events(String pingId);

    protected abstract void requireBalancedLedger();

    @AfterEach
    final void ledgerBalances() {
        requireBalancedLedger();
    }

    @Test
    void acceptedDeliveryIsSoldAndBooked() {
        fund("sold", 100);
        LegIntent leg = leg("c1", "sold", 10 * DOLLAR, cap("sold/day", 5));
        PostIntent post = post(leg);
        assertThat(book().begin(post).block()).isEqualTo(new PostStart.Begun(List.of(leg.legId()), Map.of()));
        assertThat(balance("buyer/sold")).isEqualTo(90 * DOLLAR);
        assertThat(balance("held/sold")).isEqualTo(10 * DOLLAR);

        book().settle(settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED)))
                .block();
        assertThat(balance("held/sold")).isZero();
        assertThat(balance("margin/sold")).isEqualTo(2 * DOLLAR);
        assertThat(used("sold/day")).isEqualTo(1);
        assertThat(book().earlier(TENANT, post.pingId(), post.vendor()).block())
                .isEqualTo(new PostStart.Finished("{\"status\":\"SOLD\"}"));
        assertThat(sales(post.pingId())).isEqualTo(1);
    }

    @Test
    void repeatedPostIsInFlightThenFinished() {
        fund("repeat", 100);
        LegIntent leg = leg("c1", "repeat", DOLLAR);
        PostIntent post = post(leg);
        book().begin(post).block();
        assertThat(book().begin(post).block()).isEqualTo(new PostStart.InFlight());
        Settlement settlement = settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED));
        book().settle(settlement).block();
        book().settle(settlement).block();
        assertThat(book().begin(post).block()).isEqualTo(new PostStart.Finished("{\"status\":\"SOLD\"}"));
        assertThat(balance("buyer/repeat")).isEqualTo(99 * DOLLAR);
        assertThat(events(post.pingId())).isEqualTo(1);
    }

    @Test
    void fiftyConcurrentPostsOfOnePingBeginOnce() {
        fund("fifty", 1_000);
        PostIntent post = post(leg("c1", "fifty", DOLLAR, cap("fifty/day", 100)));
        List<PostStart> starts = Flux.range(0, 50)
                .flatMap(i -> book().begin(post), 50)
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
                .flatMap(book()::begin, 200)
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
                .flatMap(book()::begin, 20)
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
                .flatMap(book()::begin, 100)
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
        assertThat(book().begin(post(poor, full, rich)).block())
                .isEqualTo(new PostStart.Begun(
                        List.of(rich.legId()), Map.of(poor.legId(), Reason.NO_FUNDS, full.legId(), Reason.CAPS_FULL)));
        assertThat(used("poor/day")).isZero();
        assertThat(used("full/day")).isZero();
        assertThat(used("rich/day")).isEqualTo(1);
        assertThat(balance("buyer/poor")).isEqualTo(DOLLAR);
        assertThat(balance("buyer/rich")).isEqualTo(95 * DOLLAR);
    }

    @Test
    void aLegWithoutRoomIsNamedInEveryLaterAnswer() {
        fund("later", 100);
        LegIntent full = leg("c2", "later", 5 * DOLLAR, cap("full/later", 0));
        LegIntent rich = leg("c3", "later", 5 * DOLLAR, cap("rich/later", 10));
        PostIntent post = post(full, rich);
        book().begin(post).block();
        DeliveryStanding without = DeliveryStanding.withoutRoom(full.legId(), full.payoutMicros());

        List<DeliveryStanding> pending = settled(settlement(post, "PENDING", result(rich, LegOutcome.UNRESOLVED)));
        List<DeliveryStanding> sold = settled(settlement(post, "SOLD", result(rich, LegOutcome.ACCEPTED)));

        assertThat(pending).contains(without).hasSize(2);
        assertThat(sold)
                .containsExactly(
                        new DeliveryStanding(
                                rich.legId(), rich.deliveryId(), LegOutcome.ACCEPTED, rich.payoutMicros(), false),
                        without);
        assertThat(settled(settlement(post, "SOLD")))
                .containsExactly(
                        new DeliveryStanding(
                                rich.legId(), rich.deliveryId(), LegOutcome.ACCEPTED, rich.payoutMicros(), true),
                        without);
    }

    private List<DeliveryStanding> settled(Settlement settlement) {
        return book().settle(settlement).block().deliveries();
    }

    @Test
    void aLegMayUpToTheCreditLimit() {
        credit("credit", 5);
        assertThat(book().begin(post(leg("c1", "credit", 5 * DOLLAR))).block()).isInstanceOf(PostStart.Begun.class);
        assertThat(book().begin(post(leg("c1", "credit", 1))).block())
                .isEqualTo(new PostStart.Refused(Reason.NO_FUNDS));
        assertThat(balance("buyer/credit")).isEqualTo(-5 * DOLLAR);
    }

    @Test
    void refusedPostLeavesNothing() {
        LegIntent leg = leg("c1", "nobody", DOLLAR, cap("nobody/day", 5));
        PostIntent post = post(leg);
        assertThat(book().begin(post).block()).isEqualTo(new PostStart.Refused(Reason.NO_FUNDS));
        assertThat(book().earlier(TENANT, post.pingId(), post.vendor()).block()).isNull();
        assertThat(events(post.pingId())).isZero();
        assertThat(used("nobody/day")).isZero();
        fund("nobody", 10);
        assertThat(book().begin(post).block()).isInstanceOf(PostStart.Begun.class);
    }

    @Test
    void consumerIsNotSoldTwiceInTheCampaign() {
        fund("twice", 100);
        String consumer = Posts.id("consumer");
        LegIntent first = leg("c1", "twice", DOLLAR);
        PostIntent one = post(Posts.id(Ids.PING), consumer, first);
        PostIntent other = post(Posts.id(Ids.PING), consumer, leg("c1", "twice", DOLLAR));
        book().begin(one).block();
        assertThat(book().begin(other).block()).isEqualTo(new PostStart.Refused(Reason.DUPLICATE));
        book().settle(settlement(one, "REJECTED", result(first, LegOutcome.REJECTED)))
                .block();
        assertThat(book().begin(other).block()).isInstanceOf(PostStart.Begun.class);
        assertThat(balance("buyer/twice")).isEqualTo(99 * DOLLAR);
    }

    @Test
    void rejectedDeliveryGivesBackAndTheNextIsAdmitted() {
        fund("first", 10);
        fund("second", 10);
        LegIntent first = leg("c1", "first", 4 * DOLLAR, cap("first/day", 1));
        LegIntent second = leg("c2", "second", 3 * DOLLAR, cap("second/day", 1));
        PostIntent post = post(first);
        book().begin(post).block();
        assertThat(replace(post, first, second)).isEqualTo(new Replacement.Admitted(second.deliveryId()));
        assertThat(replace(post, first, second)).isEqualTo(new Replacement.Admitted(second.deliveryId()));
        assertThat(used("first/day")).isZero();
        assertThat(used("second/day")).isEqualTo(1);
        assertThat(balance("buyer/first")).isEqualTo(10 * DOLLAR);
        assertThat(balance("held/second")).isEqualTo(3 * DOLLAR);
        book().settle(settlement(post, "SOLD", result(second, LegOutcome.ACCEPTED)))
                .block();
        assertThat(balance("held/second")).isZero();
        assertThat(sales(post.pingId())).isEqualTo(1);
    }

    @Test
    void aNextOneWithoutRoomIsRefusedAndChangesNothing() {
        fund("gone", 10);
        LegIntent first = leg("c1", "gone", 4 * DOLLAR, cap("gone/day", 1));
        PostIntent post = post(first);
        book().begin(post).block();
        LegIntent broke = leg(first.legId(), "c2", "broke", DOLLAR, cap("broke/day", 1));
        assertThat(replace(post, first, broke)).isEqualTo(new Replacement.Refused(Reason.NO_FUNDS));
        assertThat(used("gone/day")).isEqualTo(1);
        assertThat(used("broke/day")).isZero();
        assertThat(balance("held/gone")).isEqualTo(4 * DOLLAR);
        book().settle(settlement(post, "REFUSED", result(first, LegOutcome.REJECTED)))
                .block();
        assertThat(used("gone/day")).isZero();
        assertThat(balance("buyer/gone")).isEqualTo(10 * DOLLAR);
    }

    @Test
    void theNextOneMayTakeWhatTheRejectedOneHeld() {
        fund("same", 5);
        LegIntent first = leg("c1", "same", 4 * DOLLAR, cap("same/day", 1));
        PostIntent post = post(first);
        book().begin(post).block();
        LegIntent next = leg(first.legId(), "c2", "same", 5 * DOLLAR, cap("same/day", 1));
        assertThat(replace(post, first, next)).isEqualTo(new Replacement.Admitted(next.deliveryId()));
        assertThat(used("same/day")).isEqualTo(1);
        assertThat(balance("held/same")).isEqualTo(5 * DOLLAR);
    }

    @Test
    void unresolvedDeliveryKeepsWhatItHeldUntilItIsResolved() {
        fund("slow", 10);
        LegIntent leg = leg("c1", "slow", 4 * DOLLAR, cap("slow/day", 1));
        PostIntent post = post(leg);
        book().begin(post).block();
        Settlement pending = settlement(post, "UNRESOLVED", result(leg, LegOutcome.UNRESOLVED));
        book().settle(pending).block();
        book().settle(pending).block();
        assertThat(balance("held/slow")).isEqualTo(4 * DOLLAR);
        assertThat(used("slow/day")).isEqualTo(1);
        assertThat(book().begin(post).block()).isEqualTo(new PostStart.Finished("{\"status\":\"UNRESOLVED\"}"));

        book().settle(settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED)))
                .block();
        assertThat(balance("held/slow")).isZero();
        book().settle(pending).block();
        assertThat(book().earlier(TENANT, post.pingId(), post.vendor()).block())
                .isEqualTo(new PostStart.Finished("{\"status\":\"SOLD\"}"));
    }

    @Test
    void afterARefusedNextAnotherMayBeAdmitted() {
        fund("chain-a", 10);
        fund("chain-c", 10);
        LegIntent first = leg("c1", "chain-a", 4 * DOLLAR, cap("chain-a/day", 1));
        PostIntent post = post(first);
        book().begin(post).block();
        LegIntent broke = leg(first.legId(), "c2", "chain-b", DOLLAR);
        assertThat(replace(post, first, broke)).isEqualTo(new Replacement.Refused(Reason.NO_FUNDS));
        LegIntent third = leg(first.legId(), "c3", "chain-c", 2 * DOLLAR);
        assertThat(replace(post, first, third)).isEqualTo(new Replacement.Admitted(third.deliveryId()));
        assertThat(used("chain-a/day")).isZero();
        assertThat(balance("buyer/chain-a")).isEqualTo(10 * DOLLAR);
        assertThat(balance("held/chain-c")).isEqualTo(2 * DOLLAR);
        assertThat(events(post.pingId())).as("begun, rejected once").isEqualTo(2);
    }

    @Test
    void aLegThatAnotherDeliveryServesAdmitsNobody() {
        fund("served", 100);
        LegIntent first = leg("c1", "served", DOLLAR);
        PostIntent post = post(first);
        book().begin(post).block();
        LegIntent second = leg(first.legId(), "c2", "served", DOLLAR);
        replace(post, first, second);
        LegIntent third = leg(first.legId(), "c3", "served", DOLLAR);
        assertThat(replace(post, first, third)).isEqualTo(new Replacement.Ended());
        assertThat(balance("held/served")).isEqualTo(DOLLAR);
    }

    @Test
    void afterTheAnswerNobodyElseIsAdmitted() {
        fund("late", 100);
        LegIntent leg = leg("c1", "late", DOLLAR);
        PostIntent post = post(leg);
        book().begin(post).block();
        book().settle(settlement(post, "REFUSED", result(leg, LegOutcome.REJECTED)))
                .block();
        LegIntent next = leg(leg.legId(), "c2", "late", DOLLAR);
        assertThat(replace(post, leg, next)).isEqualTo(new Replacement.Ended());
        assertThat(balance("held/late")).isZero();
        assertThat(events(post.pingId())).isEqualTo(1);
    }

    @Test
    void notSentIsNoProofOnceSomebodyElseAskedTheBuyer() {
        fund("leased", 100);
        LegIntent leg = leg("c1", "leased", DOLLAR);
        PostIntent post = post(leg);
        book().begin(post).block();
        assertThat(book().openDeliveries(TENANT, NOW.plusSeconds(31), Duration.ofSeconds(30), 1_000)
                        .map(OpenDelivery::deliveryId)
                        .collectList()
                        .block())
                .contains(leg.deliveryId());
        LegResult notSent = new LegResult(leg.legId(), leg.deliveryId(), LegOutcome.NOT_SENT, null, null);
        LegIntent next = leg(leg.legId(), "c2", "leased", DOLLAR);
        assertThat(book().replace(TENANT, post.pingId(), post.leadId(), notSent, next, NOW, List.of())
                        .block())
                .isEqualTo(new Replacement.Ended());
        book().settle(settlement(post, "PENDING", notSent)).block();
        assertThat(balance("held/leased")).isEqualTo(DOLLAR);
        book().settle(settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED)))
                .block();
        assertThat(sales(post.pingId())).isEqualTo(1);
    }

    @Test
    void settlingTellsTheAnswerThatHolds() {
        fund("holds", 100);
        LegIntent leg = leg("c1", "holds", DOLLAR);
        PostIntent post = post(leg);
        book().begin(post).block();
        Settlement.Settled sold = book().settle(settlement(post, "SOLD", result(leg, LegOutcome.ACCEPTED)))
                .block();
        assertThat(sold.answer()).isEqualTo("{\"status\":\"SOLD\"}");
        assertThat(sold.gaveBack(leg.deliveryId())).isFalse();
        Settlement.Settled told = book().settle(settlement(post, "REFUSED", result(leg, LegOutcome.REJECTED)))
                .block();
        assertThat(told.answer()).isEqualTo(sold.answer());
        assertThat(told.deliveries())
                .containsExactly(new DeliveryStanding(
                        leg.legId(), leg.deliveryId(), LegOutcome.ACCEPTED, leg.payoutMicros(), true));
    }

    @Test
    void theAnswerIsMadeOfAllDeliveriesThatEndedBeforeToo() {
        fund("two", 100);
        LegIntent one = leg("c1", "two", DOLLAR);
        LegIntent other = leg("c2", "two", DOLLAR);
        PostIntent post = post(one, other);
        book().begin(post).block();
        book().settle(settlement(
                        post, "PENDING", result(one, LegOutcome.UNRESOLVED), result(other, LegOutcome.UNRESOLVED)))
                .block();
        assertThat(outcomes(post, one)).contains(LegOutcome.ACCEPTED, LegOutcome.UNRESOLVED);
        assertThat(outcomes(post, other)).containsOnly(LegOutcome.ACCEPTED);
        assertThat(sales(post.pingId())).isEqualTo(2);
    }

    @Test
    void onlyItsVendorLearnsHowFarAPostHasCome() {
        fund("vendors", 100);
        LegIntent leg = leg("c1", "vendors", DOLLAR);
        PostIntent post = post(leg);
        assertThat(book().earlier(TENANT, post.pingId(), post.vendor()).block()).isNull();
        book().begin(post).block();
        assertThat(book().earlier(TENANT, post.pingId(), post.vendor()).block()).isEqualTo(new PostStart.InFlight());
        assertThat(book().earlier(TENANT, post.pingId(), "another").block()).isNull();
    }

    /** Settles one leg as accepted, and says what the lead's deliveries are then. */
    private List<LegOutcome> outcomes(PostIntent post, LegIntent accepted) {
        List<LegOutcome> outcomes = new ArrayList<>();
        book().settle(new Settlement(
                        TENANT,
                        post.pingId(),
                        post.leadId(),
                        List.of(result(accepted, LegOutcome.ACCEPTED)),
                        NOW,
                        deliveries -> {
                            deliveries.forEach(delivery -> outcomes.add(delivery.outcome()));
                            return new Settlement.Answered("SOLD", "{}", List.of());
                        }))
                .block();
        return outcomes;
    }

    private Replacement replace(PostIntent post, LegIntent rejected, LegIntent next) {
        return book().replace(
                        TENANT,
                        post.pingId(),
                        post.leadId(),
                        result(rejected, LegOutcome.REJECTED),
                        next,
                        NOW,
                        List.of("{\"type\":\"delivery_rejected\",\"ping\":\"" + post.pingId() + "\"}"))
                .block();
    }
}
