package dev.gavel.auction.returns;

import dev.gavel.auction.reason.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides returns: at most one stands for a sale, never for more than its price, and only as the contract's policy says.
 *
 * <p>Thread safety: stateless.
 */
public final class ReturnRules {

    private ReturnRules() {}

    /**
     * Decides what a buyer asks for.
     *
     * @param policy of the sale's contract; null when it takes no returns
     */
    public static ReturnDecision decide(@Nullable ReturnPolicy policy, SoldLeg sale, ReturnClaim claim, Instant now) {
        if (sale.hasReturn()) {
            return new ReturnDecision.Refused(Reason.RETURN_STANDS);
        }
        long amount = claim.amountOf(sale);
        if (amount < 1 || amount > sale.priceMicros()) {
            return new ReturnDecision.Refused(Reason.RETURN_ABOVE_PRICE);
        }
        if (policy == null) {
            return new ReturnDecision.Refused(Reason.RETURNS_NOT_AGREED);
        }
        Reason reason = obstacle(policy, sale, claim, now);
        if (reason != null) {
            return new ReturnDecision.Refused(reason);
        }
        return switch (policy.approval()) {
            case AUTOMATIC -> new ReturnDecision.Approved(terms(policy, sale, amount));
            case REVIEW -> new ReturnDecision.ForReview(amount, now.plus(policy.decideWithin()));
        };
    }

    private static @Nullable Reason obstacle(ReturnPolicy policy, SoldLeg sale, ReturnClaim claim, Instant now) {
        if (now.isAfter(sale.soldAt().plus(policy.window()))) {
            return Reason.RETURN_TOO_LATE;
        }
        if (!policy.reasons().contains(claim.reason())) {
            return Reason.RETURN_REASON_NOT_ALLOWED;
        }
        if (policy.evidenceRequired() && !claim.hasEvidence()) {
            return Reason.RETURN_EVIDENCE_MISSING;
        }
        if (policy.stopUseRequired() && !claim.stopsUse()) {
            return Reason.RETURN_STOP_USE_MISSING;
        }
        return policy.limit().admitsOneMore(sale.soldInPeriod(), sale.returnedInPeriod())
                ? null
                : Reason.RETURN_LIMIT_REACHED;
    }

    private static ReturnTerms terms(ReturnPolicy policy, SoldLeg sale, long amountMicros) {
        return ReturnTerms.of(
                sale.priceMicros(),
                sale.payoutMicros(),
                amountMicros,
                policy.clawbackBasisPoints(),
                policy.givesCapBack());
    }

    /**
     * Decides what the tenant grants by itself, whatever the policy says: only one return may stand, and not for more than the price.
     *
     * @param clawbackBasisPoints the share of the payout to take back
     */
    public static ReturnDecision grant(SoldLeg sale, ReturnClaim claim, int clawbackBasisPoints, boolean givesCapBack) {
        if (sale.hasReturn()) {
            return new ReturnDecision.Refused(Reason.RETURN_STANDS);
        }
        long amount = claim.amountOf(sale);
        if (amount < 1 || amount > sale.priceMicros()) {
            return new ReturnDecision.Refused(Reason.RETURN_ABOVE_PRICE);
        }
        return new ReturnDecision.Approved(
                ReturnTerms.of(sale.priceMicros(), sale.payoutMicros(), amount, clawbackBasisPoints, givesCapBack));
    }

    /** Decides what a verdict does to a return: what was decided stays so. */
    public static Judgement judge(PendingReturn pending, Verdict verdict, Instant now) {
        return switch (pending.state()) {
            case REQUESTED ->
                now.isAfter(pending.expiresAt())
                        ? new Judgement.Refused(Reason.RETURN_EXPIRED)
                        : judgeOpen(pending, verdict);
            case APPROVED ->
                verdict instanceof Verdict.Approve approve && amount(pending, approve) == pending.refundMicros()
                        ? new Judgement.Unchanged()
                        : new Judgement.Refused(Reason.RETURN_DECIDED);
            case DENIED ->
                verdict instanceof Verdict.Deny
                        ? new Judgement.Unchanged()
                        : new Judgement.Refused(Reason.RETURN_DECIDED);
            case EXPIRED -> new Judgement.Refused(Reason.RETURN_EXPIRED);
        };
    }

    private static Judgement judgeOpen(PendingReturn pending, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Deny _ -> new Judgement.Denied();
            case Verdict.Approve approve -> {
                long amount = amount(pending, approve);
                int clawback = approve.clawbackBasisPoints() == Verdict.Approve.BY_POLICY
                        ? pending.clawbackBasisPoints()
                        : approve.clawbackBasisPoints();
                yield amount > pending.amountMicros()
                        ? new Judgement.Refused(Reason.RETURN_ABOVE_CLAIM)
                        : new Judgement.Approved(ReturnTerms.of(
                                pending.priceMicros(),
                                pending.payoutMicros(),
                                amount,
                                clawback,
                                pending.givesCapBack()));
            }
        };
    }

    private static long amount(PendingReturn pending, Verdict.Approve approve) {
        return approve.amountMicros() == ReturnClaim.WHOLE_PRICE ? pending.amountMicros() : approve.amountMicros();
    }
}
