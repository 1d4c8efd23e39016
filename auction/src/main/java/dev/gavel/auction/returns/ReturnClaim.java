package dev.gavel.auction.returns;

import static java.util.Objects.requireNonNull;

/**
 * What a buyer asks for.
 *
 * @param reason one of the policy's words
 * @param amountMicros of the price; {@link #WHOLE_PRICE} for all of it
 * @param hasEvidence whether evidence was given
 * @param stopsUse whether the buyer declares that it no longer uses the lead
 */
public record ReturnClaim(String reason, long amountMicros, boolean hasEvidence, boolean stopsUse) {

    /** The whole price, however much it is. */
    public static final long WHOLE_PRICE = 0;

    public ReturnClaim {
        requireNonNull(reason, "reason");
        if (amountMicros < 0) {
            throw new IllegalArgumentException("amountMicros: " + amountMicros + " (expected: >= 0)");
        }
    }

    long amountOf(SoldLeg sale) {
        return amountMicros == WHOLE_PRICE ? sale.priceMicros() : amountMicros;
    }
}
