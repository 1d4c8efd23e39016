package dev.gavel.bench.micro;

import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The plainest decoder that could work: one pass of Jackson's parser, values straight into the slots of a lead. A yardstick. */
final class StreamingPingDecoder implements PingDecoder {

    private static final JsonFactory JSON = JsonFactory.builder().build();

    private final Vertical vertical;

    StreamingPingDecoder(Vertical vertical) {
        this.vertical = vertical;
    }

    /** What a ping holds. */
    record DecodedPing(
            @Nullable String campaign,
            @Nullable String source,
            Lead lead,
            @Nullable Consent consent) {}

    @Override
    public DecodedPing decode(byte[] body) {
        Lead.Builder lead = Lead.of(vertical);
        String campaign = null;
        String source = null;
        Consent consent = null;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                Field field = vertical.fieldNamed(name);
                if (field != null) {
                    lead.set(field, parser.getString());
                } else {
                    switch (name) {
                        case "campaign" -> campaign = parser.getString();
                        case "source" -> source = parser.getString();
                        case "consent" -> consent = consent(parser);
                        default -> parser.skipChildren();
                    }
                }
            }
        }
        return new DecodedPing(campaign, source, lead.build(), consent);
    }

    private static Consent consent(JsonParser parser) {
        @Nullable String[] texts = new @Nullable String[7];
        Instant timestamp = null;
        List<String> sellers = List.of();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "text" -> texts[0] = parser.getString();
                case "url" -> texts[1] = parser.getString();
                case "ip" -> texts[2] = parser.getString();
                case "user_agent" -> texts[3] = parser.getString();
                case "timestamp" -> timestamp = Instant.parse(parser.getString());
                case "language" -> texts[4] = parser.getString();
                case "sellers" -> sellers = strings(parser);
                case "trustedform_cert_url" -> texts[5] = parser.getString();
                case "jornaya_lead_id" -> texts[6] = parser.getString();
                default -> parser.skipChildren();
            }
        }
        return new Consent(texts[0], texts[1], texts[2], texts[3], timestamp, texts[4], sellers, texts[5], texts[6]);
    }

    private static List<String> strings(JsonParser parser) {
        List<String> strings = new ArrayList<>(4);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            strings.add(parser.getString());
        }
        return strings;
    }
}
