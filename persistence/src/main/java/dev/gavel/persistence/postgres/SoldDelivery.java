package dev.gavel.persistence.postgres;

import dev.gavel.auction.cap.CapClaim;
import java.util.List;

/**
 * A delivery that was sold, with what it took from caps.
 *
 * @param claims on caps; none on funds
 * @param sealedLead the lead under the tenant's data key, bound to the lead's id
 */
public record SoldDelivery(
        String tenant, String pingId, String leadId, String contract, List<CapClaim> claims, byte[] sealedLead) {}
