package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import dev.gavel.auction.reason.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post that no buyer heard of.
 *
 * @param field the field that the reason is about; null when about none
 */
public record PostRefusal(
        String tenant,
        String pingId,
        String campaign,
        String vendor,
        String source,
        Reason reason,
        @Nullable String field,
        Instant at) {

    public PostRefusal {
        requireNonNull(tenant, "tenant");
        requireNonNull(pingId, "pingId");
        requireNonNull(campaign, "campaign");
        requireNonNull(vendor, "vendor");
        requireNonNull(source, "source");
        requireNonNull(reason, "reason");
        requireNonNull(at, "at");
    }
}
