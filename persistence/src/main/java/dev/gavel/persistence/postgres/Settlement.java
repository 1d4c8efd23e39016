package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * A post's outcome, as its second transaction writes it.
 *
 * @param state the lead's state from now on
 * @param results of the deliveries that are still open
 * @param answer JSON that a repeated post is given; no personal data
 * @param events exact JSON texts
 */
public record Settlement(
        String tenant,
        String pingId,
        String leadId,
        String state,
        List<LegResult> results,
        String answer,
        Instant at,
        List<String> events) {

    public Settlement {
        requireNonNull(tenant, "tenant");
        requireNonNull(pingId, "pingId");
        requireNonNull(leadId, "leadId");
        requireNonNull(state, "state");
        requireNonNull(answer, "answer");
        requireNonNull(at, "at");
        results = List.copyOf(results);
        events = List.copyOf(events);
    }
}
