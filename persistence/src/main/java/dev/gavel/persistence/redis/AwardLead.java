package dev.gavel.persistence.redis;

import dev.gavel.auction.cap.CapLedger.Request;

/**
 * A lead that asks for an award.
 *
 * @param wish what it gets where nothing is full
 */
record AwardLead(Request request, Wish wish) {

    static AwardLead of(Request request) {
        return new AwardLead(request, Wish.of(request));
    }
}
