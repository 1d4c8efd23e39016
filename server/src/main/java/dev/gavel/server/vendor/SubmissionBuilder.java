package dev.gavel.server.vendor;

import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.ConsentTerms;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the members of a body under their dotted names. Confined to one thread. */
final class SubmissionBuilder {

    private static final String CONSENT = "consent.";
    private static final Map<String, Consent.Method> METHODS = methods();
    private static final Map<String, Consent.Channel> CHANNELS = channels();
    private static final Consent.Capture ON_UTC =
            new Consent.Capture(Consent.Method.NOT_SENT, Set.of(), ZoneOffset.UTC);

    private final Map<String, @Nullable String> fields = new LinkedHashMap<>();
    private final List<String> sellers = new ArrayList<>();
    private @Nullable String campaign;
    private @Nullable String source;
    private @Nullable String minPrice;
    private @Nullable String pingId;
    private boolean consentSeen;
    private @Nullable String consentText;
    private @Nullable String consentUrl;
    private @Nullable String consentIp;
    private @Nullable String consentUserAgent;
    private @Nullable Instant consentTime;
    private @Nullable ZoneOffset consentOffset;
    private Consent.Method consentMethod = Consent.Method.NOT_SENT;
    private final Set<Consent.Channel> consentChannels = EnumSet.noneOf(Consent.Channel.class);
    private @Nullable String consentLanguage;
    private @Nullable String trustedFormCertUrl;
    private @Nullable String jornayaLeadId;
    private Consent.Gpc gpc = Consent.Gpc.NOT_SENT;
    private @Nullable Instant formStartedAt;
    private @Nullable Instant directedAt;

    /** A member with a text, number or boolean. */
    void put(String name, String value) {
        switch (name) {
            case "campaign" -> campaign = value;
            case "source" -> source = value;
            case "min_price" -> minPrice = value;
            case "ping_id" -> pingId = value;
            case "gpc" -> gpc = gpc(value);
            case "consent.sellers" -> addSeller(value);
            case "consent.channels" -> addChannel(value);
            default -> {
                if (name.startsWith(CONSENT)) {
                    putConsent(name.substring(CONSENT.length()), value);
                } else {
                    fields.put(name, value);
                }
            }
        }
    }

    /** A member of the consent; what Gavel does not know is not kept. */
    void putConsent(String name, String value) {
        consentSeen = true;
        String present = value.isBlank() ? null : value;
        switch (name) {
            case "text" -> consentText = present;
            case "url" -> consentUrl = present;
            case "ip" -> consentIp = present;
            case "user_agent" -> consentUserAgent = present;
            case "timestamp" -> putTime(present);
            case "language" -> consentLanguage = present;
            case "sellers" -> addSeller(value);
            case "method" -> consentMethod = method(present);
            case "channels" -> addChannel(value);
            case "trustedform_cert_url" -> trustedFormCertUrl = present;
            case "jornaya_lead_id" -> jornayaLeadId = present;
            case "gpc" -> gpc = gpc(value);
            case "form_started_at" -> formStartedAt = present == null ? null : readable(IsoTime.parse(present));
            case "direction_to_disclose_at" -> directedAt = present == null ? null : IsoTime.parse(present);
            default -> {}
        }
    }

    private void putTime(@Nullable String text) {
        consentTime = text == null ? null : IsoTime.parse(text);
        consentOffset = text == null || consentTime == null ? null : IsoTime.offsetOf(text);
    }

    private static Consent.Method method(@Nullable String text) {
        return text == null
                ? Consent.Method.NOT_SENT
                : METHODS.getOrDefault(text.strip().toLowerCase(Locale.ROOT), Consent.Method.UNREADABLE);
    }

    private void addChannel(String text) {
        consentSeen = true;
        if (!text.isBlank()) {
            consentChannels.add(
                    CHANNELS.getOrDefault(text.strip().toLowerCase(Locale.ROOT), Consent.Channel.UNREADABLE));
        }
    }

    private static Map<String, Consent.Method> methods() {
        Map<String, Consent.Method> methods = new HashMap<>();
        ConsentTerms.ALL_METHODS.forEach(method -> methods.put(wordOf(method), method));
        return Map.copyOf(methods);
    }

    private static Map<String, Consent.Channel> channels() {
        Map<String, Consent.Channel> channels = new HashMap<>();
        EnumSet.complementOf(EnumSet.of(Consent.Channel.UNREADABLE))
                .forEach(channel -> channels.put(wordOf(channel), channel));
        return Map.copyOf(channels);
    }

    private static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A signal that was sent in both places counts where it says more: what is on stays on, what is unreadable is not overlooked. */
    private Consent.Gpc gpc(String value) {
        Consent.Gpc said = switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> Consent.Gpc.ON;
            case "false", "0", "no" -> Consent.Gpc.OFF;
            case "" -> Consent.Gpc.NOT_SENT;
            default -> Consent.Gpc.UNREADABLE;
        };
        return gpc == Consent.Gpc.ON || (gpc == Consent.Gpc.UNREADABLE && said != Consent.Gpc.ON) ? gpc : said;
    }

    private static Instant readable(@Nullable Instant time) {
        return time == null ? Consent.Signals.UNREADABLE : time;
    }

    /** One element of a list. Only the consent's sellers and channels are lists; elsewhere it is something that no field can hold. */
    void putElement(String name, String value) {
        switch (name) {
            case "consent.sellers" -> addSeller(value);
            case "consent.channels" -> addChannel(value);
            default -> putUnreadable(name);
        }
    }

    /** A member whose value no field can hold. */
    void putUnreadable(String name) {
        switch (name) {
            case "consent.channels" -> {
                consentSeen = true;
                consentChannels.add(Consent.Channel.UNREADABLE);
            }
            case "consent.method" -> {
                consentSeen = true;
                consentMethod = Consent.Method.UNREADABLE;
            }
            default -> fields.put(name, null);
        }
    }

    Submission build() {
        return new Submission(campaign, source, minPrice, pingId, fields, consentSeen ? buildConsent() : null);
    }

    private void addSeller(String name) {
        consentSeen = true;
        if (!name.isBlank()) {
            sellers.add(name);
        }
    }

    private Consent.Signals signals() {
        return gpc == Consent.Gpc.NOT_SENT && formStartedAt == null && directedAt == null
                ? Consent.Signals.NONE
                : new Consent.Signals(gpc, formStartedAt, directedAt);
    }

    private Consent.Capture capture() {
        if (consentMethod != Consent.Method.NOT_SENT || !consentChannels.isEmpty()) {
            return new Consent.Capture(consentMethod, consentChannels, consentOffset);
        }
        if (consentOffset == null) {
            return Consent.Capture.NONE;
        }
        return consentOffset.equals(ZoneOffset.UTC)
                ? ON_UTC
                : new Consent.Capture(Consent.Method.NOT_SENT, Set.of(), consentOffset);
    }

    private Consent buildConsent() {
        return new Consent(
                consentText,
                consentUrl,
                consentIp,
                consentUserAgent,
                consentTime,
                consentLanguage,
                sellers,
                trustedFormCertUrl,
                jornayaLeadId,
                signals(),
                capture());
    }
}
