package dev.gavel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.cap.CapLedger.Consumer;
import dev.gavel.auction.cap.CapLedger.Leg;
import dev.gavel.auction.cap.CapLedger.Remembered;
import dev.gavel.auction.cap.CapLedger.Reply;
import dev.gavel.auction.cap.CapLedger.Request;
import org.junit.jupiter.api.Test;

/**
 * What every cap ledger does as time goes by. Times to live are of few seconds, so that an implementation with a real clock can wait
 * for them.
 */
public abstract class CapLedgerTimeContract extends CapLedgerKit {

    private static final int TTL_SECONDS = 2;

    /** Lets so many seconds pass on the ledger's clock, or a little more. */
    protected abstract void advance(int seconds);

    @Test
    void aReservationLapsesWithItsPing() {
        CapClaim claim = one("cap", 1);
        fund(tenant(), "buyer", 10);
        Consumer consumer = consumer("phone");
        Request request = request(consumer, 1, TTL_SECONDS, exclusive(1, claim, CapClaim.funds("buyer", 10)));
        Leg lapsed = legs(request, award(request)).getFirst();
        assertThat(awardsOf(1, exclusive(1, claim))).isZero();

        advance(TTL_SECONDS + 1);

        Remembered remembered = join(ledger().recall(tenant(), request.pingId()));
        assertThat(remembered.expired()).isTrue();
        assertThat(remembered.memory()).isEqualTo(request.memory());
        assertThat(award(request(consumer, exclusive(1, claim, CapClaim.funds("buyer", 10)))))
                .isInstanceOf(Reply.Awarded.class);
        release(lapsed);
        assertThat(awardsOf(1, exclusive(1, claim)))
                .as("a lapsed leg gives nothing back")
                .isZero();
    }

    @Test
    void aLapsedLegThatWasSoldNeverthelessCounts() {
        Request request = request(null, 1, TTL_SECONDS, exclusive(1, one("cap", 2)));
        Leg leg = legs(request, award(request)).getFirst();

        advance(TTL_SECONDS + 1);

        assertThat(commit(leg)).isTrue();
        assertThat(commit(leg)).isTrue();
        assertThat(awardsOf(3, exclusive(1, one("cap", 2)))).isEqualTo(1);
    }

    @Test
    void whatWasCommittedInTimeStaysUsed() {
        Request request = request(null, 1, TTL_SECONDS, exclusive(1, one("cap", 1)));
        assertThat(commit(legs(request, award(request)).getFirst())).isTrue();

        advance(TTL_SECONDS + 1);

        assertThat(awardsOf(1, exclusive(1, one("cap", 1)))).isZero();
    }

    @Test
    void reservationsLapseEachAtItsOwnSecond() {
        CapClaim claim = one("cap", 2);
        award(request(null, 1, TTL_SECONDS, exclusive(1, claim)));
        award(request(null, 1, 60, exclusive(1, claim)));

        advance(TTL_SECONDS + 1);

        assertThat(awardsOf(3, exclusive(1, claim))).isEqualTo(1);
    }

    @Test
    void aWindowEnds() {
        CapClaim ending = new CapClaim("cap", nowSeconds() - 60, nowSeconds() + TTL_SECONDS, 5, 1);
        assertThat(award(request(exclusive(1, ending)))).isInstanceOf(Reply.Awarded.class);

        advance(TTL_SECONDS + 1);

        assertThat(award(request(exclusive(1, ending)))).isInstanceOf(Reply.Stale.class);
    }

    @Test
    void aSoldConsumerIsFreeWhenTheDuplicateWindowIsOver() {
        Consumer consumer = consumer("phone");
        Request request = request(consumer, 1, TTL_SECONDS, exclusive(1));
        assertThat(commit(
                        of(consumer, TTL_SECONDS, legs(request, award(request)).getFirst())))
                .isTrue();

        advance(TTL_SECONDS + 1);

        assertThat(award(request(consumer, exclusive(1)))).isInstanceOf(Reply.Awarded.class);
    }
}
