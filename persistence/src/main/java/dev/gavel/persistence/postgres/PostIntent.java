package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A post that passed its gates, before any buyer hears of it.
 *
 * @param pingId TypeID with prefix {@code ping}; its time decides the partition
 * @param leadId TypeID with prefix {@code lead}
 * @param consumerKeys the tenant's keyed hashes of phone and e-mail: what the consumer is claimed by
 * @param lookupKeys all keyed hashes that the lead is found again by
 * @param duplicateWindow how long the consumer may not be sold again in the campaign; zero for no guard
 * @param sealedLead the lead under the tenant's data key
 * @param at the moment of the decision
 * @param legs in rank order
 * @param event exact JSON text; carries no personal data
 */
public record PostIntent(
        String tenant,
        String pingId,
        String leadId,
        String campaign,
        String vendor,
        String source,
        String currency,
        List<String> consumerKeys,
        List<String> lookupKeys,
        Duration duplicateWindow,
        byte[] sealedLead,
        Instant at,
        List<LegIntent> legs,
        String event) {

    /** A lead that is found again by what its consumer is claimed by. */
    public PostIntent(
            String tenant,
            String pingId,
            String leadId,
            String campaign,
            String vendor,
            String source,
            String currency,
            List<String> consumerKeys,
            Duration duplicateWindow,
            byte[] sealedLead,
            Instant at,
            List<LegIntent> legs,
            String event) {
        this(
                tenant,
                pingId,
                leadId,
                campaign,
                vendor,
                source,
                currency,
                consumerKeys,
                consumerKeys,
                duplicateWindow,
                sealedLead,
                at,
                legs,
                event);
    }

    public PostIntent {
        requireNonNull(tenant, "tenant");
        requireNonNull(pingId, "pingId");
        requireNonNull(leadId, "leadId");
        requireNonNull(campaign, "campaign");
        requireNonNull(vendor, "vendor");
        requireNonNull(source, "source");
        requireNonNull(currency, "currency");
        requireNonNull(duplicateWindow, "duplicateWindow");
        requireNonNull(sealedLead, "sealedLead");
        requireNonNull(at, "at");
        requireNonNull(event, "event");
        consumerKeys = List.copyOf(consumerKeys);
        lookupKeys = List.copyOf(lookupKeys);
        legs = List.copyOf(legs);
        if (legs.isEmpty()) {
            throw new IllegalArgumentException("legs: none (expected: at least one)");
        }
    }
}
