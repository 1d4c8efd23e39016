package dev.gavel.auction.lead;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the vendor sent as evidence that the consumer agreed to be contacted. Nothing in it is ever filled in by Gavel: what was not
 * received is null (or the empty list of sellers). Restricted data.
 *
 * @param text the text that was shown
 * @param url the page
 * @param ip the consumer's address
 * @param timestamp when; null when missing or unreadable. The clock that it was read from is in the capture
 * @param language BCP 47 tag, such as {@code en}
 * @param sellers the companies named, as written
 * @param trustedFormCertUrl certificate address
 * @param jornayaLeadId LeadiD token
 * @param signals what the consumer's browser and the form said beside it
 * @param capture how it was taken, and for which ways of being contacted
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
        Signals signals,
        Capture capture) {

    public Consent {
        sellers = List.copyOf(sellers);
        requireNonNull(signals, "signals");
        requireNonNull(capture, "capture");
    }

    /** A consent of which it was not said how it was taken and for what. */
    public Consent(
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
        this(
                text,
                url,
                ip,
                userAgent,
                timestamp,
                language,
                sellers,
                trustedFormCertUrl,
                jornayaLeadId,
                signals,
                Capture.NONE);
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

    /**
     * How the agreement was taken, and what for.
     *
     * @param channels the ways of being contacted that it covers; empty when nobody said, which then narrows nothing
     * @param offset of the clock that the consent's time was read from; null when there is no time
     */
    public record Capture(
            Method method, Set<Channel> channels, @Nullable ZoneOffset offset) {

        /** Nobody said. */
        public static final Capture NONE = new Capture(Method.NOT_SENT, Set.of(), null);

        public Capture {
            requireNonNull(method, "method");
            channels = Set.copyOf(channels);
        }

        /** The method as it is written in calls; null when it was not sent, or not readably. */
        public @Nullable String methodText() {
            return method == Method.NOT_SENT || method == Method.UNREADABLE ? null : wordOf(method);
        }

        /** The channels as they are written in calls, with commas between; null when none was sent, or one not readably. */
        public @Nullable String channelsText() {
            return channels.isEmpty() || channels.contains(Channel.UNREADABLE)
                    ? null
                    : channels.stream().sorted().map(Capture::wordOf).collect(Collectors.joining(","));
        }

        private static String wordOf(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a consumer agreed. */
    public enum Method {
        /** Nobody said. */
        NOT_SENT,
        WEB_FORM,
        CHAT,
        TEXT_MESSAGE,
        EMAIL,
        PAPER,
        /** Spoken, and recorded. */
        PHONE_RECORDING,
        /** Something was said that is none of these. */
        UNREADABLE;

        /** Whether it happens on a page, which then has an address, as its reader has one and a browser. Who does not say is held to that. */
        public boolean isOnPage() {
            return switch (this) {
                case NOT_SENT, WEB_FORM, CHAT, UNREADABLE -> true;
                case TEXT_MESSAGE, EMAIL, PAPER, PHONE_RECORDING -> false;
            };
        }

        /** Whether the agreement is in writing; a recorded voice is taken for none. */
        public boolean isWritten() {
            return switch (this) {
                case NOT_SENT, WEB_FORM, CHAT, TEXT_MESSAGE, EMAIL, PAPER -> true;
                case PHONE_RECORDING, UNREADABLE -> false;
            };
        }
    }

    /** A way of being contacted that a consent can cover. */
    public enum Channel {
        /** A call that somebody dials. */
        CALL,
        /** A call that a machine dials. */
        AUTODIALED_CALL,
        /** A call that plays a recorded or synthesized voice. */
        PRERECORDED,
        SMS,
        EMAIL,
        /** Something was said that is none of these. */
        UNREADABLE
    }

    /** The consent's time on the clock that it was read from, as ISO 8601; null when there is none. Allocates. */
    public @Nullable String timestampText() {
        if (timestamp == null) {
            return null;
        }
        ZoneOffset offset = capture.offset();
        return offset == null
                ? timestamp.toString()
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(timestamp.atOffset(offset));
    }

    /** Never shows a value: consents carry personal data. */
    @Override
    public String toString() {
        return "Consent";
    }
}
