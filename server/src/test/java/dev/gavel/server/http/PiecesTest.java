package dev.gavel.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.reason.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door's small parts. */
final class PiecesTest {

    private static final HttpLimits LIMITS =
            new HttpLimits(1_024, 1_024, 256, Duration.ofSeconds(1), Duration.ofSeconds(1), 10);

    @Test
    void aWellFormedTraceIsTakenOver() {
        assertThat(Trace.idFrom("00-" + Calls.TRACE + "-00f067aa0ba902b7-01")).isEqualTo(Calls.TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e47\"}-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01"
            })
    void aMalformedTraceIsReplaced(String header) {
        assertThat(Trace.idFrom(header))
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(Calls.TRACE)
                .isNotEqualTo("0".repeat(32));
        assertThat(Trace.idFrom(null)).matches("[0-9a-f]{32}").isNotEqualTo(Trace.idFrom(null));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 6})
    void aBodyIsCollectedUpToItsLimitAndItsChunksAreLeftAlone(int expected) {
        BodyBuffer body = new BodyBuffer(6, expected);
        ByteBuf chunk = Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII);

        assertThat(body.bytes()).isEmpty();
        body.add(chunk);
        body.add(chunk);

        assertThat(body.bytes()).asString(StandardCharsets.US_ASCII).isEqualTo("abcabc");
        assertThat(chunk.refCnt()).isOne();
        assertThat(chunk.readableBytes()).isEqualTo(3);
        assertThatThrownBy(() -> body.add(chunk))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Reason.BODY_TOO_LARGE));
    }

    @Test
    void pingsGetFourFifthsOfThePlaces() {
        Admission admission = new Admission(LIMITS);
        for (int i = 0; i < 8; i++) {
            admission.enter("/api/ping");
        }

        assertThatThrownBy(() -> admission.enter("/api/ping")).isInstanceOf(Refusal.class);
        admission.enter("/api/post");
        admission.enter("/api/post");
        assertThatThrownBy(() -> admission.enter("/api/post")).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.reason()).isEqualTo(Reason.OVERLOADED);
            assertThat(refusal.retryAfterSeconds()).isOne();
        });
        assertThat(admission.inFlight()).isEqualTo(10);
        assertThatCode(() -> admission.enter("/livez")).doesNotThrowAnyException();

        for (int i = 0; i < 4; i++) {
            admission.leave(i < 3 ? "/api/ping" : "/api/post");
        }
        assertThatCode(() -> admission.enter("/api/ping")).doesNotThrowAnyException();
    }

    @Test
    void drainingIsSaidToWhoIsShed() {
        Admission admission = new Admission(LIMITS);
        assertThat(admission.isDraining()).isFalse();
        for (int i = 0; i < 10; i++) {
            admission.enter("/api/post");
        }
        admission.drain();

        assertThat(admission.isDraining()).isTrue();
        assertThatThrownBy(() -> admission.enter("/api/post"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Reason.SHUTTING_DOWN));
    }

    @Test
    void jsonIsEscapedAndMissingTextsAreNull() {
        String json = Json.objectText(members -> {
            members.writeStringProperty("text", "\"\\\n\u0007é");
            Json.writeNullable(members, "some", "x");
            Json.writeNullable(members, "none", null);
        });

        assertThat(json).isEqualTo("{\"text\":\"\\\"\\\\\\n\\u0007é\",\"some\":\"x\",\"none\":null}");
    }

    @Test
    void aCallShowsNeitherHeadersNorBodyNorQuery() {
        Call call = Calls.of(
                "POST", "/api/ping?phone=5125550100", "{\"phone\":\"5125550100\"}", "Authorization", "Bearer secret");

        assertThat(call.toString()).isEqualTo("POST /api/ping");
        assertThat(call.header("authorization")).isEqualTo("Bearer secret");
        assertThat(call.header("x-none")).isNull();
    }

    @Test
    void refusalsCostNoStackTrace() {
        assertThat(Refusal.tooMany(1).getStackTrace()).isEmpty();
        assertThat(Refusal.of(404, Reason.PING_UNKNOWN)).hasMessage(Reason.PING_UNKNOWN.message());
    }
}
