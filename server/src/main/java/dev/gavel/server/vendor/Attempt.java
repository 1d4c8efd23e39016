package dev.gavel.server.vendor;

import dev.gavel.auction.contract.Contract;

/**
 * One leg on its way to one buyer.
 *
 * @param position the candidate's position in the ping
 * @param promisedLegId the leg that the vendor was promised and is told about, also when another candidate serves it
 * @param promisedPayoutMicros what the vendor gets for it, whoever buys
 */
record Attempt(
        int position,
        String legId,
        String promisedLegId,
        String deliveryId,
        Contract contract,
        RememberedPing.Kept kept,
        long promisedPayoutMicros) {}
