package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.cap.CapClaim;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One delivery that is about to be tried.
 *
 * @param legId TypeID with prefix {@code leg}
 * @param deliveryId a TypeID, see {@link Ids#DELIVERY}; another one for each buyer that is tried for a leg
 * @param endpoint null when the buyer fetches its leads itself
 * @param priceMicros what the buyer pays; held on its account whether or not the claims name its funds
 * @param payoutMicros what the vendor gets; may exceed the price, and the margin is then negative
 * @param claims the caps, and the funds, that the ping reserved; funds are guarded by the account itself
 * @param ownFor how long its flow may be at work on it: so long nobody else asks its buyer
 */
public record LegIntent(
        String legId,
        String deliveryId,
        String contract,
        String buyer,
        @Nullable String endpoint,
        long priceMicros,
        long payoutMicros,
        List<CapClaim> claims,
        Duration ownFor) {

    public LegIntent {
        requireNonNull(legId, "legId");
        requireNonNull(deliveryId, "deliveryId");
        requireNonNull(contract, "contract");
        requireNonNull(buyer, "buyer");
        requireNonNull(ownFor, "ownFor");
        claims = List.copyOf(claims);
        if (priceMicros < 0) {
            throw new IllegalArgumentException("priceMicros: " + priceMicros + " (expected: >= 0)");
        }
        if (payoutMicros < 0) {
            throw new IllegalArgumentException("payoutMicros: " + payoutMicros + " (expected: >= 0)");
        }
    }

    /** The claims on caps alone. */
    List<CapClaim> capClaims() {
        return claims.stream().filter(claim -> !claim.isFunds()).toList();
    }
}
