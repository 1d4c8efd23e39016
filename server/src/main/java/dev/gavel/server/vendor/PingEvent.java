package dev.gavel.server.vendor;

import dev.gavel.auction.award.Asked;
import dev.gavel.auction.award.Candidate;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.Finding;
import dev.gavel.server.http.Json;
import dev.gavel.server.http.JsonBytes;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The audit event of a ping, as the head that the cap ledger completes with time and outcome in the very step that decides. Holds what the
 * decision was made from, by reference: configuration version, lead number, seed (the ping's id), candidates. No data of the lead.
 */
final class PingEvent {

    private PingEvent() {}

    /**
     * The head for a ping that goes to the ledger: the candidates that it is asked about, each as contract, bid, price and payout in micros.
     *
     * @param rulesId {@link dev.gavel.gates.Gates#rulesId} of the gates that it has passed
     */
    static byte[] decided(Ping ping, Asked asked, long leadNumber, String rulesId) {
        return head(ping, rulesId, json -> {
            json.number("lead_number", leadNumber);
            if (ping.campaign().campaign().reservation() == Campaign.Reservation.POST) {
                json.bool("firm", false);
            }
            if (ping.isUnderReview()) {
                json.array("review");
                for (Reason reason : new TreeSet<>(ping.waived())) {
                    json.element(reason.code());
                }
                json.endArray();
            }
            json.array("candidates");
            for (int i = 0; i < asked.size(); i++) {
                Candidate candidate = asked.candidates().get(i);
                json.array()
                        .element(candidate.bid().contract().id())
                        .element(candidate.bid().priceMicros())
                        .element(candidate.priceMicros())
                        .element(candidate.payoutMicros())
                        .endArray();
            }
            json.endArray();
        });
    }

    /**
     * The head for a ping that was refused before the ledger was asked.
     *
     * @param findings what the gates that were asked have found, when one of them refused; else empty: all passed
     */
    static byte[] refused(Ping ping, Reason reason, @Nullable String field, String rulesId, List<Finding> findings) {
        return head(ping, rulesId, json -> {
            json.number("reason", reason.code());
            if (field != null) {
                json.text("field", field);
            }
            if (!findings.isEmpty()) {
                json.membersOf(Json.object(found -> FindingsJson.writeShort(found, findings)));
            }
        });
    }

    private static byte[] head(Ping ping, String rulesId, Consumer<JsonBytes> rest) {
        return JsonBytes.openObject(json -> {
            json.text("type", "ping")
                    .text("ping", ping.text())
                    .text("campaign", ping.campaign().campaign().id())
                    .text("vendor", ping.vendor())
                    .text("source", ping.source())
                    .text("key", ping.keyId())
                    .number("market_version", ping.market().market().version())
                    .text("rules", rulesId);
            rest.accept(json);
        });
    }
}
