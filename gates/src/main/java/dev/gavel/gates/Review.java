package dev.gavel.gates;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.reason.Reason;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * A screen that looks past the findings which a campaign holds for review: what else stands against the lead, and what a person would have
 * to look at.
 *
 * <p>Thread safety: immutable.
 *
 * @param verdict of all that is not waived; where it does not pass, nobody need look
 * @param facts those that were judged, with the findings that were looked past in {@link Facts#waived}
 */
public record Review(Verdict verdict, Facts facts) {

    public Review {
        requireNonNull(verdict, "verdict");
        requireNonNull(facts, "facts");
    }

    /**
     * Screens, and screens again past each finding that the campaign holds, until the rest passes or refuses. Allocates nothing when the first
     * screen passes but for the review itself.
     *
     * @param screen one of the screens of {@link Gates}
     */
    public static Review of(Facts facts, Function<Facts, Verdict> screen) {
        Set<Reason> held = facts.campaign().gates().hold().reasons();
        Facts judged = facts;
        Verdict verdict = screen.apply(judged);
        while (verdict.reason() != null
                && held.contains(verdict.reason())
                && !judged.waived().contains(verdict.reason())) {
            Set<Reason> waived = EnumSet.of(verdict.reason());
            waived.addAll(judged.waived());
            judged = judged.waiving(waived);
            verdict = screen.apply(judged);
        }
        return new Review(verdict, judged);
    }
}
