package dev.gavel.persistence.postgres;

import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.money.Transfer;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery of a lead, with what is held for it while it is open.
 *
 * @param claims on caps; none on funds
 * @param outcome null while it is an intent
 * @param attempts 1 until somebody else than its flow leased it
 */
record HeldDelivery(
        UUID deliveryId,
        UUID legId,
        String contract,
        String buyer,
        long priceMicros,
        long payoutMicros,
        List<CapClaim> claims,
        @Nullable LegOutcome outcome,
        int attempts) {

    private static final String INTENT = "INTENT";

    static final String COLUMNS = "d.delivery_id, d.leg_id, d.contract, d.buyer, d.price_micros, d.payout_micros, "
            + "d.claim_counters, d.claim_starts, d.claim_ends, d.claim_limits, d.claim_amounts, d.state, d.attempts";

    static HeldDelivery of(Readable row) {
        return new HeldDelivery(
                Rows.uuid(row, "delivery_id"),
                Rows.uuid(row, "leg_id"),
                Rows.text(row, "contract"),
                Rows.text(row, "buyer"),
                Rows.number(row, "price_micros"),
                Rows.number(row, "payout_micros"),
                claims(row),
                outcome(Rows.text(row, "state")),
                Rows.smallNumber(row, "attempts"));
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

    private static @Nullable LegOutcome outcome(String state) {
        return state.equals(INTENT) ? null : LegOutcome.valueOf(state);
    }

    /** The delivery of this id; null when the lead has none. */
    static @Nullable HeldDelivery find(List<HeldDelivery> deliveries, String deliveryId) {
        UUID id = Ids.uuid(Ids.DELIVERY, deliveryId);
        for (HeldDelivery delivery : deliveries) {
            if (delivery.deliveryId().equals(id)) {
                return delivery;
            }
        }
        return null;
    }

    /** Whether its buyer may still take the lead, or have taken it. */
    boolean isOpen() {
        return outcome == null || isUnresolved();
    }

    boolean isUnresolved() {
        return outcome == LegOutcome.UNRESOLVED;
    }

    /**
     * What a result says about this delivery. That a flow did not send it is no proof once somebody else asked the buyer: the outcome is then
     * left to the one who did.
     */
    @Nullable
    LegOutcome after(LegResult result) {
        boolean othersAsked = attempts > 1;
        return othersAsked && result.outcome() == LegOutcome.NOT_SENT ? outcome : result.outcome();
    }

    /** The same delivery as it stands with the outcome that a settlement leaves it. */
    DeliveryStanding standing(@Nullable LegOutcome standing) {
        return new DeliveryStanding(legText(), deliveryText(), standing, payoutMicros, !isOpen());
    }

    /** The same delivery as its result ends it. */
    EndedDelivery ended(LegResult result) {
        return new EndedDelivery(
                deliveryText(),
                legText(),
                contract,
                buyer,
                result.outcome(),
                priceMicros,
                payoutMicros,
                result.reference(),
                result.reason());
    }

    String legText() {
        return Ids.text(Ids.LEG, legId);
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
