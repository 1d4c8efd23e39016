package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.SoldDelivery;

/**
 * The reservation that a sale was made from, as the cap ledger knows it.
 *
 * <p>Thread safety: stateless.
 */
public final class SoldReservation {

    private SoldReservation() {}

    /**
     * The reservation of a sold delivery, with its claims on caps.
     *
     * @throws dev.gavel.persistence.crypto.DecryptionException when the lead cannot be opened any more
     */
    public static CapLedger.Leg of(TenantKeys keys, SoldDelivery sold) {
        RememberedPing whole = new PingSealer().openLead(keys, sold.leadId(), sold.sealedLead());
        return new CapLedger.Leg(sold.tenant(), sold.pingId(), whole.positionOf(sold.contract()), 0, sold.claims());
    }
}
