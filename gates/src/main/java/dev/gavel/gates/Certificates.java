package dev.gavel.gates;

import dev.gavel.auction.contract.CertificateIssuer;
import dev.gavel.auction.lead.Consent;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a consent names. Only what looks exactly as its issuer writes it is one: a certificate's address is never called as it was
 * sent, since the call carries the tenant's credentials.
 *
 * <p>Thread safety: stateless.
 */
public final class Certificates {

    private static final String TRUSTEDFORM = "https://cert.trustedform.com/";
    private static final int MOST_ID = 255;
    private static final int LEADID = 36;

    private Certificates() {}

    /** Whether anything was sent as this issuer's certificate. Allocates nothing. */
    public static boolean isPresent(@Nullable Consent consent, CertificateIssuer issuer) {
        String text = text(consent, issuer);
        return text != null && !text.isBlank();
    }

    /** Whether what was sent can be one of the issuer's certificates. Allocates nothing. */
    public static boolean isWellFormed(@Nullable Consent consent, CertificateIssuer issuer) {
        String text = text(consent, issuer);
        return text != null
                && switch (issuer) {
                    case TRUSTEDFORM ->
                        text.startsWith(TRUSTEDFORM)
                                && text.length() > TRUSTEDFORM.length()
                                && text.length() <= TRUSTEDFORM.length() + MOST_ID
                                && isToken(text, TRUSTEDFORM.length());
                    case JORNAYA -> text.length() == LEADID && isToken(text, 0);
                };
    }

    /** The issuer's id of the certificate; null when none that is well formed was sent. */
    public static @Nullable String id(@Nullable Consent consent, CertificateIssuer issuer) {
        String text = text(consent, issuer);
        if (text == null || !isWellFormed(consent, issuer)) {
            return null;
        }
        return switch (issuer) {
            case TRUSTEDFORM -> text.substring(TRUSTEDFORM.length());
            case JORNAYA -> text;
        };
    }

    private static @Nullable String text(@Nullable Consent consent, CertificateIssuer issuer) {
        if (consent == null) {
            return null;
        }
        return switch (issuer) {
            case TRUSTEDFORM -> consent.trustedFormCertUrl();
            case JORNAYA -> consent.jornayaLeadId();
        };
    }

    private static boolean isToken(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean good =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
            if (!good) {
                return false;
            }
        }
        return true;
    }
}
