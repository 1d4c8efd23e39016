package dev.gavel.auction.market;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a template may name besides the lead's fields. */
public enum BuiltIn {
    PING_ID(true, true),
    CAMPAIGN(true, true),
    SOURCE(true, true),
    /** The least price that can win, in units of the currency. */
    FLOOR(true, false),
    LEAD_ID(false, true),
    LEG_ID(false, true),
    /** What the buyer pays, in units of the currency. */
    PRICE(false, true),
    /** The buyer's own id of its bid, from the answer's {@code reference}; absent when it gave none or the price is not real-time. */
    BID_REFERENCE(false, true);

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final boolean inBids;
    private final boolean inDeliveries;

    BuiltIn(boolean inBids, boolean inDeliveries) {
        this.inBids = inBids;
        this.inDeliveries = inDeliveries;
    }

    /** As it stands in a template, such as {@code ping_id}. */
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

    /** The built-in of this name, or null. */
    public static @Nullable BuiltIn named(String wireName) {
        for (BuiltIn builtIn : values()) {
            if (builtIn.wireName.equals(wireName)) {
                return builtIn;
            }
        }
        return null;
    }
}
