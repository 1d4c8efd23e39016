package dev.gavel.server.vendor;

import dev.gavel.auction.lead.Phase;
import dev.gavel.gates.Finding;
import dev.gavel.server.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What every gate says of one lead. Holds no value of the lead.
 *
 * @param at the moment that the lead was judged at, by the rules of that time
 * @param listsAskedAt when the lists were asked: they only know the present
 * @param rulesId {@link dev.gavel.gates.Gates#rulesId}
 * @param findings of the lead, in the order of the gates
 * @param buyerToFindings what the gates that look at one buyer say of each, by the buyer's id
 * @param unknown submitted names that the vertical does not have
 */
public record Explanation(
        Instant at,
        Instant listsAskedAt,
        long marketVersion,
        String rulesId,
        String campaign,
        Phase phase,
        List<Finding> findings,
        Map<String, List<Finding>> buyerToFindings,
        List<String> unknown) {

    public Explanation {
        findings = List.copyOf(findings);
        buyerToFindings = Map.copyOf(buyerToFindings);
        unknown = List.copyOf(unknown);
    }

    /** Whether no gate stands against a sale to somebody. */
    public boolean sellable() {
        return passes(findings);
    }

    /** Whether all of these pass. */
    public static boolean passes(List<Finding> findings) {
        return findings.stream().allMatch(finding -> finding.verdict().passes());
    }

    /** As JSON. */
    byte[] json() {
        return Json.object(json -> {
            json.writeStringProperty("at", at.toString());
            json.writeStringProperty("lists_asked_at", listsAskedAt.toString());
            json.writeNumberProperty("market_version", marketVersion);
            json.writeStringProperty("rules", rulesId);
            json.writeStringProperty("campaign", campaign);
            json.writeStringProperty("phase", phase.name().toLowerCase(Locale.ROOT));
            json.writeBooleanProperty("sellable", sellable());
            FindingsJson.writeWhole(json, "gates", findings);
            json.writeArrayPropertyStart("buyers");
            for (Map.Entry<String, List<Finding>> buyer : buyerToFindings.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .toList()) {
                json.writeStartObject();
                json.writeStringProperty("buyer", buyer.getKey());
                json.writeBooleanProperty("sellable", passes(buyer.getValue()));
                FindingsJson.writeWhole(json, "gates", buyer.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("ignored_fields");
            unknown.forEach(json::writeString);
            json.writeEndArray();
        });
    }
}
