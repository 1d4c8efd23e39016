package dev.gavel.auction.market;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a template may name besides the lead's fields. {@code docs/MARKET.md} says what each is. */
enum BuiltIn {
    PING_ID("ping_id", true, true),
    CAMPAIGN("campaign", true, true),
    SOURCE("source", true, true),
    FLOOR("floor", true, false),
    LEAD_ID("lead_id", false, true),
    LEG_ID("leg_id", false, true),
    PRICE("price", false, true),
    BID_REFERENCE("bid_reference", false, true),
    CONSENT_TEXT("consent.text", false, true),
    CONSENT_URL("consent.url", false, true),
    CONSENT_IP("consent.ip", false, true),
    CONSENT_USER_AGENT("consent.user_agent", false, true),
    CONSENT_TIMESTAMP("consent.timestamp", false, true),
    CONSENT_LANGUAGE("consent.language", false, true),
    CONSENT_SELLERS("consent.sellers", false, true),
    CONSENT_METHOD("consent.method", false, true),
    CONSENT_CHANNELS("consent.channels", false, true),
    CONSENT_TRUSTEDFORM_CERT_URL("consent.trustedform_cert_url", false, true),
    CONSENT_JORNAYA_LEAD_ID("consent.jornaya_lead_id", false, true);

    private final String wireName;
    private final boolean inBids;
    private final boolean inDeliveries;

    BuiltIn(String wireName, boolean inBids, boolean inDeliveries) {
        this.wireName = wireName;
        this.inBids = inBids;
        this.inDeliveries = inDeliveries;
    }

    /** As it stands in a template. */
    String wireName() {
        return wireName;
    }

    /** Whether it is known when bids are asked for. */
    boolean isInBids() {
        return inBids;
    }

    /** Whether it is known when a lead is delivered. */
    boolean isInDeliveries() {
        return inDeliveries;
    }

    /** The built-in of this name, or null. */
    static @Nullable BuiltIn named(String wireName) {
        for (BuiltIn builtIn : values()) {
            if (builtIn.wireName.equals(wireName)) {
                return builtIn;
            }
        }
        return null;
    }

    static List<String> wireNames() {
        List<String> names = new ArrayList<>();
        for (BuiltIn builtIn : values()) {
            names.add(builtIn.wireName);
        }
        return names;
    }
}
