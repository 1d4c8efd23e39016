package dev.gavel.auction.lead;

import static java.util.Objects.requireNonNull;

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
 * @param signals what the consumer's browser and the form said beside it
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
        @Nullable String jornayaLeadId,
        Signals signals) {

    public Consent {
        sellers = List.copyOf(sellers);
        requireNonNull(signals, "signals");
    }

    /** A consent beside which nothing was said. */
    public Consent(
            @Nullable String text,
            @Nullable String url,
            @Nullable String ip,
            @Nullable String userAgent,
            @Nullable Instant timestamp,
            @Nullable String language,
            List<String> sellers,
            @Nullable String trustedFormCertUrl,
            @Nullable String jornayaLeadId) {
        this(text, url, ip, userAgent, timestamp, language, sellers, trustedFormCertUrl, jornayaLeadId, Signals.NONE);
    }

    /**
     * What the consumer's browser and the form said.
     *
     * @param gpc whether the browser sent Global Privacy Control ({@code Sec-GPC: 1})
     * @param formStartedAt when the consumer began with the form; null when not sent, {@link #UNREADABLE} when it cannot be read
     * @param directedAt when the consumer, told of its signal, directed all the same that the data be disclosed; null for never
     */
    public record Signals(
            Gpc gpc,
            @Nullable Instant formStartedAt,
            @Nullable Instant directedAt) {

        public static final Signals NONE = new Signals(Gpc.NOT_SENT, null, null);

        /** A time that was sent and cannot be read: after every other, so that whoever overlooks it finds it too late. */
        public static final Instant UNREADABLE = Instant.MAX;

        public Signals {
            requireNonNull(gpc, "gpc");
        }
    }

    /** Whether the browser sent Global Privacy Control. */
    public enum Gpc {
        /** Nobody said. */
        NOT_SENT,
        OFF,
        ON,
        /** Something was said that is neither. */
        UNREADABLE
    }

    /** Never shows a value: consents carry personal data. */
    @Override
    public String toString() {
        return "Consent";
    }
}
