package dev.gavel.auction.contract;

/** Who issues certificates of consent, and can say whether one is genuine. Constants are only ever added behind the others. */
public enum CertificateIssuer {
    /** TrustedForm: a certificate has an address. */
    TRUSTEDFORM,
    /** Jornaya: a certificate is a LeadiD token. */
    JORNAYA
}
