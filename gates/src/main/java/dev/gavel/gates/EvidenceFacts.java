package dev.gavel.gates;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.CertificateIssuer;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is known about a lead's certificates: whom the tenant can ask, and what asking gave.
 *
 * <p>Thread safety: immutable.
 *
 * @param verifiers whose certificates the tenant can have verified
 */
public record EvidenceFacts(Set<CertificateIssuer> verifiers, CertificateCheck trustedForm, CertificateCheck jornaya) {

    /** Nothing is known: whatever certificate was sent would have to be verified, and nobody was asked. */
    public static final EvidenceFacts UNKNOWN = of(EnumSet.allOf(CertificateIssuer.class));

    /** A tenant that has nobody to verify certificates. */
    public static final EvidenceFacts NO_VERIFIER = of(Set.of());

    public EvidenceFacts {
        verifiers = Set.copyOf(verifiers);
        requireNonNull(trustedForm, "trustedForm");
        requireNonNull(jornaya, "jornaya");
    }

    /** A tenant that can have these issuers' certificates verified, before anybody was asked. */
    public static EvidenceFacts of(Set<CertificateIssuer> verifiers) {
        return new EvidenceFacts(verifiers, CertificateCheck.NOT_ASKED, CertificateCheck.NOT_ASKED);
    }

    /** What asking an issuer gave. */
    public CertificateCheck check(CertificateIssuer issuer) {
        return switch (issuer) {
            case TRUSTEDFORM -> trustedForm;
            case JORNAYA -> jornaya;
        };
    }

    /** The same with what asking an issuer gave. */
    public EvidenceFacts with(CertificateIssuer issuer, CertificateCheck answer) {
        return switch (issuer) {
            case TRUSTEDFORM -> new EvidenceFacts(verifiers, answer, jornaya);
            case JORNAYA -> new EvidenceFacts(verifiers, trustedForm, answer);
        };
    }
}
