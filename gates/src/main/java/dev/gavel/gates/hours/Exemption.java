package dev.gavel.gates.hours;

/**
 * A fact for which a state lifts its limits on calling. Only what is evidenced can exempt; for most of these no evidence reaches Gavel, so
 * that they are known to the tables and never used.
 */
public enum Exemption {
    /** The consumer agreed to be called. Evidenced by a consent with text, page, time and certificate. */
    PRIOR_EXPRESS_CONSENT,
    /** The consumer asked for this very call. No evidence reaches Gavel. */
    EXPRESS_REQUEST,
    /** The call is not unsolicited. No evidence reaches Gavel. */
    SOLICITED,
    /** The caller did business with the consumer within the last six months. No evidence reaches Gavel. */
    BUSINESS_RELATIONSHIP
}
