package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.server.buyer.wire.Answer;
import dev.gavel.testkit.Bounded;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/**
 * Buyers' answers of any status and bytes: each gives an outcome. A bid lies within its contract's bounds, a reason is short, plain and without the
 * consumer's data, an address is one of the web, and a yes needs the agreed word.
 */
@Tag("fuzz")
class AnswerFuzzTest {

    private static final Contract CONTRACT = BuyerWorld.contract("acme");
    private static final PriceRule.RealTime BOUNDS = new PriceRule.RealTime("acme-bid", 500_000, 90_000_000);
    private static final AnswerReader BIDS = AnswerReader.compile(BuyerWorld.BID_ANSWER, Purpose.BID);
    private static final AnswerReader POSTS = AnswerReader.compile(BuyerWorld.POST_ANSWER, Purpose.DELIVERY);
    private static final int[] STATUS = {200, 201, 204, 302, 400, 409, 422, 500, 503, 100};

    @FuzzTest(maxDuration = "50s")
    void givesAnOutcomeWithinItsBounds(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        int status = STATUS[Math.floorMod(input[0], STATUS.length)];
        Answer answer = Answer.of(status, Arrays.copyOfRange(input, 1, input.length));
        Bounded.run(input.length, () -> {
            bid(answer);
            delivery(answer);
        });
    }

    private static void bid(Answer answer) {
        BidOutcome outcome = BIDS.readBid(answer, CONTRACT, BOUNDS);
        assertThat(outcome).isNotNull();
        if (outcome instanceof BidOutcome.Offered(var bid)) {
            assertThat(bid.priceMicros()).isBetween(BOUNDS.leastMicros(), BOUNDS.mostMicros());
            assertThat(answer.isSuccess()).isTrue();
        }
    }

    private static void delivery(Answer answer) {
        switch (POSTS.readDelivery(answer, BuyerWorld.lead())) {
            case DeliveryOutcome.Accepted(String reference, String redirectUrl) -> {
                assertThat(answer.isSuccess()).isTrue();
                assertThat(reference == null ? "" : reference)
                        .doesNotContain("\u0000", "\n")
                        .hasSizeLessThan(2_049);
                assertThat(redirectUrl == null ? "https://" : redirectUrl).matches("https?://\\S*");
            }
            case DeliveryOutcome.Rejected(String reason) ->
                assertThat(reason)
                        .hasSizeLessThanOrEqualTo(120)
                        .matches("[ -~]*")
                        .doesNotContainIgnoringCase("testina")
                        .doesNotContain("5550100", "@");
            case DeliveryOutcome.Unknown _ -> assertThat(answer.status()).isPositive();
            case DeliveryOutcome.NotSent _ -> throw new AssertionError("it was sent");
        }
    }
}
