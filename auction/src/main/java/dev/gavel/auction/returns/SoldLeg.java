package dev.gavel.auction.returns;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A sale as a return finds it.
 *
 * @param priceMicros what the buyer paid
 * @param payoutMicros what the vendor got; may exceed the price
 * @param hasReturn whether a return of it stands: asked for or approved
 * @param soldInPeriod legs that the contract bought in the policy's period
 * @param returnedInPeriod those of them of which a return stands
 */
public record SoldLeg(
        long priceMicros,
        long payoutMicros,
        Instant soldAt,
        boolean hasReturn,
        long soldInPeriod,
        long returnedInPeriod) {

    public SoldLeg {
        requireNonNull(soldAt, "soldAt");
    }
}
