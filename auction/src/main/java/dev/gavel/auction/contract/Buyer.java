package dev.gavel.auction.contract;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who receives leads.
 *
 * <p>Thread safety: immutable.
 *
 * @param id unique in the tenant
 * @param legalName as it must stand in a consent that names sellers
 * @param zone in which the windows of the caps begin
 * @param caps those of scope {@code BUYER} and {@code BUYER_SOURCE}
 * @param creditLimitMicros how far the account may fall below zero; 0 for a prepaid account
 * @param lowBalanceMicros the operator is told when less than this may still be spent; 0 for never
 * @param vetting what was made sure of about the buyer; null for nothing yet
 * @param revocations where the buyer hears of consumers who revoke; null when it fetches them itself
 */
public record Buyer(
        String id,
        String legalName,
        ZoneId zone,
        List<Cap> caps,
        long creditLimitMicros,
        List<Endpoint> endpoints,
        long lowBalanceMicros,
        @Nullable Vetting vetting,
        @Nullable Webhook revocations) {

    public Buyer {
        requireNonNull(id, "id");
        requireNonNull(legalName, "legalName");
        requireNonNull(zone, "zone");
        caps = List.copyOf(caps);
        endpoints = List.copyOf(endpoints);
        if (creditLimitMicros < 0) {
            throw new IllegalArgumentException("creditLimitMicros: " + creditLimitMicros + " (expected: >= 0)");
        }
        if (lowBalanceMicros < 0) {
            throw new IllegalArgumentException("lowBalanceMicros: " + lowBalanceMicros + " (expected: >= 0)");
        }
    }

    /** A buyer whose balance nobody watches, of which nothing was made sure yet, and that fetches revocations itself. */
    public Buyer(
            String id,
            String legalName,
            ZoneId zone,
            List<Cap> caps,
            long creditLimitMicros,
            List<Endpoint> endpoints) {
        this(id, legalName, zone, caps, creditLimitMicros, endpoints, 0, null, null);
    }

    /** The same buyer with another record of what was made sure of. */
    public Buyer withVetting(@Nullable Vetting record) {
        return new Buyer(
                id, legalName, zone, caps, creditLimitMicros, endpoints, lowBalanceMicros, record, revocations);
    }
}
