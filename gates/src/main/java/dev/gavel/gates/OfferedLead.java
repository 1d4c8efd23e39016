package dev.gavel.gates;

import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lead as its vendor offers it: the part of the {@link Facts} for which nobody is asked.
 *
 * <p>Thread safety: immutable.
 *
 * @param consent null when none was sent
 * @param now the moment of the decision
 * @param vendor who sent the lead; null when that is not known
 * @param source the vendor's sub id; empty for none
 */
public record OfferedLead(
        Phase phase,
        Campaign campaign,
        Lead lead,
        @Nullable Consent consent,
        Instant now,
        @Nullable Vendor vendor,
        String source) {

    OfferedLead from(@Nullable Vendor sender, String subId) {
        return new OfferedLead(phase, campaign, lead, consent, now, sender, subId);
    }

    OfferedLead at(Instant moment) {
        return new OfferedLead(phase, campaign, lead, consent, moment, vendor, source);
    }
}
