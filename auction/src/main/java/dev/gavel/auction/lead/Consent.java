package dev.gavel.auction.lead;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the vendor sent as evidence that the consumer agreed to be contacted. Nothing in it is ever filled in by Gavel: what was not
 * received is null (or the empty list of sellers). Restricted data.
 *
 * @param text the text that was shown
 * @param url the page
 * @param ip the consumer's address
 * @param timestamp when; null when missing or unreadable
 * @param language BCP 47 tag, such as {@code en}
 * @param sellers the companies named, as written
 * @param trustedFormCertUrl certificate address
 * @param jornayaLeadId LeadiD token
 */
public record Consent(
        @Nullable String text,
        @Nullable String url,
        @Nullable String ip,
        @Nullable String userAgent,
        @Nullable Instant timestamp,
        @Nullable String language,
        List<String> sellers,
        @Nullable String trustedFormCertUrl,
        @Nullable String jornayaLeadId) {

    public Consent {
        sellers = List.copyOf(sellers);
    }

    /** Never shows a value: consents carry personal data. */
    @Override
    public String toString() {
        return "Consent";
    }
}
