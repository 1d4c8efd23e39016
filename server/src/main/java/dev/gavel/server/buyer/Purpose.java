package dev.gavel.server.buyer;

import dev.gavel.auction.contract.BuiltIn;
import dev.gavel.auction.contract.FieldAllowance;
import dev.gavel.auction.lead.Field;
import java.util.Locale;

/** What a buyer is called for. It decides what the buyer may be told. */
enum Purpose {
    /** The buyer has not won yet: it sees no field that names or reaches the consumer. */
    BID,
    /** The buyer has won and receives the whole lead. */
    DELIVERY;

    private final String text = name().toLowerCase(Locale.ROOT);

    String text() {
        return text;
    }

    /** Whether what a name stands for is known when a buyer is called for this. */
    boolean knows(BuiltIn name) {
        return switch (this) {
            case BID -> name.isInBids();
            case DELIVERY -> name.isInDeliveries();
        };
    }

    /** Whether a call for this may carry a field. */
    boolean allows(FieldAllowance allowance, Field field) {
        return switch (this) {
            case BID -> allowance.allowsInBid(field);
            case DELIVERY -> allowance.allowsInDelivery(field);
        };
    }
}
