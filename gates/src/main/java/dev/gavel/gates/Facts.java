package dev.gavel.gates;

import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the gates may know of one lead.
 *
 * @param consent null when none was sent
 * @param now the moment of the decision
 * @param screening what the lists say of the consumer; {@link Screening#UNKNOWN} before they were asked or when they did not answer
 * @param buyerLegalName the buyer that the lead would go to; null when the lead is judged for all
 */
public record Facts(
        Phase phase,
        Campaign campaign,
        Lead lead,
        @Nullable Consent consent,
        Instant now,
        Screening screening,
        @Nullable String buyerLegalName) {

    /** The same facts with the lists' answers. */
    public Facts with(Screening answers) {
        return new Facts(phase, campaign, lead, consent, now, answers, buyerLegalName);
    }

    /** The same facts, for one buyer. */
    public Facts forBuyer(String legalName) {
        return new Facts(phase, campaign, lead, consent, now, screening, legalName);
    }
}
