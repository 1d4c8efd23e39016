package dev.gavel.server.buyer;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import org.jspecify.annotations.Nullable;

/**
 * One leg of a lead on its way to the buyer that won it. Carries personal data and never shows it.
 *
 * <p>Thread safety: immutable.
 *
 * @param deliveryId the idempotency key: stays the same however often the same leg is sent to the same buyer; 1 to 128 visible ASCII characters
 * @param contract whose delivery endpoint receives the lead
 * @param priceMicros what the buyer pays
 * @param bidReference the buyer's own id of its bid; null when it gave none
 * @param lead the whole lead, restricted fields included
 * @param consent null when none was sent
 */
public record Delivery(
        String tenant,
        String deliveryId,
        Contract contract,
        String pingId,
        String leadId,
        String legId,
        String campaign,
        String source,
        long priceMicros,
        @Nullable String bidReference,
        Lead lead,
        @Nullable Consent consent) {

    private static final int MOST_ID_CHARS = 128;

    public Delivery {
        requireNonNull(tenant, "tenant");
        requireNonNull(contract, "contract");
        requireNonNull(lead, "lead");
        if (!isVisibleAscii(deliveryId)) {
            throw new IllegalArgumentException("deliveryId: not 1 to " + MOST_ID_CHARS + " visible ASCII characters");
        }
    }

    private static boolean isVisibleAscii(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
                return false;
            }
        }
        return !id.isEmpty() && id.length() <= MOST_ID_CHARS;
    }

    /** Shows ids only. */
    @Override
    public String toString() {
        return "Delivery[" + deliveryId + ", " + contract.id() + "]";
    }
}
