package dev.gavel.gates;

import java.util.Locale;

/**
 * What the lists say of a consumer.
 *
 * @param suppressed whether any of its keys is on the suppression list
 * @param duplicate whether it was sold, or is being sold, in the campaign
 * @param tooManyPings whether it was pinged more often within the hour than the campaign allows
 */
public record Screening(Answer suppressed, Answer duplicate, Answer tooManyPings) {

    public static final Screening UNKNOWN = new Screening(Answer.UNKNOWN, Answer.UNKNOWN, Answer.UNKNOWN);
    public static final Screening CLEAR = new Screening(Answer.NO, Answer.NO, Answer.NO);

    /** A fact that may be missing. */
    public enum Answer {
        YES,
        NO,
        UNKNOWN;

        /** As it is written in explanations: lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
