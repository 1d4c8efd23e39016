package dev.gavel.server.buyer.sim;

import dev.gavel.auction.money.Money;

/** How a simulated buyer decides on a bid. */
@FunctionalInterface
public interface Bidding {

    /**
     * The answer to one request.
     *
     * @param buyer the buyer's id
     * @param number counts the buyer's requests, from 1
     * @param body the request as it came
     */
    Reply answer(String buyer, long number, String body);

    /** Always the same price. */
    static Bidding fixed(long priceMicros) {
        String start = "{\"status\":\"bid\",\"price\":\"" + Money.format(priceMicros) + "\",\"bid_id\":\"";
        return (buyer, number, body) -> Reply.ok(start + buyer + "-" + number + "\"}");
    }

    /**
     * A price in whole cents between the bounds that depends on the buyer and the ZIP alone; no bid for a request without ZIP.
     *
     * @param leastMicros included
     * @param mostMicros included
     */
    static Bidding perZip(long leastMicros, long mostMicros) {
        long centMicros = Money.UNIT_MICROS / 100;
        long steps = (mostMicros - leastMicros) / centMicros + 1;
        return (buyer, number, body) -> {
            int zip = zipIn(body);
            if (zip < 0) {
                return noBid().answer(buyer, number, body);
            }
            long mixed = (zip * 0x9E37_79B9_7F4A_7C15L) ^ (buyer.hashCode() * 0xC2B2_AE3D_27D4_EB4FL);
            long price = leastMicros + Math.floorMod(mixed ^ (mixed >>> 32), steps) * centMicros;
            return fixed(price).answer(buyer, number, body);
        };
    }

    /** Never a bid. */
    static Bidding noBid() {
        return (buyer, number, body) -> Reply.ok("{\"status\":\"no_bid\"}");
    }

    /** Always the same answer, sensible or not. */
    static Bidding reply(Reply reply) {
        return (buyer, number, body) -> reply;
    }

    private static int zipIn(String body) {
        int start = body.indexOf("\"zip\":\"");
        return start < 0 || body.length() < start + 12
                ? -1
                : dev.gavel.auction.lead.Zip.parse(body.substring(start + 7, start + 12));
    }
}
