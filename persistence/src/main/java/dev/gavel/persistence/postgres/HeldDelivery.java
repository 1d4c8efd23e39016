package dev.gavel.persistence.postgres;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.money.Transfer;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A delivery whose outcome is open, with what is held for it.
 *
 * @param claims on caps; none on funds
 */
record HeldDelivery(
        UUID deliveryId,
        UUID legId,
        String contract,
        String buyer,
        long priceMicros,
        long payoutMicros,
        List<CapClaim> claims,
        String state) {

    static final String COLUMNS = "d.delivery_id, d.leg_id, d.contract, d.buyer, d.price_micros, d.payout_micros, "
            + "d.claim_counters, d.claim_starts, d.claim_ends, d.claim_limits, d.claim_amounts, d.state";

    static HeldDelivery of(Readable row) {
        return new HeldDelivery(
                Rows.uuid(row, "delivery_id"),
                Rows.uuid(row, "leg_id"),
                Rows.text(row, "contract"),
                Rows.text(row, "buyer"),
                Rows.number(row, "price_micros"),
                Rows.number(row, "payout_micros"),
                claims(row),
                Rows.text(row, "state"));
    }

    private static List<CapClaim> claims(Readable row) {
        List<String> counters = Rows.texts(row, "claim_counters");
        Long[] starts = Rows.numbers(row, "claim_starts");
        Long[] ends = Rows.numbers(row, "claim_ends");
        Long[] limits = Rows.numbers(row, "claim_limits");
        Long[] amounts = Rows.numbers(row, "claim_amounts");
        List<CapClaim> claims = new ArrayList<>(counters.size());
        for (int i = 0; i < counters.size(); i++) {
            claims.add(new CapClaim(counters.get(i), starts[i], ends[i], limits[i], amounts[i]));
        }
        return claims;
    }

    boolean isUnresolved() {
        return state.equals(LegOutcome.UNRESOLVED.name());
    }

    String deliveryText() {
        return Ids.text(Ids.DELIVERY, deliveryId);
    }

    /** Gives the held money back. */
    Transfer voided() {
        return Transfer.voidHold(deliveryText(), buyer, priceMicros);
    }

    /** Turns the held money into the vendor's and the tenant's. */
    Transfer sold(String vendor) {
        return Transfer.sale(deliveryText(), buyer, vendor, priceMicros, payoutMicros);
    }
}
