package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Json;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveMarket;
import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * What became of a ping: its post's answer when it was posted, else whether its price still holds. Rejected pings are remembered in the audit
 * log only.
 *
 * <p>Thread safety: any event loop.
 */
final class PingStatus {

    private final PostAnswers answers;
    private final PingMemories memories;

    PingStatus(CapLedger ledger, PostAnswers answers, PingSealer sealer) {
        this.answers = answers;
        this.memories = new PingMemories(ledger, sealer);
    }

    Mono<Answer> of(LiveMarket market, String vendor, TypeId pingId) {
        String ping = pingId.toString();
        return answers.now(market.tenant(), ping, vendor)
                .map(answer -> Answer.json(200, answer))
                .switchIfEmpty(Mono.defer(() -> memories.recall(market.tenant(), market.keys(), ping)
                        .filter(recalled -> recalled.ping().vendor().equals(vendor))
                        .map(recalled -> notPosted(ping, recalled.remembered()))
                        .switchIfEmpty(Mono.error(Refusal.of(404, Reason.PING_UNKNOWN)))));
    }

    private static Answer notPosted(String ping, CapLedger.Remembered remembered) {
        return Answer.json(200, Json.object(json -> {
            json.writeStringProperty("status", remembered.expired() ? "expired" : "accepted");
            json.writeStringProperty("ping_id", ping);
            json.writeStringProperty(
                    "expires_at",
                    Instant.ofEpochSecond(remembered.expiresAtSeconds()).toString());
        }));
    }
}
