package dev.gavel.gates;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.reason.Reason;
import java.time.Instant;
import java.util.Set;
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
 * @param dnc what is known about do-not-call; {@link DncFacts#UNKNOWN} until it was added
 * @param vendor who sent the lead; null when that is not known
 * @param source the vendor's sub id; empty for none
 * @param listDates of which moment the lists of others are; {@link ListDates#NONE} before that is known
 * @param suppressedBy of which kinds the consumer's entries on the suppression list are; empty where only {@link Screening#suppressed} is known
 * @param buyer whom the lead would go to; null when it is judged for all
 * @param waived findings that do not count: a person is to look at them, or has. A gate looks past them at what else there is; empty unless
 *     they were waived one by one
 * @param ways how the consumer would be reached: by the buyer that is named, or by any of the campaign's
 * @param evidence what is known about the certificates of consent; {@link EvidenceFacts#UNKNOWN} until it was added
 */
public record Facts(
        Phase phase,
        Campaign campaign,
        Lead lead,
        @Nullable Consent consent,
        Instant now,
        Screening screening,
        DncFacts dnc,
        @Nullable Vendor vendor,
        String source,
        ListDates listDates,
        Set<SuppressionKind> suppressedBy,
        @Nullable Buyer buyer,
        Set<Reason> waived,
        Set<CallChannel> ways,
        EvidenceFacts evidence) {

    /** What is known of a lead before anybody was asked. */
    public static Facts of(Phase phase, Campaign campaign, Lead lead, @Nullable Consent consent, Instant now) {
        return of(phase, campaign, lead, consent, now, ListDates.NONE);
    }

    /** What is known of a lead before anybody was asked, where the dates of the lists are known. */
    public static Facts of(
            Phase phase, Campaign campaign, Lead lead, @Nullable Consent consent, Instant now, ListDates listDates) {
        return of(phase, campaign, lead, consent, now, listDates, EvidenceFacts.UNKNOWN);
    }

    /** The same, where it is known, too, who is asked about certificates. */
    public static Facts of(
            Phase phase,
            Campaign campaign,
            Lead lead,
            @Nullable Consent consent,
            Instant now,
            ListDates listDates,
            EvidenceFacts evidence) {
        return new Facts(
                phase,
                campaign,
                lead,
                consent,
                now,
                Screening.UNKNOWN,
                DncFacts.UNKNOWN,
                null,
                "",
                listDates,
                Set.of(),
                null,
                Set.of(),
                campaign.gates().contact().channels(),
                evidence);
    }

    /** The same facts with the lists' answers. */
    public Facts with(Screening answers) {
        return new Facts(
                phase,
                campaign,
                lead,
                consent,
                now,
                answers,
                dnc,
                vendor,
                source,
                listDates,
                suppressedBy,
                buyer,
                waived,
                ways,
                evidence);
    }

    /** The same facts with what is known about do-not-call. */
    public Facts with(DncFacts doNotCall) {
        return new Facts(
                phase,
                campaign,
                lead,
                consent,
                now,
                screening,
                doNotCall,
                vendor,
                source,
                listDates,
                suppressedBy,
                buyer,
                waived,
                ways,
                evidence);
    }

    /** The same facts with what is known about the certificates of consent. */
    public Facts with(EvidenceFacts certificates) {
        return new Facts(
                phase,
                campaign,
                lead,
                consent,
                now,
                screening,
                dnc,
                vendor,
                source,
                listDates,
                suppressedBy,
                buyer,
                waived,
                ways,
                certificates);
    }

    /** The same facts, of a lead from this vendor and its source. */
    public Facts from(@Nullable Vendor sender, String subId) {
        return new Facts(
                phase,
                campaign,
                lead,
                consent,
                now,
                screening,
                dnc,
                sender,
                subId,
                listDates,
                suppressedBy,
                buyer,
                waived,
                ways,
                evidence);
    }

    /** The same facts with the dates of the lists. */
    public Facts with(ListDates dates) {
        return new Facts(
                phase,
                campaign,
                lead,
                consent,
                now,
                screening,
                dnc,
                vendor,
                source,
                dates,
                suppressedBy,
                buyer,
                waived,
                ways,
                evidence);
    }

    /** The same facts with the kinds of the consumer's entries on the suppression list. */
    public Facts withSuppressedBy(Set<SuppressionKind> kinds) {
        return new Facts(
                phase,
                campaign,
                lead,
                consent,
                now,
                screening,
                dnc,
                vendor,
                source,
                listDates,
                Set.copyOf(kinds),
                buyer,
                waived,
                ways,
                evidence);
    }

    /** The same facts at another moment. */
    public Facts at(Instant moment) {
        return new Facts(
                phase,
                campaign,
                lead,
                consent,
                moment,
                screening,
                dnc,
                vendor,
                source,
                listDates,
                suppressedBy,
                buyer,
                waived,
                ways,
                evidence);
    }

    /** The same facts, for one buyer, of which it is not known how it reaches consumers. */
    public Facts forBuyer(Buyer one) {
        return forBuyer(one, ways);
    }

    /** The same facts, for one buyer that reaches consumers in these ways. */
    public Facts forBuyer(Buyer one, Set<CallChannel> itsWays) {
        return new Facts(
                phase,
                campaign,
                lead,
                consent,
                now,
                screening,
                dnc,
                vendor,
                source,
                listDates,
                suppressedBy,
                one,
                waived,
                itsWays,
                evidence);
    }

    /**
     * The ways by whose laws the lead is judged: those in which the consumer would be reached and that the consent covers. All of them where it
     * covers none: the consent gate refuses that lead, and nothing else may become lax by it. Allocates nothing.
     */
    public Set<CallChannel> boundWays() {
        if (consent == null) {
            return ways;
        }
        Set<CallChannel> covered = CallChannel.covered(ways, consent.capture());
        return covered.isEmpty() ? ways : covered;
    }

    /** The same facts, where these findings do not count. */
    public Facts waiving(Set<Reason> findings) {
        return new Facts(
                phase,
                campaign,
                lead,
                consent,
                now,
                screening,
                dnc,
                vendor,
                source,
                listDates,
                suppressedBy,
                buyer,
                Set.copyOf(findings),
                ways,
                evidence);
    }

    /** Whether a verdict stands against the lead: it does not pass, and its finding was not waived. */
    public boolean stands(Verdict verdict) {
        return verdict.reason() != null && !waived.contains(verdict.reason());
    }
}
