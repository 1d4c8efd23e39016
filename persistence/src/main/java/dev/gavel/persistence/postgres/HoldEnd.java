package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.reason.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A hold that ends without a sale.
 *
 * @param state {@code REFUSED} or {@code EXPIRED}
 * @param reason what the vendor is told
 * @param refusal who refused it; null when nobody did, or when it was released before
 * @param answer JSON that the vendor gets from now on
 * @param event exact JSON text; carries no personal data
 */
public record HoldEnd(
        String tenant,
        String pingId,
        HoldState state,
        Reason reason,
        @Nullable HoldDecision refusal,
        Instant at,
        String answer,
        String event) {

    public HoldEnd {
        requireNonNull(tenant, "tenant");
        requireNonNull(pingId, "pingId");
        requireNonNull(reason, "reason");
        requireNonNull(at, "at");
        if (state != HoldState.REFUSED && state != HoldState.EXPIRED) {
            throw new IllegalArgumentException("state: " + state + " (expected: REFUSED or EXPIRED)");
        }
    }
}
