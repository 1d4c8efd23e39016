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
 * <p>Thread safety: immutable. Cost: a change makes this record and the part that it changes anew, the others are kept.
 *
 * @param offered the lead as its vendor offers it
 * @param answers what others say of it; {@link Answers#UNKNOWN} before anybody was asked
 * @param destination where it would go
 * @param waived findings that do not count: a person is to look at them, or has. A gate looks past them at what else there is; empty unless
 *     they were waived one by one
 */
public record Facts(OfferedLead offered, Answers answers, Destination destination, Set<Reason> waived) {

    /** What is known of a lead before anybody was asked. */
    public static Facts of(Phase phase, Campaign campaign, Lead lead, @Nullable Consent consent, Instant now) {
        return of(new OfferedLead(phase, campaign, lead, consent, now, null, ""), Answers.UNKNOWN);
    }

    /** What is known of a lead that may go to any buyer. */
    public static Facts of(OfferedLead offered, Answers answers) {
        return new Facts(
                offered,
                answers,
                new Destination(null, offered.campaign().gates().contact().channels()),
                Set.of());
    }

    public Phase phase() {
        return offered.phase();
    }

    public Campaign campaign() {
        return offered.campaign();
    }

    public Lead lead() {
        return offered.lead();
    }

    /** What the consumer agreed to; null when none was sent. */
    public @Nullable Consent consent() {
        return offered.consent();
    }

    /** The moment of the decision. */
    public Instant now() {
        return offered.now();
    }

    /** Who sent the lead; null when that is not known. */
    public @Nullable Vendor vendor() {
        return offered.vendor();
    }

    /** The vendor's sub id; empty for none. */
    public String source() {
        return offered.source();
    }

    /** What the lists say of the consumer; {@link Screening#UNKNOWN} before they were asked or when they did not answer. */
    public Screening screening() {
        return answers.screening();
    }

    /** What is known about do-not-call; {@link DncFacts#UNKNOWN} until it was added. */
    public DncFacts dnc() {
        return answers.dnc();
    }

    /** Of which moment the lists of others are; {@link ListDates#NONE} before that is known. */
    public ListDates listDates() {
        return answers.listDates();
    }

    /** Of which kinds the consumer's entries on the suppression list are; empty where only {@link Screening#suppressed} is known. */
    public Set<SuppressionKind> suppressedBy() {
        return answers.suppressedBy();
    }

    /** What is known about the certificates of consent; {@link EvidenceFacts#UNKNOWN} until it was added. */
    public EvidenceFacts evidence() {
        return answers.evidence();
    }

    /** Whom the lead would go to; null when it is judged for all. */
    public @Nullable Buyer buyer() {
        return destination.buyer();
    }

    /** How the consumer would be reached: by the buyer that is named, or by any of the campaign's. */
    public Set<CallChannel> ways() {
        return destination.ways();
    }

    /** The same facts with the lists' answers. */
    public Facts with(Screening screening) {
        return with(answers.with(screening));
    }

    /** The same facts with what is known about do-not-call. */
    public Facts with(DncFacts dnc) {
        return with(answers.with(dnc));
    }

    /** The same facts with what is known about the certificates of consent. */
    public Facts with(EvidenceFacts evidence) {
        return with(answers.with(evidence));
    }

    /** The same facts with the dates of the lists. */
    public Facts with(ListDates dates) {
        return with(answers.with(dates));
    }

    /** The same facts with the kinds of the consumer's entries on the suppression list. */
    public Facts withSuppressedBy(Set<SuppressionKind> kinds) {
        return with(answers.withSuppressedBy(kinds));
    }

    private Facts with(Answers others) {
        return new Facts(offered, others, destination, waived);
    }

    /** The same facts, of a lead from this vendor and its source. */
    public Facts from(@Nullable Vendor vendor, String source) {
        return new Facts(offered.from(vendor, source), answers, destination, waived);
    }

    /** The same facts at another moment. */
    public Facts at(Instant moment) {
        return new Facts(offered.at(moment), answers, destination, waived);
    }

    /** The same facts, for one buyer, of which it is not known how it reaches consumers. */
    public Facts forBuyer(Buyer buyer) {
        return forBuyer(buyer, destination.ways());
    }

    /** The same facts, for one buyer that reaches consumers in these ways. */
    public Facts forBuyer(Buyer buyer, Set<CallChannel> ways) {
        return new Facts(offered, answers, new Destination(buyer, ways), waived);
    }

    /** The same facts, where these findings do not count. */
    public Facts waiving(Set<Reason> findings) {
        return new Facts(offered, answers, destination, Set.copyOf(findings));
    }

    /**
     * The ways by whose laws the lead is judged: those in which the consumer would be reached and that the consent covers. All of them where it
     * covers none: the consent gate refuses that lead, and nothing else may become lax by it. Allocates nothing.
     */
    public Set<CallChannel> boundWays() {
        Consent consent = consent();
        if (consent == null) {
            return ways();
        }
        Set<CallChannel> covered = CallChannel.covered(ways(), consent.capture());
        return covered.isEmpty() ? ways() : covered;
    }

    /** Whether a verdict stands against the lead: it does not pass, and its finding was not waived. */
    public boolean stands(Verdict verdict) {
        return verdict.reason() != null && !waived.contains(verdict.reason());
    }
}
