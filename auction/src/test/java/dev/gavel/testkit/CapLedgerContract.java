package dev.gavel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Leg;
import dev.gavel.auction.cap.CapLedger.Remembered;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import dev.gavel.auction.reason.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every cap ledger does, whatever time it is. Extended by a test class per implementation. */
public abstract class CapLedgerContract extends CapLedgerKit {

    @Test
    void reservesUpToTheCapAndNotBeyond() {
        assertThat(awardsOf(5, exclusive(1, one("cap", 3)))).isEqualTo(3);
        assertRefused(request(exclusive(1, one("cap", 3))), Reason.CAPS_FULL);
    }

    @Test
    void aCapOfZeroSellsNothing() {
        assertRefused(request(exclusive(1, one("cap", 0))), Reason.CAPS_FULL);
    }

    @Test
    void sellsWithoutAnyClaim() {
        assertThat(awardsOf(3, exclusive(1))).isEqualTo(3);
    }

    @Test
    void repliesWithTheClockAndTheExpiryByIt() {
        long before = nowMillis();
        Reply.Awarded awarded = (Reply.Awarded) award(request(null, 1, 90, exclusive(1)));
        assertThat(awarded.nowMillis()).isBetween(before - 1_000, nowMillis() + 1_000);
        assertThat(awarded.expiresAtSeconds()).isEqualTo(awarded.nowMillis() / 1_000 + 90);
    }

    @Test
    void countsMoneyUpToTheCap() {
        CapClaim claim = new CapClaim("money", 0, CapClaim.NO_END, 100, 40);
        assertThat(awardsOf(5, exclusive(1, claim))).isEqualTo(2);
        assertThat(awardsOf(1, exclusive(1, new CapClaim("money", 0, CapClaim.NO_END, 100, 20))))
                .isEqualTo(1);
    }

    @Test
    void takesNothingWhenOneOfSeveralClaimsHasNoRoom() {
        assertThat(awardsOf(1, exclusive(1, one("wide", 2), one("narrow", 0)))).isZero();
        assertThat(awardsOf(5, exclusive(1, one("wide", 2)))).isEqualTo(2);
    }

    @Test
    void eachWindowOfACapCountsAlone() {
        long now = nowSeconds();
        CapClaim earlier = new CapClaim("cap", now - 100, now + 1_000, 1, 1);
        CapClaim other = new CapClaim("cap", now - 90, now + 1_000, 1, 1);
        assertThat(awardsOf(3, exclusive(1, earlier))).isEqualTo(1);
        assertThat(awardsOf(3, exclusive(1, other))).isEqualTo(1);
    }

    @Test
    void aLowerLimitHoldsAtOnce() {
        assertThat(awardsOf(2, exclusive(1, one("cap", 5)))).isEqualTo(2);
        assertThat(awardsOf(1, exclusive(1, one("cap", 2)))).isZero();
        assertThat(awardsOf(1, exclusive(1, one("cap", 3)))).isEqualTo(1);
    }

    @Test
    void sellsOnFundsUpToWhatWasPaidIn() {
        fund(tenant(), "rich", 100);
        assertThat(awardsOf(5, exclusive(1, CapClaim.funds("rich", 40)))).isEqualTo(2);
        fund(tenant(), "rich", 20);
        assertThat(awardsOf(5, exclusive(1, CapClaim.funds("rich", 40)))).isEqualTo(1);
    }

    @Test
    void refusesForFundsWhenNothingElseIsLacking() {
        assertRefused(request(exclusive(1, one("cap", 5), CapClaim.funds("poor", 1))), Reason.NO_FUNDS);
    }

    @Test
    void refusesForCapsWhenBothAreLacking() {
        assertRefused(
                request(
                        exclusive(2, one("full", 0), CapClaim.funds("poor", 1)),
                        exclusive(1, CapClaim.funds("poor", 1))),
                Reason.CAPS_FULL);
    }

    @Test
    void refusesWithoutOptionsForCaps() {
        assertRefused(request(), Reason.CAPS_FULL);
    }

    @Test
    void sellsToTheFirstExclusiveOptionWithRoom() {
        assertChosen(request(exclusive(9, one("full", 0)), exclusive(8, one("cap", 1)), exclusive(7)), 1);
    }

    @Test
    void prefersTheLargerSumOfSharedLegs() {
        assertChosen(request(exclusive(9), shared(5), shared(5), shared(5)), 1, 2);
    }

    @Test
    void prefersTheExclusiveSaleWhenEqual() {
        assertChosen(request(shared(5), exclusive(10), shared(5)), 1);
    }

    @Test
    void theSaleThatWasNotChosenTakesNothing() {
        assertChosen(request(exclusive(9, one("x", 1)), shared(5, one("s1", 1)), shared(5, one("s2", 1))), 1, 2);
        assertThat(awardsOf(2, exclusive(1, one("x", 1)))).isEqualTo(1);
        assertThat(awardsOf(2, shared(1, one("s1", 2)))).isEqualTo(1);
        assertChosen(request(exclusive(99), shared(5, one("s3", 1)), shared(5, one("s3", 1))), 0);
        assertThat(awardsOf(2, shared(1, one("s3", 1)))).isEqualTo(1);
    }

    @Test
    void givesOneLegToAConflictGroup() {
        assertChosen(request(inGroup("g", shared(5)), inGroup("g", shared(4)), shared(3)), 0, 2);
        assertChosen(request(inGroup("g", shared(5, one("full", 0))), inGroup("g", shared(4)), shared(3)), 1, 2);
    }

    @Test
    void twoLegsOfOneBuyerDrawOnTheSameCounters() {
        fund(tenant(), "twice", 15);
        assertChosen(
                request(
                        shared(5, CapClaim.funds("twice", 10)),
                        shared(4, CapClaim.funds("twice", 10)),
                        shared(3, CapClaim.funds("twice", 5))),
                0,
                2);
        assertThat(awardsOf(1, shared(1, CapClaim.funds("twice", 1)))).isZero();
    }

    @Test
    void saysWhichOptionsHadNoRoomThoughAnotherWon() {
        Request request = request(exclusive(9, one("x", 0)), shared(5, one("s", 0)), shared(4), exclusive(1));
        assertThat(award(request))
                .isInstanceOfSatisfying(
                        Reply.Awarded.class,
                        awarded -> assertThat(awarded.full()).containsExactlyInAnyOrder(0, 1));
    }

    @Test
    void legsAreNumberedFromTheFirst() {
        Request request =
                new Request(tenant(), ping(), null, List.of(exclusive(1), exclusive(1)), 4, 1, 60, null, null);
        assertChosen(request, 0);
        assertThat(commit(new Leg(tenant(), request.pingId(), 0, 0, List.of()))).isFalse();
        assertThat(commit(new Leg(tenant(), request.pingId(), 4, 0, List.of()))).isTrue();
    }

    @Test
    void keepsToTheMostLegs() {
        assertChosen(request(null, 1, 60, shared(3), shared(2)), 0);
        assertChosen(request(null, 3, 60, shared(3), shared(2)), 0, 1);
    }

    @Test
    void aCommittedLegStaysUsed() {
        Request request = request(exclusive(1, one("cap", 1)));
        Leg leg = legs(request, award(request)).getFirst();
        assertThat(commit(leg)).isTrue();
        assertThat(awardsOf(1, exclusive(1, one("cap", 1)))).isZero();
    }

    @Test
    void commitCountsOnceHoweverOftenItIsCalled() {
        Request request = request(exclusive(1, one("cap", 3)));
        Leg leg = legs(request, award(request)).getFirst();
        List<CompletionStage<Boolean>> replies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            replies.add(ledger().commit(leg));
        }
        assertThat(replies).allSatisfy(reply -> assertThat(join(reply)).isTrue());
        assertThat(awardsOf(5, exclusive(1, one("cap", 3)))).isEqualTo(2);
    }

    @Test
    void releaseGivesAReservationBackOnce() {
        Request request = request(exclusive(1, one("cap", 2)));
        Leg leg = legs(request, award(request)).getFirst();
        assertThat(awardsOf(2, exclusive(1, one("cap", 2)))).isEqualTo(1);
        release(leg);
        release(leg);
        assertThat(awardsOf(5, exclusive(1, one("cap", 2)))).isEqualTo(1);
    }

    @Test
    void releaseGivesAUseBackOnce() {
        fund(tenant(), "buyer", 10);
        Request request = request(exclusive(1, CapClaim.funds("buyer", 10)));
        Leg leg = legs(request, award(request)).getFirst();
        assertThat(commit(leg)).isTrue();
        release(leg);
        release(leg);
        assertThat(awardsOf(5, exclusive(1, CapClaim.funds("buyer", 10)))).isEqualTo(1);
    }

    @Test
    void aReleasedLegCannotBeCommitted() {
        Request request = request(exclusive(1, one("cap", 1)));
        Leg leg = legs(request, award(request)).getFirst();
        release(leg);
        assertThat(commit(leg)).isFalse();
        assertThat(awardsOf(1, exclusive(1, one("cap", 1)))).isEqualTo(1);
    }

    @Test
    void anUnknownLegIsNeitherCommittedNorReleased() {
        assertThat(awardsOf(1, exclusive(1, one("cap", 1)))).isEqualTo(1);
        Leg unknown = new Leg(tenant(), ping(), 7, nowSeconds() + 60, List.of(one("cap", 1)));
        assertThat(commit(unknown)).isFalse();
        release(unknown);
        assertThat(awardsOf(1, exclusive(1, one("cap", 1)))).isZero();
    }

    @Test
    void settlesTheLegsOfAPingOneByOne() {
        Request request = request(shared(5, one("a", 1)), shared(4, one("b", 1)));
        List<Leg> legs = legs(request, award(request));
        assertThat(commit(legs.get(0))).isTrue();
        release(legs.get(1));
        assertThat(awardsOf(1, shared(1, one("a", 1)))).isZero();
        assertThat(awardsOf(1, shared(1, one("b", 1)))).isEqualTo(1);
    }

    @Test
    void reservesAnotherLegOfAPingLater() {
        Request first = request(exclusive(1, one("cap", 2)));
        release(legs(first, award(first)).getFirst());
        Request next = new Request(
                tenant(), first.pingId(), null, List.of(exclusive(1, one("next", 1))), 3, 1, 60, null, null);
        Leg leg = legs(next, award(next)).getFirst();
        assertThat(commit(leg)).isTrue();
        assertThat(awardsOf(1, exclusive(1, one("next", 1)))).isZero();
        assertThat(join(ledger().recall(tenant(), first.pingId())))
                .satisfies(remembered -> assertThat(remembered.chosen()).containsExactly(0));
    }

    @Test
    void whatIsReservedLaterByTwoIsReservedOnce() {
        Request first = request(exclusive(1, one("cap", 2)));
        release(legs(first, award(first)).getFirst());
        Request later = new Request(
                tenant(), first.pingId(), null, List.of(exclusive(1, one("next", 3))), 3, 1, 60, null, null);

        Leg leg = legs(later, award(later)).getFirst();
        Leg again = legs(later, award(later)).getFirst();
        assertThat(commit(leg)).isTrue();
        Leg afterwards = legs(later, award(later)).getFirst();
        assertThat(commit(again)).isTrue();
        assertThat(commit(afterwards)).isTrue();

        assertThat(awardsOf(3, exclusive(1, one("next", 3)))).isEqualTo(2);
    }

    @Test
    void whatIsOnlyPromisedTakesNothingFromWhatIsReserved() {
        Request later =
                new Request(tenant(), ping(), null, List.of(exclusive(1, one("next", 2))), 3, 1, 60, null, null);
        legs(later, award(later));

        award(new Request(
                tenant(), later.pingId(), null, List.of(exclusive(1, one("next", 2))), 3, 1, 60, null, null, false));

        assertThat(awardsOf(2, exclusive(1, one("next", 2)))).isEqualTo(1);
    }

    @Test
    void whatWasGivenBackIsReservedAnew() {
        Request later =
                new Request(tenant(), ping(), null, List.of(exclusive(1, one("next", 1))), 3, 1, 60, null, null);
        release(legs(later, award(later)).getFirst());

        assertThat(commit(legs(later, award(later)).getFirst())).isTrue();

        assertThat(awardsOf(1, exclusive(1, one("next", 1)))).isZero();
    }

    @Test
    void refusesWhenAWindowIsOverOrNotYetBegun() {
        long now = nowSeconds();
        assertThat(award(request(exclusive(1, new CapClaim("cap", now - 90, now - 30, 9, 1)))))
                .isInstanceOf(Reply.Stale.class);
        assertThat(award(request(exclusive(1, new CapClaim("cap", now + 60, now + 90, 9, 1)))))
                .isInstanceOf(Reply.Stale.class);
    }

    @Test
    void remembersAnAwardedPing() {
        Request request = request(exclusive(9, one("full", 0)), shared(5), shared(4));
        Reply.Awarded awarded = (Reply.Awarded) award(request);
        Remembered remembered = join(ledger().recall(tenant(), request.pingId()));
        assertThat(remembered.chosen()).containsExactly(1, 2);
        assertThat(remembered.expiresAtSeconds()).isEqualTo(awarded.expiresAtSeconds());
        assertThat(remembered.expired()).isFalse();
        assertThat(remembered.memory()).isEqualTo(request.memory());
    }

    @Test
    void aPingThatIsNotFirmIsRememberedButKeepsNothingFromOthers() {
        Request firm = request(consumer("phone"), exclusive(1, one("cap", 1)));
        Request loose = new Request(
                tenant(), firm.pingId(), firm.consumer(), firm.options(), 0, 2, 60, firm.memory(), null, false);

        Reply.Awarded awarded = (Reply.Awarded) award(loose);

        Remembered remembered = join(ledger().recall(tenant(), loose.pingId()));
        assertThat(remembered.firm()).isFalse();
        assertThat(remembered.chosen()).containsExactly(0);
        assertThat(remembered.memory()).isEqualTo(loose.memory());
        assertThat(commit(legs(loose, awarded).getFirst()))
                .as("nothing was reserved")
                .isFalse();
        assertThat(awardsOf(2, exclusive(1, one("cap", 1))))
                .as("room was left to others")
                .isEqualTo(1);
        assertThat(award(loose)).as("and is gone").isEqualTo(new Reply.Refused(Reason.CAPS_FULL));
    }

    @Test
    void aLegOfAPingThatWasNotFirmIsReservedAndUsedWithThePost() {
        Request loose = new Request(
                tenant(), ping(), null, List.of(exclusive(1, one("cap", 1))), 0, 2, 60, new byte[] {1}, null, false);
        award(loose);
        Request now = new Request(tenant(), loose.pingId(), null, loose.options(), 0, 1, 60, null, null);
        Leg leg = legs(now, award(now)).getFirst();

        assertThat(commit(leg)).isTrue();
        assertThat(commit(leg)).isTrue();
        assertThat(awardsOf(1, exclusive(1, one("cap", 1)))).isZero();
        release(leg);
        assertThat(awardsOf(2, exclusive(1, one("cap", 1)))).isEqualTo(1);
    }

    @Test
    void aPromiseEndsWithTheFirstOfItsLegsThatMayNotBePromisedLonger() {
        long now = nowSeconds();
        Request request = request(until(now + 20, shared(5)), until(now + 10, shared(4)), until(now + 5, shared(3)));

        Reply.Awarded awarded = (Reply.Awarded) award(request);

        assertThat(awarded.expiresAtSeconds()).as("of the two that were chosen").isEqualTo(now + 10);
        assertThat(join(ledger().recall(tenant(), request.pingId())).expiresAtSeconds())
                .isEqualTo(now + 10);
        assertThat(((Reply.Awarded) award(request(until(now - 5, exclusive(1))))).expiresAtSeconds())
                .as("a second at least")
                .isBetween(now + 1, now + 3);
    }

    @Test
    void remembersNeitherRefusedNorOtherTenantsPings() {
        Request refused = request(exclusive(1, one("cap", 0)));
        award(refused);
        assertThat(join(ledger().recall(tenant(), refused.pingId()))).isNull();
        assertThat(join(ledger().recall(tenant(), ping()))).isNull();
    }

    @Test
    void refusesASuppressedConsumer() {
        suppress(tenant(), "mail");
        assertRefused(request(consumer("phone", "mail"), exclusive(1)), Reason.SUPPRESSED);
        assertThat(award(request(consumer("phone"), exclusive(1)))).isInstanceOf(Reply.Awarded.class);
    }

    @Test
    void refusesAConsumerThatIsBeingSold() {
        assertThat(award(request(consumer("phone"), exclusive(1)))).isInstanceOf(Reply.Awarded.class);
        assertRefused(request(consumer("mail", "phone"), exclusive(1)), Reason.DUPLICATE);
        Consumer elsewhere = new Consumer("other-campaign", List.of("phone"), 100);
        assertThat(award(request(elsewhere, exclusive(1)))).isInstanceOf(Reply.Awarded.class);
    }

    @Test
    void refusesAConsumerThatWasSold() {
        Consumer consumer = consumer("phone", "mail");
        Request request = request(consumer, exclusive(1));
        Leg leg = of(consumer, 3_600, legs(request, award(request)).getFirst());
        assertThat(commit(leg)).isTrue();
        assertRefused(request(consumer("mail"), exclusive(1)), Reason.DUPLICATE);
    }

    @Test
    void aConsumerIsFreeAgainWhenNoLegIsLeft() {
        Consumer consumer = consumer("phone");
        Request request = request(consumer, shared(2), shared(1));
        List<Leg> legs = legs(request, award(request));
        release(of(consumer, 3_600, legs.get(0)));
        assertRefused(request(consumer, exclusive(1)), Reason.DUPLICATE);
        release(of(consumer, 3_600, legs.get(1)));
        assertThat(award(request(consumer, exclusive(1)))).isInstanceOf(Reply.Awarded.class);
    }

    @Test
    void aPingThatGivesBackLeavesTheSaleOfAnother() {
        Consumer consumer = consumer("phone", "mail");
        Leg first = committed(consumer);
        Leg second = committed(consumer);
        release(second);
        assertRefused(request(consumer("phone"), exclusive(1)), Reason.DUPLICATE);
        assertRefused(request(consumer("mail"), exclusive(1)), Reason.DUPLICATE);
        release(first);
        assertThat(award(request(consumer, exclusive(1)))).isInstanceOf(Reply.Awarded.class);
    }

    @Test
    void aPingThatSoldSecondKeepsTheConsumerWhenTheFirstGivesBack() {
        Consumer consumer = consumer("phone");
        Leg first = committed(consumer);
        Leg second = committed(consumer);
        Leg third = committed(consumer);
        release(first);
        release(third);
        assertRefused(request(consumer, exclusive(1)), Reason.DUPLICATE);
        release(second);
        assertThat(award(request(consumer, exclusive(1)))).isInstanceOf(Reply.Awarded.class);
    }

    /** A leg that was reserved without a word about its consumer, as at the post, and sold. */
    private Leg committed(Consumer consumer) {
        Request request = request(exclusive(1));
        Leg leg = of(consumer, 3_600, legs(request, award(request)).getFirst());
        assertThat(commit(leg)).isTrue();
        return leg;
    }

    @Test
    void aPingMayAskAgainForTheConsumerThatItReserved() {
        Consumer consumer = consumer("phone");
        Request first = request(consumer, exclusive(1));
        Request again = new Request(tenant(), first.pingId(), consumer, first.options(), 1, 60, null, null);
        assertThat(award(first)).isInstanceOf(Reply.Awarded.class);
        assertThat(award(again)).isInstanceOf(Reply.Awarded.class);
    }

    @Test
    void aRefusedConsumerIsNoDuplicate() {
        assertRefused(request(consumer("phone"), exclusive(1, one("cap", 0))), Reason.CAPS_FULL);
        assertThat(award(request(consumer("phone"), exclusive(1)))).isInstanceOf(Reply.Awarded.class);
    }

    @Test
    void suppressionIsNamedBeforeDuplicates() {
        assertThat(award(request(consumer("phone"), exclusive(1)))).isInstanceOf(Reply.Awarded.class);
        suppress(tenant(), "phone");
        assertRefused(request(consumer("phone"), exclusive(1)), Reason.SUPPRESSED);
    }

    @Test
    void refusesMorePingsOfAConsumerThanAllowedPerHour() {
        long hour;
        List<Reply> replies;
        int attempt = 0;
        do { // once more when the hour changed on the way
            hour = nowSeconds() / 3_600;
            Consumer consumer = new Consumer("campaign", List.of("phone" + attempt++), 2);
            replies = List.of(
                    award(request(consumer, exclusive(1, one("full", 0)))),
                    award(request(consumer, exclusive(1, one("full", 0)))),
                    award(request(consumer, exclusive(1))));
        } while (nowSeconds() / 3_600 != hour);
        assertThat(replies)
                .containsExactly(
                        new Reply.Refused(Reason.CAPS_FULL),
                        new Reply.Refused(Reason.CAPS_FULL),
                        new Reply.Refused(Reason.VELOCITY_EXCEEDED));
    }

    @Test
    void aPingThatAsksAgainCountsOnce() {
        Consumer first = new Consumer("campaign", List.of("phone"), 1);
        Consumer again = new Consumer("campaign", List.of("phone"), 1, true);
        assertRefused(request(first, exclusive(1, one("full", 0))), Reason.CAPS_FULL);
        assertRefused(request(again, exclusive(1, one("full", 0))), Reason.CAPS_FULL);
        assertThat(award(request(again, exclusive(1)))).isInstanceOf(Reply.Awarded.class);
    }

    @Test
    void sellsExactlyWhatCapAndFundsAllowUnderManyAtOnce() {
        fund(tenant(), "wallet", 73 * 10);
        List<CompletionStage<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            replies.add(ledger().award(request(exclusive(1, one("cap", 100), CapClaim.funds("wallet", 10)))));
        }
        assertThat(replies.stream().filter(reply -> join(reply) instanceof Reply.Awarded))
                .hasSize(73);
    }

    private void assertChosen(Request request, int... chosen) {
        assertThat(award(request))
                .isInstanceOfSatisfying(
                        Reply.Awarded.class,
                        awarded -> assertThat(awarded.chosen()).containsExactly(chosen));
    }

    private void assertRefused(Request request, Reason reason) {
        assertThat(award(request)).isEqualTo(new Reply.Refused(reason));
    }
}
