package dev.gavel.persistence.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * A post against which nothing stands but what a person is to look at.
 *
 * @param pingId TypeID with prefix {@code ping}
 * @param leadId TypeID with prefix {@code lead}
 * @param lookupKeys all keyed hashes that the lead is found again by
 * @param sealedLead the lead under the tenant's data key
 * @param chosen positions of the promised legs among the lead's candidates
 * @param reasons codes of the findings that a release waives
 * @param findings the gates' verdicts as JSON; carries no personal data
 * @param until when the promise expires, and the hold with it
 * @param answer JSON that the vendor gets while the lead is held
 * @param event exact JSON text; carries no personal data
 */
public record NewHold(
        String tenant,
        String pingId,
        String leadId,
        String campaign,
        String vendor,
        String source,
        String currency,
        List<String> lookupKeys,
        byte[] sealedLead,
        List<Integer> chosen,
        List<Integer> reasons,
        String findings,
        Instant at,
        Instant until,
        String answer,
        String event) {

    public NewHold {
        requireNonNull(tenant, "tenant");
        requireNonNull(pingId, "pingId");
        requireNonNull(leadId, "leadId");
        requireNonNull(sealedLead, "sealedLead");
        requireNonNull(at, "at");
        requireNonNull(until, "until");
        lookupKeys = List.copyOf(lookupKeys);
        chosen = List.copyOf(chosen);
        reasons = List.copyOf(reasons);
        if (chosen.isEmpty() || reasons.isEmpty()) {
            throw new IllegalArgumentException("chosen, reasons: none (expected: at least one)");
        }
    }

    /** Shows no byte of the lead. */
    @Override
    public String toString() {
        return "NewHold[" + leadId + "]";
    }
}
