package dev.gavel.auction.returns;

import dev.gavel.auction.money.Margin;
import java.math.BigInteger;

/**
 * What an approved return moves. The tenant pays what the buyer gets and the vendor does not give.
 *
 * @param refundMicros to the buyer
 * @param clawbackMicros from the vendor
 * @param givesCapBack whether the leg's place in its caps is free again
 */
public record ReturnTerms(long refundMicros, long clawbackMicros, boolean givesCapBack) {

    /**
     * The terms of a refund. The clawback is the policy's share of the part of the payout that the refund is of the price, rounded down to a whole
     * cent, in the vendor's favour; all of it for a whole refund with a whole clawback. Caps count legs: only a whole refund gives a place
     * back.
     *
     * @param refundMicros from 1 to the price
     */
    static ReturnTerms of(
            long priceMicros, long payoutMicros, long refundMicros, int clawbackBasisPoints, boolean givesCapBack) {
        boolean whole = refundMicros == priceMicros;
        long clawback = whole && clawbackBasisPoints == ReturnPolicy.WHOLE
                ? payoutMicros
                : share(payoutMicros, refundMicros, priceMicros, clawbackBasisPoints);
        return new ReturnTerms(refundMicros, clawback, givesCapBack && whole);
    }

    private static long share(long payoutMicros, long refundMicros, long priceMicros, int basisPoints) {
        // Exact: the product of three amounts does not fit in a long.
        long part = BigInteger.valueOf(payoutMicros)
                .multiply(BigInteger.valueOf(refundMicros))
                .multiply(BigInteger.valueOf(basisPoints))
                .divide(BigInteger.valueOf(priceMicros).multiply(BigInteger.valueOf(ReturnPolicy.WHOLE)))
                .longValueExact();
        return part - part % Margin.CENT_MICROS;
    }
}
