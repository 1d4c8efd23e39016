package dev.gavel.gates;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * What the lists say of a consumer.
 *
 * @param suppressed whether any of its keys is on the suppression list
 * @param duplicate whether it was sold, or is being sold, in the campaign
 * @param tooManyPings whether it was pinged more often within the hour than the campaign allows
 * @param priorSales to whom it was sold lately
 * @param burst whether too many leads came from its address lately, where the campaign counts them
 */
public record Screening(Answer suppressed, Answer duplicate, Answer tooManyPings, PriorSales priorSales, Answer burst) {

    public static final Screening UNKNOWN =
            new Screening(Answer.UNKNOWN, Answer.UNKNOWN, Answer.UNKNOWN, PriorSales.UNKNOWN, Answer.UNKNOWN);
    public static final Screening CLEAR = new Screening(Answer.NO, Answer.NO, Answer.NO, PriorSales.NONE, Answer.NO);

    public Screening {
        requireNonNull(priorSales, "priorSales");
        requireNonNull(burst, "burst");
    }

    /** Answers of lists that count no addresses. */
    public Screening(Answer suppressed, Answer duplicate, Answer tooManyPings, PriorSales priorSales) {
        this(suppressed, duplicate, tooManyPings, priorSales, Answer.UNKNOWN);
    }

    /** Answers of lists that know nothing of prior sales. */
    public Screening(Answer suppressed, Answer duplicate, Answer tooManyPings) {
        this(suppressed, duplicate, tooManyPings, PriorSales.UNKNOWN);
    }

    /** The same answers with what is known of prior sales. */
    public Screening with(PriorSales sales) {
        return new Screening(suppressed, duplicate, tooManyPings, sales, burst);
    }

    /** The same answers with what is known of the address. */
    public Screening withBurst(Answer answer) {
        return new Screening(suppressed, duplicate, tooManyPings, priorSales, answer);
    }

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
