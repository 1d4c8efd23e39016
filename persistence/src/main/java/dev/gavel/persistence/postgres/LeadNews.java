package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What a transaction ends of a lead.
 *
 * @param ended in no order
 * @param unsoldLegs promised legs that nobody will buy any more, as of now
 */
public record LeadNews(
        String tenant,
        String pingId,
        String leadId,
        String campaign,
        String vendor,
        String source,
        String currency,
        Instant at,
        List<EndedDelivery> ended,
        List<String> unsoldLegs) {

    public LeadNews {
        requireNonNull(tenant, "tenant");
        requireNonNull(pingId, "pingId");
        requireNonNull(leadId, "leadId");
        requireNonNull(campaign, "campaign");
        requireNonNull(vendor, "vendor");
        requireNonNull(source, "source");
        requireNonNull(currency, "currency");
        requireNonNull(at, "at");
        ended = List.copyOf(ended);
        unsoldLegs = List.copyOf(unsoldLegs);
    }
}
