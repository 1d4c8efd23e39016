package dev.gavel.gates;

import java.util.Set;

/**
 * What others say of a lead: our own lists, the do-not-call registries, the issuers of certificates. Nothing, until they were asked.
 *
 * <p>Thread safety: immutable.
 *
 * @param screening what the lists say of the consumer; {@link Screening#UNKNOWN} before they were asked or when they did not answer
 * @param dnc what is known about do-not-call
 * @param listDates of which moment the lists of others are
 * @param suppressedBy of which kinds the consumer's entries on the suppression list are; empty where only {@link Screening#suppressed} is known
 * @param evidence what is known about the certificates of consent
 */
public record Answers(
        Screening screening,
        DncFacts dnc,
        ListDates listDates,
        Set<SuppressionKind> suppressedBy,
        EvidenceFacts evidence) {

    /** Nobody was asked. */
    public static final Answers UNKNOWN =
            new Answers(Screening.UNKNOWN, DncFacts.UNKNOWN, ListDates.NONE, Set.of(), EvidenceFacts.UNKNOWN);

    /** Before the lists and the issuers were asked. */
    public static Answers of(DncFacts dnc, ListDates listDates, EvidenceFacts evidence) {
        return new Answers(Screening.UNKNOWN, dnc, listDates, Set.of(), evidence);
    }

    Answers with(Screening lists) {
        return new Answers(lists, dnc, listDates, suppressedBy, evidence);
    }

    Answers with(DncFacts doNotCall) {
        return new Answers(screening, doNotCall, listDates, suppressedBy, evidence);
    }

    Answers with(ListDates dates) {
        return new Answers(screening, dnc, dates, suppressedBy, evidence);
    }

    Answers withSuppressedBy(Set<SuppressionKind> kinds) {
        return new Answers(screening, dnc, listDates, Set.copyOf(kinds), evidence);
    }

    Answers with(EvidenceFacts certificates) {
        return new Answers(screening, dnc, listDates, suppressedBy, certificates);
    }
}
