package dev.gavel.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTemplateTest {

    @Test
    void putsTheNumberIntoEveryPlaceOfHeadAndBody() {
        RequestTemplate template = RequestTemplate.post(
                "/api/ping", Map.of("Idempotency-Key", "k{n}"), "{\"a\":\"{n}\",\"é\":\"{now}{n}\"}");

        String request = render(template.prepare("2026-11-22T00:00:00Z"), 0x1234abcdL);

        assertThat(request)
                .startsWith("POST /api/ping HTTP/1.1\r\n")
                .contains("Idempotency-Key: k000000001234abcd\r\n")
                .endsWith("\r\n\r\n{\"a\":\"000000001234abcd\",\"é\":\"2026-11-22T00:00:00Z000000001234abcd\"}");
    }

    @Test
    void statesTheBodysLengthInBytes() {
        String request =
                render(RequestTemplate.post("/", Map.of(), "{\"é\":\"{n}{n}\"}").prepare("now"), 1);
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);

        assertThat(request).contains("Content-Length: " + body.getBytes(UTF_8).length + "\r\n");
    }

    @Test
    void pingsOfThePayloadHaveConsumersOfTheirOwn() {
        PreparedRequest ping =
                RequestTemplate.post("/", Map.of(), Payload.autoInsurancePing()).prepare("2026-11-22T00:00:00Z");

        assertThat(render(ping, 1)).isNotEqualTo(render(ping, 2)).hasSameSizeAs(render(ping, 2));
        assertThat(render(ping, 1)).containsPattern("\"phone_hash\":\"[0-9a-f]{64}\"");
    }

    private static String render(PreparedRequest request, long number) {
        ByteBuf buffer = request.write(UnpooledByteBufAllocator.DEFAULT, number);
        try {
            return buffer.toString(UTF_8);
        } finally {
            buffer.release();
        }
    }
}
