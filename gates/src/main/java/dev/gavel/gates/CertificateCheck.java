package dev.gavel.gates;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What asking a certificate's issuer gave. Holds nothing that names or reaches the consumer.
 *
 * <p>Thread safety: immutable.
 *
 * @param outcome what the issuer said of the certificate
 * @param match whether it is this consumer's
 * @param detail why not, in one word; empty where nothing is known
 * @param createdAt when the certificate was made; null when not said
 * @param expiresAt until when it is kept; null when not said
 * @param host of the page that it was made on, in lower case; null when not said
 */
public record CertificateCheck(
        Outcome outcome,
        Match match,
        String detail,
        @Nullable Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable String host) {

    /** Nobody was asked. */
    public static final CertificateCheck NOT_ASKED =
            new CertificateCheck(Outcome.NOT_ASKED, Match.NOT_SAID, "", null, null, null);

    public CertificateCheck {
        requireNonNull(outcome, "outcome");
        requireNonNull(match, "match");
        requireNonNull(detail, "detail");
    }

    /** The issuer did not answer, or not in a way that can be relied on. */
    public static CertificateCheck unknown(String detail) {
        return new CertificateCheck(Outcome.UNKNOWN, Match.NOT_SAID, detail, null, null, null);
    }

    /** How asking ended. */
    public enum Outcome {
        NOT_ASKED,
        /** The certificate is genuine. */
        CONFIRMED,
        /** The issuer does not know it, or does not stand by it. */
        REFUSED,
        UNKNOWN
    }

    /** Whether the certificate was made by the consumer of the lead. */
    public enum Match {
        MATCHED,
        NOT_MATCHED,
        NOT_SAID
    }
}
