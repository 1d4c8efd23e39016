package dev.gavel.gates;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the gates may know of one lead. Begins with what the lead itself says ({@link #of}); what is learnt later is added, and
 * is unknown until then.
 *
 * <p>Thread safety: immutable.
 *
 * @param consent null when none was sent
 * @param now the moment of the decision
 * @param screening what the lists say of the consumer; {@link Screening#UNKNOWN} before they were asked or when they did not answer
 * @param buyer whom the lead would go to; null when it is judged for all
 */
public record Facts(
        Phase phase,
        Campaign campaign,
        Lead lead,
        @Nullable Consent consent,
        Instant now,
        Screening screening,
        @Nullable Buyer buyer) {

    /** What is known of a lead before anybody was asked. */
    public static Facts of(Phase phase, Campaign campaign, Lead lead, @Nullable Consent consent, Instant now) {
        return new Facts(phase, campaign, lead, consent, now, Screening.UNKNOWN, null);
    }

    /** The same facts with the lists' answers. */
    public Facts with(Screening answers) {
        return new Facts(phase, campaign, lead, consent, now, answers, buyer);
    }

    /** The same facts at another moment. */
    public Facts at(Instant moment) {
        return new Facts(phase, campaign, lead, consent, moment, screening, buyer);
    }

    /** The same facts, for one buyer. */
    public Facts forBuyer(Buyer one) {
        return new Facts(phase, campaign, lead, consent, now, screening, one);
    }
}
