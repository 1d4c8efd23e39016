package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

/**
 * Which certificates of consent a campaign has verified by their issuers, and when. Made from {@link #STANDARD} by saying what differs.
 *
 * <p>Thread safety: immutable.
 *
 * @param fromPing whether they are verified with the ping, too; they are with the post in any case
 */
public record EvidencePolicy(Demand trustedForm, Demand jornaya, boolean fromPing) {

    /** What holds for a campaign that says nothing: what was sent is verified where the tenant has a verifier for it. */
    public static final EvidencePolicy STANDARD = new EvidencePolicy(Demand.IF_PRESENT, Demand.IF_PRESENT, false);

    /** Verifies nothing. */
    public static final EvidencePolicy OFF = new EvidencePolicy(Demand.OFF, Demand.OFF, false);

    public EvidencePolicy {
        requireNonNull(trustedForm, "trustedForm");
        requireNonNull(jornaya, "jornaya");
    }

    /** What is asked of one issuer's certificates. */
    public enum Demand {
        OFF,
        /** One that was sent must be good, if the tenant has a verifier. */
        IF_PRESENT,
        /** One must be sent, and must be good. */
        REQUIRED
    }

    /** What is asked of an issuer's certificates. */
    public Demand of(CertificateIssuer issuer) {
        return switch (issuer) {
            case TRUSTEDFORM -> trustedForm;
            case JORNAYA -> jornaya;
        };
    }
}
