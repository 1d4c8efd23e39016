package dev.gavel.server.suppression;

import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.vendor.IsoTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON object of a request, read member by member. What nobody asked for is refused, as is whatever is not of its form; refusals name the
 * member and never its value.
 *
 * <p>Confined to one thread.
 */
final class RequestBody {

    private static final int MOST_TEXT = 2_000;
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(8).build())
                    .build())
            .build();

    private final JsonNode object;
    private final String place;
    private final Set<String> asked = new HashSet<>();

    private RequestBody(JsonNode object, String place) {
        this.object = object;
        this.place = place;
    }

    /** The object that a body is. */
    static RequestBody of(Call call) {
        try {
            JsonNode node = JSON.readTree(call.body());
            if (!node.isObject()) {
                throw Refusal.of(400, Reason.BODY_MALFORMED, "The body is not a JSON object.");
            }
            return new RequestBody(node, "");
        } catch (JacksonException _) {
            // Its message quotes the body.
            throw Refusal.of(400, Reason.BODY_MALFORMED);
        }
    }

    /** The objects of a list; null when there is no such member. */
    @Nullable
    List<RequestBody> objects(String name, int most) {
        JsonNode list = member(name);
        if (list == null) {
            return null;
        }
        if (!list.isArray() || list.isEmpty() || list.size() > most) {
            throw Refusal.of(422, Reason.BATCH_SIZE_INVALID, name + ": expected a list of 1 to " + most + " objects.");
        }
        List<RequestBody> objects = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            String at = name + "[" + i + "].";
            if (!list.get(i).isObject()) {
                throw invalid(name + "[" + i + "] is not an object.");
            }
            objects.add(new RequestBody(list.get(i), at));
        }
        return objects;
    }

    /** A text; null when there is none, or a blank one. */
    @Nullable
    String text(String name) {
        JsonNode value = member(name);
        if (value == null) {
            return null;
        }
        if (!value.isString() || value.asString().length() > MOST_TEXT) {
            throw invalid(place + name + " is not a text of at most " + MOST_TEXT + " characters.");
        }
        return value.asString().isBlank() ? null : value.asString().strip();
    }

    /** A word that people sort by: lower-case letters, digits, and {@code _ - .} between. */
    String word(String name, String otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        if (!isWord(text)) {
            throw invalid(place + name + " is not 1 to 64 of a-z, 0-9, _, - and dots.");
        }
        return text;
    }

    /** Whether a text is a word that people sort by. */
    static boolean isWord(String text) {
        return !text.isEmpty()
                && text.length() <= 64
                && text.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.');
    }

    /** The texts of a list; empty when there is no such member. */
    List<String> texts(String name) {
        JsonNode list = member(name);
        List<String> texts = new ArrayList<>();
        if (list != null) {
            for (JsonNode item : list) {
                texts.add(item.asString(""));
            }
            if (!list.isArray()) {
                throw invalid(place + name + " is not a list.");
            }
        }
        return texts;
    }

    /** A moment; null when there is none. */
    @Nullable
    Instant time(String name) {
        String text = text(name);
        Instant time = text == null ? null : IsoTime.parse(text);
        if (text != null && time == null) {
            throw invalid(place + name + " is not a time with an offset, such as 2026-11-22T15:00:00Z.");
        }
        return time;
    }

    /** A moment that is not to come; now when there is none. */
    Instant pastTime(String name, Instant now) {
        Instant time = time(name);
        if (time == null) {
            return now;
        }
        if (time.isAfter(now.plus(CLOCKS_DIFFER))) {
            throw invalid(place + name + " is in the future.");
        }
        return time.isAfter(now) ? now : time;
    }

    /** A state's code; null when there is none. */
    @Nullable
    String state(String name) {
        String text = text(name);
        if (text != null && UsState.parse(text) == null) {
            throw invalid(place + name + " is not the code of a state, such as VA.");
        }
        return text;
    }

    /**
     * Who is meant, by {@code phone}, {@code email}, {@code phone_hash}, {@code email_hash}.
     *
     * @throws Refusal 422 when one of them cannot be read, or there is none
     */
    Identifiers identifiers() {
        Identifiers all = Identifiers.NONE;
        for (String name : List.of("phone", "email", "phone_hash", "email_hash")) {
            String text = text(name);
            if (text != null) {
                Identifiers one = identifier(name, text);
                if (one.isEmpty()) {
                    throw Refusal.of(
                            422, Reason.IDENTIFIER_UNREADABLE, place + name + " cannot be read (hashes are SHA-256).");
                }
                all = all.and(one);
            }
        }
        if (all.isEmpty()) {
            throw Refusal.of(
                    422, Reason.IDENTIFIER_UNREADABLE, place + "phone, email, phone_hash or email_hash is missing.");
        }
        return all;
    }

    /** What a named text says of a consumer; empty when it cannot be read. */
    static Identifiers identifier(String name, String text) {
        return switch (name) {
            case "phone" -> Identifiers.ofPhone(text);
            case "email" -> Identifiers.ofEmail(text);
            case "phone_hash" -> Identifiers.ofPhoneHash(text);
            case "email_hash" -> Identifiers.ofEmailHash(text);
            default -> Identifiers.NONE;
        };
    }

    /** Refuses what nobody asked for. */
    void close() {
        for (String name : object.propertyNames()) {
            if (!asked.contains(name)) {
                throw invalid(place + "there is a member that is not known (expected: "
                        + String.join(", ", asked.stream().sorted().toList()) + ").");
            }
        }
    }

    /** A refusal that names the place. */
    Refusal invalidAt(String name, String what) {
        return invalid(place + name + " " + what);
    }

    private static Refusal invalid(String detail) {
        return Refusal.of(422, Reason.SUPPRESSION_INVALID, detail);
    }

    private @Nullable JsonNode member(String name) {
        asked.add(name);
        JsonNode value = object.path(name);
        return value.isMissingNode() || value.isNull() ? null : value;
    }
}
