package dev.gavel.auction.returns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.auction.returns.ReturnPolicy.Approval;
import dev.gavel.auction.returns.ReturnPolicy.Limit;
import dev.gavel.testkit.Property;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReturnRulesTest {

    private static final long DOLLAR = Money.UNIT_MICROS;
    private static final Instant SOLD = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final ReturnPolicy POLICY = policy(Approval.REVIEW, 10_000, true);
    private static final SoldLeg SALE = new SoldLeg(40 * DOLLAR, 30 * DOLLAR, SOLD, false, 20, 1);
    private static final ReturnClaim CLAIM = new ReturnClaim("disconnected", 0, true, true);

    private static ReturnPolicy policy(Approval approval, int clawbackBasisPoints, boolean givesCapBack) {
        return new ReturnPolicy(
                WEEK,
                Set.of("disconnected", "duplicate"),
                new Limit(1_000, Duration.ofDays(30)),
                true,
                true,
                approval,
                Duration.ofDays(10),
                givesCapBack,
                clawbackBasisPoints);
    }

    @Test
    void aGoodClaimWaitsForReview() {
        Instant now = SOLD.plus(WEEK);
        assertThat(ReturnRules.decide(POLICY, SALE, CLAIM, now))
                .isEqualTo(new ReturnDecision.ForReview(40 * DOLLAR, now.plus(Duration.ofDays(10))));
    }

    @Test
    void aGoodClaimIsApprovedAtOnceWhereNobodyReviews() {
        assertThat(ReturnRules.decide(policy(Approval.AUTOMATIC, 10_000, true), SALE, CLAIM, SOLD))
                .isEqualTo(new ReturnDecision.Approved(new ReturnTerms(40 * DOLLAR, 30 * DOLLAR, true)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatThePolicyDoesNotAdmitIsRefused(SoldLeg sale, ReturnClaim claim, Instant now, Reason reason) {
        assertThat(ReturnRules.decide(POLICY, sale, claim, now)).isEqualTo(new ReturnDecision.Refused(reason));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(SALE, CLAIM, SOLD.plus(WEEK).plusMillis(1), Reason.RETURN_TOO_LATE),
                Arguments.of(SALE, claim("no-answer", 0), SOLD, Reason.RETURN_REASON_NOT_ALLOWED),
                Arguments.of(SALE, new ReturnClaim("duplicate", 0, false, true), SOLD, Reason.RETURN_EVIDENCE_MISSING),
                Arguments.of(SALE, new ReturnClaim("duplicate", 0, true, false), SOLD, Reason.RETURN_STOP_USE_MISSING),
                Arguments.of(SALE, claim("duplicate", 40 * DOLLAR + 1), SOLD, Reason.RETURN_ABOVE_PRICE),
                Arguments.of(new SoldLeg(0, 0, SOLD, false, 20, 1), CLAIM, SOLD, Reason.RETURN_ABOVE_PRICE),
                Arguments.of(
                        new SoldLeg(40 * DOLLAR, 30 * DOLLAR, SOLD, true, 20, 1), CLAIM, SOLD, Reason.RETURN_STANDS),
                Arguments.of(
                        new SoldLeg(40 * DOLLAR, 30 * DOLLAR, SOLD, false, 20, 2),
                        CLAIM,
                        SOLD,
                        Reason.RETURN_LIMIT_REACHED));
    }

    @Test
    void aContractWithoutTermsTakesNoReturns() {
        assertThat(ReturnRules.decide(null, SALE, CLAIM, SOLD))
                .isEqualTo(new ReturnDecision.Refused(Reason.RETURNS_NOT_AGREED));
    }

    @ParameterizedTest
    @CsvSource({"1000, 1, 0, true", "1000, 10, 1, false", "1000, 11, 1, true", "0, 100, 0, false", "10000, 3, 3, false"
    })
    void theLimitIsRoundedUp(int basisPoints, long sold, long returned, boolean admitted) {
        assertThat(new Limit(basisPoints, WEEK).admitsOneMore(sold, returned)).isEqualTo(admitted);
    }

    @ParameterizedTest
    @CsvSource({
        // price, payout, refund, clawback share, clawback: all in cents
        "4000, 3000, 4000, 10000, 3000",
        "4000, 3000, 4000, 0, 0",
        "4000, 3000, 2000, 10000, 1500",
        "4000, 3000, 2000, 5000, 750",
        "4000, 3000, 1, 10000, 0",
        "4000, 3000, 3999, 10000, 2999",
        "3000, 3500, 3000, 10000, 3500",
    })
    void theVendorGivesItsPartInWholeCents(long price, long payout, long refund, int share, long clawback) {
        long cent = DOLLAR / 100;
        ReturnTerms terms = ReturnTerms.of(price * cent, payout * cent, refund * cent, share, true);
        assertThat(terms.clawbackMicros()).isEqualTo(clawback * cent);
        assertThat(terms.givesCapBack()).isEqualTo(price == refund);
    }

    @Test
    void theClawbackIsNeverMoreThanItsShareOfThePayout() {
        Property.forAll(500, random -> {
            long price = random.nextLong(1, Money.MAX_MICROS + 1);
            long payout = random.nextLong(0, Money.MAX_MICROS + 1);
            long refund = random.nextLong(1, price + 1);
            int share = random.nextInt(0, 10_001);
            ReturnTerms terms = ReturnTerms.of(price, payout, refund, share, random.nextBoolean());
            assertThat(terms.clawbackMicros()).isBetween(0L, payout);
            assertThat((double) terms.clawbackMicros())
                    .isLessThanOrEqualTo((double) payout * refund / price * share / 10_000 * (1 + 1e-9) + 1);
        });
    }

    @Test
    void whatTheTenantGrantsNeedsNoPolicyButNeverExceedsThePrice() {
        SoldLeg old = new SoldLeg(40 * DOLLAR, 30 * DOLLAR, SOLD.minus(WEEK.multipliedBy(50)), false, 1, 1);
        assertThat(ReturnRules.grant(old, claim("goodwill", 10 * DOLLAR), 0, true))
                .isEqualTo(new ReturnDecision.Approved(new ReturnTerms(10 * DOLLAR, 0, false)));
        assertThat(ReturnRules.grant(old, claim("goodwill", 41 * DOLLAR), 0, true))
                .isEqualTo(new ReturnDecision.Refused(Reason.RETURN_ABOVE_PRICE));
        SoldLeg returned = new SoldLeg(40 * DOLLAR, 30 * DOLLAR, SOLD, true, 1, 1);
        assertThat(ReturnRules.grant(returned, claim("goodwill", 1), 0, true))
                .isEqualTo(new ReturnDecision.Refused(Reason.RETURN_STANDS));
    }

    @ParameterizedTest
    @MethodSource("judged")
    void aVerdictIsGivenOnce(ReturnState state, long refundMicros, Verdict verdict, Judgement expected) {
        PendingReturn pending = new PendingReturn(
                state, 40 * DOLLAR, 30 * DOLLAR, 20 * DOLLAR, 5_000, true, SOLD.plus(WEEK), refundMicros);
        assertThat(ReturnRules.judge(pending, verdict, SOLD)).isEqualTo(expected);
    }

    static Stream<Arguments> judged() {
        Verdict yes = new Verdict.Approve(0, Verdict.Approve.BY_POLICY);
        Verdict no = new Verdict.Deny();
        return Stream.of(
                Arguments.of(
                        ReturnState.REQUESTED,
                        0,
                        yes,
                        new Judgement.Approved(new ReturnTerms(20 * DOLLAR, 7_500_000, false))),
                Arguments.of(
                        ReturnState.REQUESTED,
                        0,
                        new Verdict.Approve(10 * DOLLAR, 10_000),
                        new Judgement.Approved(new ReturnTerms(10 * DOLLAR, 7_500_000, false))),
                Arguments.of(
                        ReturnState.REQUESTED,
                        0,
                        new Verdict.Approve(20 * DOLLAR + 1, 0),
                        new Judgement.Refused(Reason.RETURN_ABOVE_CLAIM)),
                Arguments.of(ReturnState.REQUESTED, 0, no, new Judgement.Denied()),
                Arguments.of(ReturnState.APPROVED, 20 * DOLLAR, yes, new Judgement.Unchanged()),
                Arguments.of(ReturnState.APPROVED, 10 * DOLLAR, yes, new Judgement.Refused(Reason.RETURN_DECIDED)),
                Arguments.of(ReturnState.APPROVED, 20 * DOLLAR, no, new Judgement.Refused(Reason.RETURN_DECIDED)),
                Arguments.of(ReturnState.DENIED, 0, no, new Judgement.Unchanged()),
                Arguments.of(ReturnState.DENIED, 0, yes, new Judgement.Refused(Reason.RETURN_DECIDED)),
                Arguments.of(ReturnState.EXPIRED, 0, yes, new Judgement.Refused(Reason.RETURN_EXPIRED)));
    }

    @Test
    void aVerdictAfterTheTimeIsTooLateEvenIfNobodyNotedIt() {
        PendingReturn pending = new PendingReturn(ReturnState.REQUESTED, 1, 1, 1, 0, false, SOLD, 0);
        assertThat(ReturnRules.judge(pending, new Verdict.Deny(), SOLD.plusMillis(1)))
                .isEqualTo(new Judgement.Refused(Reason.RETURN_EXPIRED));
    }

    private static ReturnClaim claim(String reason, long amountMicros) {
        return new ReturnClaim(reason, amountMicros, true, true);
    }
}
