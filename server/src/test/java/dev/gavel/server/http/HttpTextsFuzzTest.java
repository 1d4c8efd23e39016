package dev.gavel.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gavel.testkit.Bounded;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The texts around a request, from any bytes: paths find a route or none, trace ids are 32 hex digits, the key in a hook's address is never shown,
 * forms keep every member, and any text that is written as JSON is read as itself.
 */
@Tag("fuzz")
class HttpTextsFuzzTest {

    private static final Router ROUTER = Router.builder()
            .on("POST", "/api/ping", _ -> Mono.empty())
            .on("GET", "/api/pings/", _ -> Mono.empty())
            .on("GET", "/api/returns/{id}/notes", _ -> Mono.empty())
            .on("POST", "/hooks/revocations/", _ -> Mono.empty())
            .build();

    @FuzzTest(maxDuration = "50s")
    void isUnderstoodOrRefused(byte[] input) throws Exception {
        Bounded.run(input.length, () -> {
            String line = new String(input, ISO_8859_1);
            path(line);
            assertThat(Trace.idFrom(line)).matches("[0-9a-f]{32}");
            form(input);
            json(new String(input, UTF_8));
        });
    }

    private static void path(String path) {
        try {
            ROUTER.answer(Calls.of("GET", path, new byte[0])).block();
            ROUTER.answer(Calls.of("GET", "/api/returns/" + path, new byte[0])).block();
        } catch (Refusal refusal) {
            assertThat(refusal.status()).isEqualTo(404);
        }
        assertThat(Call.shown("/hooks/revocations/" + path.replace("/", ""))).isEqualTo("/hooks/revocations/...");
    }

    private static void form(byte[] input) {
        Map<String, List<String>> members;
        try {
            members = Form.read(input, 64);
        } catch (IllegalArgumentException _) {
            return;
        }
        long sent = List.of(new String(input, ISO_8859_1).split("&")).stream()
                .filter(part -> !part.isEmpty())
                .count();
        assertThat(members.values().stream().mapToLong(List::size).sum()).isEqualTo(sent);
    }

    /** What has no encoding, half a surrogate pair, becomes a question mark. */
    private static void json(String text) throws Exception {
        String expected = UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(UTF_8.newEncoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .encode(java.nio.CharBuffer.wrap(text)))
                .toString();
        byte[] written = JsonBytes.object(json -> json.text(text, text)
                .number("n", text.hashCode())
                .array("a")
                .element(text)
                .endArray());
        JsonNode read = JsonMapper.shared().readTree(written);
        assertThat(read.path(expected).isMissingNode()).isFalse();
        assertThat(read.path("a").path(0).asString()).isEqualTo(expected);
    }
}
