package dev.gavel.gates;

import java.time.LocalDate;

/**
 * An established business relationship between a consumer and a buyer, as it was put on record: 16 CFR 310.2 and 47 CFR 64.1200(f)(5).
 *
 * @param buyer the buyer's id
 * @param on the day of the last purchase or of the inquiry
 * @param source where it is known from; no personal data
 */
public record DncRelationship(String buyer, Kind kind, LocalDate on, String source) {

    /** What it rests on, and for how long. */
    public enum Kind {
        /** A purchase, payment or delivery. */
        PURCHASE(18),
        /** A question or application of the consumer's. */
        INQUIRY(3);

        private final int months;

        Kind(int months) {
            this.months = months;
        }

        /** For how many months after the day it holds. */
        public int months() {
            return months;
        }
    }

    /** Whether it holds on a day: not before the day it rests on, and to the same day of the last month. */
    public boolean holdsOn(LocalDate day) {
        return !day.isBefore(on) && !day.isAfter(on.plusMonths(kind.months()));
    }
}
