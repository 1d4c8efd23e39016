package dev.gavel.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import org.junit.jupiter.api.Test;

class AnswerDecoderTest {

    private static final String FIXED = lines(
            "HTTP/1.1 200 OK", "content-type: application/json", "Content-Length: 21", "", "{\"status\":\"accepted\"}");
    private static final String CHUNKED = lines(
            "HTTP/1.1 503 Service Unavailable",
            "Transfer-Encoding: chunked",
            "",
            "5",
            "hello",
            "10",
            ", \"accepted\" not",
            "0",
            "",
            "");

    private final AnswerDecoder decoder = new AnswerDecoder("\"accepted\"");

    @Test
    void readsAnAnswerOfStatedLength() {
        ByteBuf in = buffer(FIXED);

        assertThat(decoder.decode(in)).isEqualTo(200);
        assertThat(decoder.isMarked()).isTrue();
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void readsAChunkedAnswer() {
        ByteBuf in = buffer(CHUNKED);

        assertThat(decoder.decode(in)).isEqualTo(503);
        assertThat(decoder.isMarked()).isTrue();
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void readsPipelinedAnswersOneByOne() {
        ByteBuf in = buffer(FIXED + CHUNKED + lines("HTTP/1.1 404 Not Found", "content-length: 0", "", ""));

        assertThat(decoder.decode(in)).isEqualTo(200);
        assertThat(decoder.decode(in)).isEqualTo(503);
        assertThat(decoder.decode(in)).isEqualTo(404);
        assertThat(decoder.isMarked()).isFalse();
    }

    @Test
    void consumesNothingUntilTheAnswerIsWhole() {
        for (String whole : new String[] {FIXED, CHUNKED}) {
            for (int length = 0; length < whole.length(); length++) {
                ByteBuf in = buffer(whole.substring(0, length));

                assertThat(decoder.decode(in)).as("%d bytes", length).isEqualTo(AnswerDecoder.INCOMPLETE);
                assertThat(in.readableBytes()).isEqualTo(length);
            }
        }
    }

    @Test
    void refusesAnAnswerWithoutALength() {
        assertThatExceptionOfType(CorruptedFrameException.class)
                .isThrownBy(() -> decoder.decode(buffer(lines("HTTP/1.1 200 OK", "server: x", "", ""))));
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(US_ASCII));
    }
}
