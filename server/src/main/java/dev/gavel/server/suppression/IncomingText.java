package dev.gavel.server.suppression;

import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Form;
import dev.gavel.server.http.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A text message as its provider tells of it, in a form or a flat JSON object, under whichever of the usual names.
 *
 * @param sender the number that it came from, as written; null when not said
 * @param text null when not said
 * @param id the provider's id of the message, 1 to 128 visible ASCII characters; null when there is none that is usable
 */
record IncomingText(
        @Nullable String sender,
        @Nullable String text,
        @Nullable String id) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> SENDER = List.of("from", "phone", "msisdn", "sender");
    private static final List<String> TEXT = List.of("body", "text", "message");
    private static final List<String> ID = List.of("messagesid", "smssid", "message_id", "messageid", "id");
    private static final int MOST_MEMBERS = 128;
    private static final int LONGEST_ID = 128;

    /**
     * Reads a call's body.
     *
     * @throws Refusal 400 when it is malformed
     */
    static IncomingText read(Call call) {
        String type = call.header(HttpHeaderNames.CONTENT_TYPE);
        boolean form = type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
        Map<String, String> members = form ? formMembers(call.body()) : jsonMembers(call.body());
        String id = first(members, ID);
        return new IncomingText(first(members, SENDER), first(members, TEXT), id != null && isUsable(id) ? id : null);
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

    private static boolean isUsable(String id) {
        return id.length() <= LONGEST_ID && id.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    /** By their names in lower case: providers spell them as they like. */
    private static Map<String, String> formMembers(byte[] body) {
        try {
            Map<String, String> members = new HashMap<>();
            Form.read(body, MOST_MEMBERS)
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

    /** Shows nothing: a message is personal data. */
    @Override
    public String toString() {
        return "IncomingText";
    }
}
