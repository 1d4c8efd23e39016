package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.returns.ReturnClaim;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A return that is asked for.
 *
 * @param returnId TypeID with prefix {@code return}
 * @param deliveryId of the sale
 * @param buyer whose sale it must be; null for anyone's
 * @param evidence null for none
 * @param actor who asks: a key, or {@code operator}
 * @param grant what the tenant grants beside the policy; null when the policy decides
 */
public record NewReturn(
        String tenant,
        String returnId,
        String deliveryId,
        @Nullable String buyer,
        ReturnClaim claim,
        @Nullable Evidence evidence,
        String actor,
        Instant at,
        @Nullable Grant grant) {

    public NewReturn {
        requireNonNull(tenant, "tenant");
        requireNonNull(returnId, "returnId");
        requireNonNull(deliveryId, "deliveryId");
        requireNonNull(claim, "claim");
        requireNonNull(actor, "actor");
        requireNonNull(at, "at");
    }

    /**
     * What speaks for the return.
     *
     * @param sealed under the tenant's data key, bound to the return's id
     */
    public record Evidence(byte[] sealed) {}

    /**
     * Terms of the tenant's own.
     *
     * @param clawbackBasisPoints share of the vendor's payout that is taken back
     */
    public record Grant(int clawbackBasisPoints, boolean givesCapBack) {}
}
