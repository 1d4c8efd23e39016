package dev.gavel.server.vendor;

import dev.gavel.auction.contract.Contract;

/**
 * One leg on its way to one buyer.
 *
 * @param position the candidate's position in the ping, by which the cap ledger knows what it claims
 * @param legId the leg that the vendor was promised, whichever candidate serves it
 * @param promisedPayoutMicros what the vendor gets for it, whoever buys
 */
record Attempt(
        int position,
        String legId,
        String deliveryId,
        Contract contract,
        RememberedPing.Kept kept,
        long promisedPayoutMicros) {}
