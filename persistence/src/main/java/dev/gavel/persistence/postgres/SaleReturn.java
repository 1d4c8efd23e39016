package dev.gavel.persistence.postgres;

import dev.gavel.auction.returns.PendingReturn;
import dev.gavel.auction.returns.ReturnState;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A return of a sold leg.
 *
 * @param returnId TypeID with prefix {@code return}
 * @param deliveryId of the sale
 * @param amountMicros what was asked for
 * @param clawbackBasisPoints the policy's share, when it was asked for
 * @param givesCapBack whether the policy frees the leg's place, when it was asked for
 * @param evidence sealed under the tenant's data key, bound to {@code returnId}; null when there is none
 * @param requestedBy the key, or {@code operator}
 * @param refundMicros what the buyer got; 0 unless approved
 * @param clawbackMicros what the vendor gave; 0 unless approved
 * @param capGivenBack whether the leg's place in its caps was freed
 * @param note why it was decided so, in the decider's words; null when nothing was said
 */
public record SaleReturn(
        String returnId,
        String pingId,
        String leadId,
        String legId,
        String deliveryId,
        String campaign,
        String contract,
        String buyer,
        String vendor,
        String currency,
        long priceMicros,
        long payoutMicros,
        Instant soldAt,
        ReturnState state,
        String reason,
        long amountMicros,
        int clawbackBasisPoints,
        boolean givesCapBack,
        byte @Nullable [] evidence,
        String requestedBy,
        Instant requestedAt,
        Instant expiresAt,
        long refundMicros,
        long clawbackMicros,
        boolean capGivenBack,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String note) {

    static final String COLUMNS = """
            return_id, ping_id, lead_id, leg_id, delivery_id, campaign, contract, buyer, vendor, currency, price_micros, payout_micros,
            sold_at, state, reason, amount_micros, clawback_basis_points, gives_cap_back, evidence, requested_by, requested_at, expires_at,
            refund_micros, clawback_micros, cap_given_back, decided_by, decided_at, note""";

    static SaleReturn of(Readable row) {
        return new SaleReturn(
                Ids.text(Ids.RETURN, Rows.uuid(row, "return_id")),
                Ids.text(Ids.PING, Rows.uuid(row, "ping_id")),
                Ids.text(Ids.LEAD, Rows.uuid(row, "lead_id")),
                Ids.text(Ids.LEG, Rows.uuid(row, "leg_id")),
                Ids.text(Ids.DELIVERY, Rows.uuid(row, "delivery_id")),
                Rows.text(row, "campaign"),
                Rows.text(row, "contract"),
                Rows.text(row, "buyer"),
                Rows.text(row, "vendor"),
                Rows.text(row, "currency"),
                Rows.number(row, "price_micros"),
                Rows.number(row, "payout_micros"),
                Rows.instant(row, "sold_at"),
                ReturnState.valueOf(Rows.text(row, "state")),
                Rows.text(row, "reason"),
                Rows.number(row, "amount_micros"),
                Rows.smallNumber(row, "clawback_basis_points"),
                Rows.flag(row, "gives_cap_back"),
                Rows.bytesOrNull(row, "evidence"),
                Rows.text(row, "requested_by"),
                Rows.instant(row, "requested_at"),
                Rows.instant(row, "expires_at"),
                Rows.number(row, "refund_micros"),
                Rows.number(row, "clawback_micros"),
                Rows.flag(row, "cap_given_back"),
                Rows.textOrNull(row, "decided_by"),
                Rows.instantOrNull(row, "decided_at"),
                Rows.textOrNull(row, "note"));
    }

    /** As its review finds it. */
    PendingReturn pending() {
        return new PendingReturn(
                state,
                priceMicros,
                payoutMicros,
                amountMicros,
                clawbackBasisPoints,
                givesCapBack,
                expiresAt,
                refundMicros);
    }
}
