package dev.gavel.server.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.server.http.Calls;
import dev.gavel.server.http.Refusal;
import dev.gavel.testkit.Bounded;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bodies of pings and posts, JSON and forms, from any bytes. They are refused with 400, or read: then another reader takes the JSON for an object too
 * and finds the same plain members in it, and the lead is kept in canonical spelling that reads as the same lead.
 */
@Tag("fuzz")
class SubmissionFuzzTest {

    private static final JsonMapper OTHER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    @FuzzTest(maxDuration = "50s")
    void isRefusedOrReadAsItWasSent(byte[] body) throws Exception {
        Bounded.run(body.length, () -> {
            json(body);
            form(body);
        });
    }

    private static void json(byte[] body) {
        Submission submission = read(body, "application/json");
        JsonNode tree = tree(body);
        if (submission == null) {
            return;
        }
        assertThat(tree).isNotNull();
        assertThat(tree.isObject()).isTrue();
        tree.properties().forEach(member -> {
            String name = member.getKey();
            boolean plain = !name.contains(".")
                    && member.getValue().isString()
                    && submission.fields().containsKey(name);
            if (plain) {
                assertThat(submission.fields().get(name))
                        .isEqualTo(member.getValue().asString());
            }
        });
        lead(submission);
    }

    private static void form(byte[] body) {
        Submission submission = read(body, "application/x-www-form-urlencoded; charset=utf-8");
        if (submission != null) {
            lead(submission);
        }
    }

    private static void lead(Submission submission) {
        LeadReader.Reading reading = LeadReader.read(Lead.of(VendorWorld.AUTO), VendorWorld.AUTO, submission.fields());
        Lead lead = reading.lead();
        Map<String, String> kept = PingSealer.fieldsOf(lead);
        LeadReader.Reading again = LeadReader.read(Lead.of(VendorWorld.AUTO), VendorWorld.AUTO, new TreeMap<>(kept));
        assertThat(again.unknown()).isEmpty();
        for (Field field : VendorWorld.AUTO.fields()) {
            assertThat(again.lead().canonical(field.index())).isEqualTo(lead.canonical(field.index()));
        }
        assertThat(ConsumerKeys.of(again.lead(), VendorWorld.KEYS)).isEqualTo(ConsumerKeys.of(lead, VendorWorld.KEYS));
        assertThat(submission.toString()).hasSizeLessThan(50);
    }

    private static Submission read(byte[] body, String type) {
        try {
            return CanonicalDialect.read(Calls.of("POST", "/api/ping", body, "content-type", type));
        } catch (Refusal refusal) {
            assertThat(refusal.status()).isEqualTo(400);
            return null;
        }
    }

    private static JsonNode tree(byte[] body) {
        try {
            return OTHER.readTree(body);
        } catch (JacksonException _) {
            return null;
        }
    }
}
