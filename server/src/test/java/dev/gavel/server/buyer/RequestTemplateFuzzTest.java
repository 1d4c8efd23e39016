package dev.gavel.server.buyer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.auction.contract.FieldAllowance;
import dev.gavel.auction.lead.Lead;
import dev.gavel.testkit.Bounded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is sent to buyers. Whatever text stands in a lead, the body is JSON with that very text in its place and nothing beside it; whatever stands in
 * a template, it is refused or gives such a body.
 */
@Tag("fuzz")
class RequestTemplateFuzzTest {

    @FuzzTest(maxDuration = "50s")
    void aValueStaysInItsPlace(byte[] input) throws Exception {
        String text = new String(input, UTF_8);
        Bounded.run(input.length, () -> {
            JsonNode body = body(Map.of("x", "${comments}"), text);
            assertThat(body.size()).isLessThanOrEqualTo(1);
            if (body.has("x")) {
                assertThat(body.path("x").asString()).isEqualTo(text);
            }
            try {
                assertThat(body(Map.of("x", text), "a comment").isObject()).isTrue();
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageStartingWith("request: ");
            }
        });
    }

    private static JsonNode body(Map<String, Object> template, String comments) {
        Lead lead = Lead.of(BuyerWorld.AUTO).set("comments", comments).build();
        RequestTemplate compiled =
                RequestTemplate.compile(template, BuyerWorld.AUTO, Purpose.DELIVERY, FieldAllowance.STANDARD);
        ByteBuf out = Unpooled.buffer();
        compiled.write(out, new CallFacts.OfDelivery(delivery(lead)));
        return JsonMapper.shared().readTree(out.toString(UTF_8));
    }

    private static Delivery delivery(Lead lead) {
        return new Delivery(
                BuyerWorld.TENANT,
                "delivery_1",
                BuyerWorld.contract("acme"),
                "ping_1",
                "lead_1",
                "leg_1",
                "auto-us",
                "fb-17",
                1_000_000,
                null,
                lead,
                null);
    }
}
