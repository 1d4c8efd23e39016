package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.id.TypeId;
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
        TypeId ping = TypeId.parse(IdSource.PING, sold.pingId());
        if (ping == null) {
            throw new IllegalStateException("ping: " + sold.pingId());
        }
        String reservationId =
                IdSource.leg(ping, whole.positionOf(sold.contract())).toString();
        return new CapLedger.Leg(sold.tenant(), sold.pingId(), reservationId, 0, sold.claims());
    }
}
