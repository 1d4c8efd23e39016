package dev.gavel.auction.contract;

import dev.gavel.auction.lead.Consent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name that the template of a buyer's request may use beside the names of the vertical's fields. It hides a field of the same name. {@code
 * docs/MARKET.md} says what each is.
 */
public enum BuiltIn {
    PING_ID("ping_id", true, true),
    LEAD_ID("lead_id", false, true),
    LEG_ID("leg_id", false, true),
    CAMPAIGN("campaign", true, true),
    SOURCE("source", true, true),
    /** Bids below it can't win. */
    FLOOR("floor", true, false),
    /** What the buyer pays. */
    PRICE("price", false, true),
    /** The buyer's own id of its bid. */
    BID_REFERENCE("bid_reference", false, true),
    CONSENT_TEXT("consent.text", false, true),
    CONSENT_URL("consent.url", false, true),
    CONSENT_IP("consent.ip", false, true),
    CONSENT_USER_AGENT("consent.user_agent", false, true),
    CONSENT_TIMESTAMP("consent.timestamp", false, true),
    CONSENT_LANGUAGE("consent.language", false, true),
    /** The companies that it names, one a line. */
    CONSENT_SELLERS("consent.sellers", false, true),
    CONSENT_METHOD("consent.method", false, true),
    /** The ways of being contacted that it covers, with commas between. */
    CONSENT_CHANNELS("consent.channels", false, true),
    CONSENT_TRUSTEDFORM_CERT_URL("consent.trustedform_cert_url", false, true),
    CONSENT_JORNAYA_LEAD_ID("consent.jornaya_lead_id", false, true);

    private static final BuiltIn[] ALL = values();
    private static final List<String> WIRE_NAMES =
            Arrays.stream(ALL).map(BuiltIn::wireName).toList();

    private final String wireName;
    private final boolean inBids;
    private final boolean inDeliveries;

    BuiltIn(String wireName, boolean inBids, boolean inDeliveries) {
        this.wireName = wireName;
        this.inBids = inBids;
        this.inDeliveries = inDeliveries;
    }

    /** The built-in of this name, or null. */
    public static @Nullable BuiltIn named(String wireName) {
        for (BuiltIn builtIn : ALL) {
            if (builtIn.wireName.equals(wireName)) {
                return builtIn;
            }
        }
        return null;
    }

    /** All names, in the order of the constants. */
    public static List<String> wireNames() {
        return WIRE_NAMES;
    }

    /** As it stands in a template. */
    public String wireName() {
        return wireName;
    }

    /** Whether it is known when bids are asked for. */
    public boolean isInBids() {
        return inBids;
    }

    /** Whether it is known when a lead is delivered. */
    public boolean isInDeliveries() {
        return inDeliveries;
    }

    /** The part of a consent that this names; null when it was not sent or this names no part of a consent. */
    public @Nullable String of(Consent consent) {
        return switch (this) {
            case CONSENT_TEXT -> consent.text();
            case CONSENT_URL -> consent.url();
            case CONSENT_IP -> consent.ip();
            case CONSENT_USER_AGENT -> consent.userAgent();
            case CONSENT_TIMESTAMP -> consent.timestampText();
            case CONSENT_LANGUAGE -> consent.language();
            case CONSENT_SELLERS -> consent.sellers().isEmpty() ? null : String.join("\n", consent.sellers());
            case CONSENT_METHOD -> consent.capture().methodText();
            case CONSENT_CHANNELS -> consent.capture().channelsText();
            case CONSENT_TRUSTEDFORM_CERT_URL -> consent.trustedFormCertUrl();
            case CONSENT_JORNAYA_LEAD_ID -> consent.jornayaLeadId();
            case PING_ID, LEAD_ID, LEG_ID, CAMPAIGN, SOURCE, FLOOR, PRICE, BID_REFERENCE -> null;
        };
    }
}
