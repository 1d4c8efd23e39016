package dev.gavel.server.vendor;

import dev.gavel.auction.lead.Consent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the members of a body under their dotted names. Confined to one thread. */
final class SubmissionBuilder {

    private static final String CONSENT = "consent.";

    private final Map<String, @Nullable String> fields = new LinkedHashMap<>();
    private final Map<String, String> consent = new LinkedHashMap<>();
    private final List<String> sellers = new ArrayList<>();
    private @Nullable String campaign;
    private @Nullable String source;
    private @Nullable String minPrice;
    private @Nullable String pingId;
    private boolean consentSeen;

    /** A member with a text, number or boolean. */
    void put(String name, String value) {
        switch (name) {
            case "campaign" -> campaign = value;
            case "source" -> source = value;
            case "min_price" -> minPrice = value;
            case "ping_id" -> pingId = value;
            case "consent.sellers" -> addSeller(value);
            default -> {
                if (name.startsWith(CONSENT)) {
                    consentSeen = true;
                    consent.put(name.substring(CONSENT.length()), value);
                } else {
                    fields.put(name, value);
                }
            }
        }
    }

    /** One element of a list. Only the consent's sellers are a list; elsewhere it is something that no field can hold. */
    void putElement(String name, String value) {
        if (name.equals("consent.sellers")) {
            addSeller(value);
        } else {
            putUnreadable(name);
        }
    }

    /** A member whose value no field can hold. */
    void putUnreadable(String name) {
        fields.put(name, null);
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

    private Consent buildConsent() {
        return new Consent(
                present("text"),
                present("url"),
                present("ip"),
                present("user_agent"),
                parseTime(present("timestamp")),
                present("language"),
                sellers,
                present("trustedform_cert_url"),
                present("jornaya_lead_id"));
    }

    private @Nullable String present(String name) {
        String value = consent.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** ISO 8601 with an offset: a time without a zone is not known. */
    private static @Nullable Instant parseTime(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return null;
        }
    }
}
