package dev.gavel.server.suppression;

import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.suppression.RevocationWords;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Json;
import dev.gavel.server.http.Refusal;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * {@code POST /hooks/revocations/{key}}: what a provider of text messages is told to call with each message that comes in. The key at the end
 * of the address has the scope {@code revoke} and nothing else. A message with one of the words of {@link RevocationWords} revokes; any other
 * is answered with {@code ignored}, and not kept. The provider's id of the message makes a repeated call the same revocation.
 *
 * <p>Thread safety: any event loop.
 */
public final class RevocationHook {

    private final RevocationDesk desk;
    private final SuppressionMetrics metrics;
    private final InstantSource clock;

    RevocationHook(RevocationDesk desk, SuppressionMetrics metrics, InstantSource clock) {
        this.desk = desk;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** One message that came in. */
    public Mono<Answer> message(Principal principal, Call call) {
        SuppressionApi.refuseTest(principal);
        return taken(principal.tenant(), principal.keyId(), null, call);
    }

    /**
     * One message that came in, from somebody who may bring it.
     *
     * @param keyId what it came with
     * @param id the message's, where it is known otherwise than from its members; null to read it from them
     */
    Mono<Answer> taken(String tenant, String keyId, @Nullable String id, Call call) {
        IncomingText message = IncomingText.read(call);
        String text = message.text();
        if (text == null || !RevocationWords.revoke(text)) {
            metrics.messageIgnored();
            return Mono.just(Answer.json(200, Json.object(json -> json.writeStringProperty("status", "ignored"))));
        }
        Identifiers who = message.sender() == null ? Identifiers.NONE : Identifiers.ofPhone(message.sender());
        if (who.isEmpty()) {
            throw Refusal.of(422, Reason.IDENTIFIER_UNREADABLE, "The sender's number is missing or unreadable.");
        }
        RevocationDesk.Request request = new RevocationDesk.Request(
                who, text, "sms", clock.instant(), null, requestKey(keyId, id == null ? message.id() : id), keyId);
        return desk.record(tenant, request).map(result -> {
            metrics.revoked("sms");
            return RevocationApi.answer(result);
        });
    }

    private static @Nullable String requestKey(String keyId, @Nullable String id) {
        return id == null ? null : keyId + " " + id;
    }
}
