package dev.gavel.server.vendor;

import dev.gavel.auction.award.Asked;
import dev.gavel.auction.award.Candidate;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Finding;
import dev.gavel.server.http.Json;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The audit event of a ping, as the head that the cap ledger completes with time and outcome in the very step that decides. Holds what the
 * decision was made from, by reference: configuration version, lead number, seed (the ping's id), candidates. No data of the lead.
 */
final class PingEvent {

    private PingEvent() {}

    /**
     * The head for a ping that goes to the ledger with the candidates that it is asked about.
     *
     * @param rulesId {@link dev.gavel.gates.Gates#rulesId} of the gates that it has passed
     */
    static byte[] decided(Ping ping, Asked asked, long leadNumber, String rulesId) {
        return head(ping, rulesId, json -> {
            json.writeNumberProperty("lead_number", leadNumber);
            if (ping.campaign().campaign().reservation() == Campaign.Reservation.POST) {
                json.writeBooleanProperty("firm", false);
            }
            json.writeArrayPropertyStart("candidates");
            for (Candidate candidate : asked.candidates().subList(0, asked.size())) {
                json.writeStartObject();
                json.writeStringProperty("contract", candidate.bid().contract().id());
                json.writeNumberProperty("bid_micros", candidate.bid().priceMicros());
                json.writeNumberProperty("price_micros", candidate.priceMicros());
                json.writeNumberProperty("payout_micros", candidate.payoutMicros());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /**
     * The head for a ping that was refused before the ledger was asked.
     *
     * @param findings what the gates that were asked have found, when one of them refused; else empty: all passed
     */
    static byte[] refused(Ping ping, Reason reason, @Nullable String field, String rulesId, List<Finding> findings) {
        return head(ping, rulesId, json -> {
            json.writeNumberProperty("reason", reason.code());
            if (field != null) {
                json.writeStringProperty("field", field);
            }
            if (!findings.isEmpty()) {
                FindingsJson.writeShort(json, findings);
            }
        });
    }

    private static byte[] head(Ping ping, String rulesId, Consumer<JsonGenerator> rest) {
        byte[] whole = Json.object(json -> {
            json.writeStringProperty("type", "ping");
            json.writeStringProperty("ping", ping.text());
            json.writeStringProperty("campaign", ping.campaign().campaign().id());
            json.writeStringProperty("vendor", ping.vendor());
            json.writeStringProperty("source", ping.source());
            json.writeStringProperty("key", ping.keyId());
            json.writeNumberProperty("market_version", ping.market().market().version());
            json.writeStringProperty("rules", rulesId);
            rest.accept(json);
        });
        return Arrays.copyOf(whole, whole.length - 1);
    }
}
