package dev.gavel.server.vendor;

import dev.gavel.auction.reason.Reason;
import dev.gavel.server.http.Call;
import dev.gavel.server.http.Form;
import dev.gavel.server.http.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Gavel's own form of a ping or post: flat JSON, or the same names as a form, where a dot is nesting. One pass over the body; a member that
 * is sent twice, malformed JSON and malformed percent-encoding are refused.
 *
 * <p>Thread safety: stateless.
 */
final class CanonicalDialect {

    private static final String CONSENT = "consent.";
    private static final int MOST_MEMBERS = 512;
    private static final int DEEPEST_NESTING = 8;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // A body is read to its end on one thread.
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST_NESTING)
                    .build())
            .build();

    private CanonicalDialect() {}

    /**
     * Reads a call's body.
     *
     * @throws Refusal 400 when it cannot be read, 415 when it is of another type
     */
    static Submission read(Call call) {
        String type = call.header(HttpHeaderNames.CONTENT_TYPE);
        if (type == null || isType(type, "application/json")) {
            return readJson(call.body());
        }
        if (isType(type, "application/x-www-form-urlencoded")) {
            return readForm(call.body());
        }
        throw Refusal.of(415, Reason.MEDIA_TYPE_UNSUPPORTED);
    }

    static Submission readJson(byte[] body) {
        SubmissionBuilder submission = new SubmissionBuilder();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("The body is not a JSON object.");
            }
            readMembers(parser, "", submission);
            if (parser.nextToken() != null) {
                throw malformed("Something follows the JSON object.");
            }
        } catch (JacksonException e) {
            throw malformed(whereIn(e));
        }
        return submission.build();
    }

    /** Where the parser stumbled. Its own message quotes the body. */
    private static String whereIn(JacksonException failure) {
        TokenStreamLocation at = failure.getLocation();
        return at == null
                ? "The body is nested too deeply, or a part of it is too long."
                : "The body is not well-formed JSON near line " + at.getLineNr() + ", column " + at.getColumnNr() + ".";
    }

    private static void readMembers(JsonParser parser, String prefix, SubmissionBuilder submission) {
        boolean ofConsent = prefix.equals(CONSENT);
        String property;
        while ((property = parser.nextName()) != null) {
            JsonToken token = parser.nextToken();
            switch (token) {
                case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> {
                    if (ofConsent) {
                        submission.putConsent(property, parser.getString());
                    } else {
                        submission.put(prefix + property, parser.getString());
                    }
                }
                case START_OBJECT -> readMembers(parser, prefix + property + ".", submission);
                case START_ARRAY -> readElements(parser, prefix + property, submission);
                // A null is as good as not sent.
                case VALUE_NULL -> {}
                case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw malformed("The body is not well-formed JSON.");
            }
        }
    }

    private static void readElements(JsonParser parser, String name, SubmissionBuilder submission) {
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (token == JsonToken.VALUE_STRING) {
                submission.putElement(name, parser.getString());
            } else {
                submission.putUnreadable(name);
                parser.skipChildren();
            }
        }
    }

    static Submission readForm(byte[] body) {
        SubmissionBuilder submission = new SubmissionBuilder();
        for (Map.Entry<String, List<String>> member : formMembers(body).entrySet()) {
            String name = member.getKey();
            List<String> values = member.getValue();
            if (name.equals("consent.sellers") || name.equals("consent.channels")) {
                values.forEach(value -> submission.putElement(name, value));
            } else if (values.size() == 1) {
                submission.put(name, values.getFirst());
            } else {
                throw malformed("A form field is sent twice.");
            }
        }
        return submission.build();
    }

    private static Map<String, List<String>> formMembers(byte[] body) {
        try {
            return Form.read(body, MOST_MEMBERS);
        } catch (IllegalArgumentException _) {
            throw malformed("The form is not well-formed percent-encoding of UTF-8, or has more than " + MOST_MEMBERS
                    + " members.");
        }
    }

    private static boolean isType(@Nullable String header, String type) {
        return header != null
                && header.regionMatches(true, 0, type, 0, type.length())
                && (header.length() == type.length()
                        || header.charAt(type.length()) == ';'
                        || header.charAt(type.length()) == ' ');
    }

    private static Refusal malformed(String detail) {
        return Refusal.of(400, Reason.BODY_MALFORMED, detail);
    }
}
