package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.gates.CertificateCheck;
import java.time.Instant;

/**
 * What one issuer has said of one lead's certificate.
 *
 * @param certificate its id, sealed under the tenant's data key and bound to {@code leadId}
 * @param reference the id under which the issuer keeps it for the tenant
 */
public record EvidenceRecord(
        String pingId,
        String leadId,
        CertificateIssuer issuer,
        CertificateCheck check,
        byte[] certificate,
        String reference,
        Instant checkedAt) {

    public EvidenceRecord {
        requireNonNull(pingId, "pingId");
        requireNonNull(leadId, "leadId");
        requireNonNull(issuer, "issuer");
        requireNonNull(check, "check");
        requireNonNull(certificate, "certificate");
        requireNonNull(reference, "reference");
        requireNonNull(checkedAt, "checkedAt");
    }

    /** Shows no byte of the certificate. */
    @Override
    public String toString() {
        return "EvidenceRecord[" + leadId + ", " + issuer + ", " + check.outcome() + "]";
    }
}
