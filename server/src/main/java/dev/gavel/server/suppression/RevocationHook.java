package dev.gavel.server.suppression;

import dev.gavel.auction.reason.Reason;
import dev.gavel.gates.suppression.RevocationWords;
import dev.gavel.server.access.Principal;
import dev.gavel.server.http.Answer;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Json;
import dev.gavel.server.http.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /hooks/revocations/{key}}: what a provider of text messages is told to call with each message that comes in. The key at the end
 * of the address has the scope {@code revoke} and nothing else. A message with one of the words of {@link RevocationWords} revokes; any other
 * is answered with {@code ignored}, and not kept. The provider's id of the message makes a repeated call the same revocation.
 *
 * <p>Thread safety: any event loop.
 */
public final class RevocationHook {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> SENDER = List.of("from", "phone", "msisdn", "sender");
    private static final List<String> TEXT = List.of("body", "text", "message");
    private static final List<String> ID = List.of("messagesid", "smssid", "message_id", "messageid", "id");
    private static final int MOST_MEMBERS = 128;
    private static final int LONGEST_ID = 128;

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
        Map<String, String> members = members(call);
        String text = first(members, TEXT);
        if (text == null || !RevocationWords.revoke(text)) {
            metrics.messageIgnored();
            return Mono.just(Answer.json(200, Json.object(json -> json.writeStringProperty("status", "ignored"))));
        }
        String sender = first(members, SENDER);
        Identifiers who = sender == null ? Identifiers.NONE : Identifiers.ofPhone(sender);
        if (who.isEmpty()) {
            throw Refusal.of(422, Reason.IDENTIFIER_UNREADABLE, "The sender's number is missing or unreadable.");
        }
        RevocationDesk.Request request = new RevocationDesk.Request(
                who,
                text,
                "sms",
                clock.instant(),
                null,
                requestKey(keyId, id == null ? first(members, ID) : id),
                keyId);
        return desk.record(tenant, request).map(result -> {
            metrics.revoked("sms");
            return RevocationApi.answer(result);
        });
    }

    private static @Nullable String requestKey(String keyId, @Nullable String id) {
        return id == null || id.length() > LONGEST_ID ? null : keyId + " " + id;
    }

    private static @Nullable String first(Map<String, String> members, List<String> names) {
        for (String name : names) {
            String value = members.get(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    /** The texts of a form or of a flat JSON object, by their names in lower case: providers spell them as they like. */
    private static Map<String, String> members(Call call) {
        String type = call.header(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")
                ? formMembers(call.body())
                : jsonMembers(call.body());
    }

    private static Map<String, String> formMembers(byte[] body) {
        try {
            Map<String, String> members = new HashMap<>();
            new QueryStringDecoder(
                            new String(body, StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, MOST_MEMBERS)
                    .parameters()
                    .forEach((name, values) -> members.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            return members;
        } catch (IllegalArgumentException _) {
            throw Refusal.of(400, Reason.BODY_MALFORMED);
        }
    }

    private static Map<String, String> jsonMembers(byte[] body) {
        try {
            Map<String, String> members = new HashMap<>();
            for (Map.Entry<String, JsonNode> member : JSON.readTree(body).properties()) {
                if (member.getValue().isValueNode() && !member.getValue().isNull()) {
                    members.put(
                            member.getKey().toLowerCase(Locale.ROOT),
                            member.getValue().asString());
                }
            }
            return members;
        } catch (JacksonException _) {
            throw Refusal.of(400, Reason.BODY_MALFORMED);
        }
    }
}
