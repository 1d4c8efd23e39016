package dev.gavel.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.testkit.Property;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonBytesTest {

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String firstText(byte[] json) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            parser.nextToken();
            parser.nextToken();
            return parser.getString();
        }
    }

    @Test
    void writesMembersElementsAndWhatIsNested() {
        byte[] json = JsonBytes.object(out -> out.text("a", "b")
                .number("n", -17)
                .array("rows")
                .array()
                .element("x")
                .element(1)
                .endArray()
                .object()
                .text("k", "v")
                .endObject()
                .endArray()
                .object("o")
                .endObject());

        assertThat(text(json)).isEqualTo("{\"a\":\"b\",\"n\":-17,\"rows\":[[\"x\",1],{\"k\":\"v\"}],\"o\":{}}");
    }

    @Test
    void leavesAnObjectOpenForMore() {
        assertThat(text(JsonBytes.openObject(out -> out.text("type", "ping")))).isEqualTo("{\"type\":\"ping\"");
    }

    @Test
    void takesInTheMembersOfAnotherObject() {
        byte[] other = JsonBytes.object(out -> out.bool("yes", true).bool("no", false));
        assertThat(text(JsonBytes.object(out -> out.text("a", "b").membersOf(other))))
                .isEqualTo("{\"a\":\"b\",\"yes\":true,\"no\":false}");
        assertThat(text(JsonBytes.object(out -> out.membersOf("{}".getBytes(StandardCharsets.UTF_8)))))
                .isEqualTo("{}");
    }

    @Test
    void writesNumbersLikeJava() {
        Property.forAll(500, random -> {
            long number = random.nextLong() >> random.nextInt(64);
            assertThat(text(JsonBytes.object(out -> out.number("n", number)))).isEqualTo("{\"n\":" + number + "}");
        });
        assertThat(text(JsonBytes.object(out -> out.number("n", Long.MIN_VALUE))))
                .isEqualTo("{\"n\":" + Long.MIN_VALUE + "}");
    }

    @Test
    void readsBackAsItWas() {
        Property.forAll(500, random -> {
            StringBuilder any = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                any.appendCodePoint(
                        new int[] {'a', '"', '\\', '\n', 0, 0x1F, 0x7F, 'é', '€', 0x1F600}[random.nextInt(10)]);
            }
            byte[] json = JsonBytes.object(out -> out.text("t", any.toString()));

            assertThat(firstText(json)).isEqualTo(any.toString());
        });
    }

    @Test
    void whatIsLongFits() {
        String longText = "\n".repeat(10_000);
        assertThat(JsonBytes.object(out -> out.text("t", longText))).hasSize(60_000 + 8);
        assertThat(text(JsonBytes.object(out -> out.text("t", "x")))).isEqualTo("{\"t\":\"x\"}");
    }
}
