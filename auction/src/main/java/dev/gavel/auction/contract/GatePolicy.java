package dev.gavel.auction.contract;

import dev.gavel.auction.lead.ConsentTerms;
import dev.gavel.auction.lead.ConsentTerms.Naming;
import dev.gavel.auction.lead.ConsentTerms.Proof;
import java.time.Duration;

/**
 * What the gates ask of a campaign's leads beyond the law's minimum. Made from {@link #STANDARD} by saying what differs.
 *
 * <p>Thread safety: immutable.
 *
 * @param consent what is asked of the consent
 * @param callingHours whether leads are sold only while the consumer may be called
 * @param duplicateWindow for how long a sold consumer is a duplicate in this campaign
 * @param mostPingsPerHour pings of the same consumer per hour beyond which velocity refuses
 * @param dnc what is asked of the do-not-call lists
 * @param diligence how well those that it trades with must be known
 * @param lists without which lists of others nothing is sold
 * @param contact when and how the consumers are reached
 * @param hold which findings a person looks at instead of having the lead refused
 * @param evidence which certificates of consent are verified by their issuers
 */
public record GatePolicy(
        ConsentTerms consent,
        boolean callingHours,
        Duration duplicateWindow,
        int mostPingsPerHour,
        DncPolicy dnc,
        Diligence diligence,
        ListPolicy lists,
        ContactPolicy contact,
        HoldPolicy hold,
        EvidencePolicy evidence) {

    /** What holds for a campaign that says nothing. */
    public static final GatePolicy STANDARD = new GatePolicy(
            ConsentTerms.STANDARD,
            true,
            Duration.ofDays(30),
            10,
            DncPolicy.STANDARD,
            Diligence.STANDARD,
            ListPolicy.NONE,
            ContactPolicy.STANDARD,
            HoldPolicy.NONE,
            EvidencePolicy.STANDARD);

    /** The same, asking something else of the consent. */
    public GatePolicy withConsent(ConsentTerms terms) {
        return new GatePolicy(
                terms, callingHours, duplicateWindow, mostPingsPerHour, dnc, diligence, lists, contact, hold, evidence);
    }

    /** The same, with another greatest age of the consent. */
    public GatePolicy withConsentMaxAge(Duration age) {
        return withConsent(consent.withMaxAge(age));
    }

    /** The same, asking for each buyer's name in the consent, or not. */
    public GatePolicy withNamedSellers(boolean asked) {
        return withConsent(consent.withNaming(asked ? Naming.NAMED : Naming.ANYBODY));
    }

    /** The same, asking for a certificate, or taking the vendor's word. */
    public GatePolicy withCertificateRequired(boolean asked) {
        return withConsent(consent.withProof(asked ? Proof.CERTIFICATE : Proof.ASSERTED));
    }

    /** The same, keeping to calling hours, or not. */
    public GatePolicy withCallingHours(boolean kept) {
        return new GatePolicy(
                consent, kept, duplicateWindow, mostPingsPerHour, dnc, diligence, lists, contact, hold, evidence);
    }

    /** The same, with another time for which a sold consumer is a duplicate. */
    public GatePolicy withDuplicateWindow(Duration window) {
        return new GatePolicy(
                consent, callingHours, window, mostPingsPerHour, dnc, diligence, lists, contact, hold, evidence);
    }

    /** The same, with another number of pings per hour. */
    public GatePolicy withMostPingsPerHour(int most) {
        return new GatePolicy(
                consent, callingHours, duplicateWindow, most, dnc, diligence, lists, contact, hold, evidence);
    }

    /** The same, asking something else of the do-not-call lists. */
    public GatePolicy withDnc(DncPolicy policy) {
        return new GatePolicy(
                consent,
                callingHours,
                duplicateWindow,
                mostPingsPerHour,
                policy,
                diligence,
                lists,
                contact,
                hold,
                evidence);
    }

    /** The same, knowing those that it trades with better or worse. */
    public GatePolicy withDiligence(Diligence other) {
        return new GatePolicy(
                consent, callingHours, duplicateWindow, mostPingsPerHour, dnc, other, lists, contact, hold, evidence);
    }

    /** The same, asking for other lists. */
    public GatePolicy withLists(ListPolicy asked) {
        return new GatePolicy(
                consent,
                callingHours,
                duplicateWindow,
                mostPingsPerHour,
                dnc,
                diligence,
                asked,
                contact,
                hold,
                evidence);
    }

    /** The same, reaching consumers in another way. */
    public GatePolicy withContact(ContactPolicy other) {
        return new GatePolicy(
                consent, callingHours, duplicateWindow, mostPingsPerHour, dnc, diligence, lists, other, hold, evidence);
    }

    /** The same, holding for review what these findings stand against. */
    public GatePolicy withHold(HoldPolicy policy) {
        return new GatePolicy(
                consent,
                callingHours,
                duplicateWindow,
                mostPingsPerHour,
                dnc,
                diligence,
                lists,
                contact,
                policy,
                evidence);
    }

    /** The same, having other certificates verified. */
    public GatePolicy withEvidence(EvidencePolicy policy) {
        return new GatePolicy(
                consent, callingHours, duplicateWindow, mostPingsPerHour, dnc, diligence, lists, contact, hold, policy);
    }
}
