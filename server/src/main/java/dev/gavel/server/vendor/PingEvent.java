package dev.gavel.server.vendor;

import dev.gavel.auction.award.Asked;
import dev.gavel.auction.award.Candidate;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.JsonBytes;
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
     */
    static byte[] decided(Ping ping, Asked asked, long leadNumber) {
        return head(ping, json -> {
            json.number("lead_number", leadNumber).array("candidates");
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

    /** The head for a ping that was refused before the ledger was asked. */
    static byte[] refused(Ping ping, Reason reason, @Nullable String field) {
        return head(ping, json -> {
            json.number("reason", reason.code());
            if (field != null) {
                json.text("field", field);
            }
        });
    }

    private static byte[] head(Ping ping, Consumer<JsonBytes> rest) {
        return JsonBytes.openObject(json -> {
            json.text("type", "ping")
                    .text("ping", ping.text())
                    .text("campaign", ping.campaign().campaign().id())
                    .text("vendor", ping.vendor())
                    .text("source", ping.source())
                    .text("key", ping.keyId())
                    .number("market_version", ping.market().market().version());
            rest.accept(json);
        });
    }
}
