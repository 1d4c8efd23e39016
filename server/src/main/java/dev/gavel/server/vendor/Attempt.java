package dev.gavel.server.vendor;

import dev.gavel.auction.contract.Contract;

/**
 * One leg on its way to one buyer.
 *
 * @param position the candidate's position in the ping
 * @param reservationId what the cap ledger knows the candidate's claims by
 * @param legId the leg that the vendor was promised, whichever candidate serves it
 * @param promisedPayoutMicros what the vendor gets for it, whoever buys
 */
record Attempt(
        int position,
        String reservationId,
        String legId,
        String deliveryId,
        Contract contract,
        RememberedPing.Kept kept,
        long promisedPayoutMicros) {}
