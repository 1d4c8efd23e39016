package dev.gavel.server.admin;

import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The members of a flat JSON body, all of them known. A member that nobody knows is refused: it may be one that was meant to change what is
 * booked.
 *
 * <p>Thread safety: immutable.
 */
final class Members {

    private static final int LONGEST_TEXT = 500;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, String> values;

    private Members(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a call's body.
     *
     * @throws Refusal 400 when it is no flat JSON object, 415 when it is of another type, 422 when it has an unknown member
     */
    static Members read(Call call, Set<String> known) {
        String type = call.header(HttpHeaderNames.CONTENT_TYPE);
        if (type != null && !type.regionMatches(true, 0, "application/json", 0, "application/json".length())) {
            throw Refusal.of(415, Reason.MEDIA_TYPE_UNSUPPORTED, "Send application/json.");
        }
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), call.body())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("The body is not a JSON object.");
            }
            String name;
            while ((name = parser.nextName()) != null) {
                readValue(parser, name, known, values);
            }
            if (parser.nextToken() != null) {
                throw malformed("Something follows the JSON object.");
            }
        } catch (JacksonException e) {
            // Its own message quotes the body.
            throw malformed("The body is not well-formed JSON.");
        }
        return new Members(Map.copyOf(values));
    }

    private static void readValue(JsonParser parser, String name, Set<String> known, Map<String, String> values) {
        if (!known.contains(name)) {
            throw Refusal.of(
                    422,
                    Reason.MEMBER_UNKNOWN,
                    "Known are " + String.join(", ", known.stream().sorted().toList()) + ".");
        }
        switch (parser.nextToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                values.put(name, parser.getString());
            // A null is as good as not sent.
            case VALUE_NULL -> {}
            case START_OBJECT,
                    START_ARRAY,
                    END_OBJECT,
                    END_ARRAY,
                    PROPERTY_NAME,
                    NOT_AVAILABLE,
                    VALUE_EMBEDDED_OBJECT -> throw malformed(name + " is not a text, number or boolean.");
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A text of at most 500 characters without control characters, or null. */
    @Nullable
    String text(String name) {
        String text = values.get(name);
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > LONGEST_TEXT || text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')) {
            throw invalid(name, "a text of at most " + LONGEST_TEXT + " characters");
        }
        return text;
    }

    /** A text that must be there. */
    String requiredText(String name) {
        String text = text(name);
        if (text == null) {
            throw invalid(name, "a text");
        }
        return text;
    }

    /** One of an enum's constants in lower case, or null. */
    <E extends Enum<E>> @Nullable E constant(String name, Class<E> type) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw invalid(name, "one of the documented words");
        }
    }

    /** Why something is done: required. */
    String reason(String name) {
        String text = text(name);
        if (text == null) {
            throw Refusal.of(422, Reason.REASON_MISSING);
        }
        return text;
    }

    boolean flag(String name) {
        String text = values.getOrDefault(name, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw invalid(name, "true or false");
        }
        return text.equals("true");
    }

    /** An amount above zero in micros; {@code otherwise} when it is not there. */
    long amount(String name, long otherwise) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        long micros = Money.parseMicros(text);
        if (micros == Money.INVALID || micros == 0) {
            throw invalid(name, "an amount above zero such as 12.50");
        }
        return micros;
    }

    /** A percentage in basis points; {@code otherwise} when it is not there. */
    int basisPoints(String name, int otherwise) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        long micros = Money.parseMicros(text);
        if (micros == Money.INVALID || micros > 100 * Money.UNIT_MICROS || micros % (Money.UNIT_MICROS / 100) != 0) {
            throw invalid(name, "a percentage from 0 to 100 with at most two decimals");
        }
        return (int) (micros / (Money.UNIT_MICROS / 100));
    }

    static Refusal invalid(String name, String expected) {
        return Refusal.of(422, Reason.VALUE_INVALID, name + ": expected " + expected + ".");
    }

    private static Refusal malformed(String detail) {
        return Refusal.of(400, Reason.BODY_MALFORMED, detail);
    }
}
