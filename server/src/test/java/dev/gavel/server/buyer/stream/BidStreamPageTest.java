package dev.gavel.server.buyer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.buyer.wire.Answer;
import dev.gavel.server.buyer.wire.Ask;
import dev.gavel.server.buyer.wire.RequestHead;
import dev.gavel.server.buyer.wire.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/bid-stream.md shows is what is sent and read, byte by byte. */
final class BidStreamPageTest {

    private static final Path PAGE = Path.of("..", "docs", "bid-stream.md");
    private static final Pattern ASK = Pattern.compile("ask (\\d+) (\\d+) (\\S+) (\\S+) (\\{.*})");
    private static final String NONCE = "000102030405060708090a0b0c0d0e0f";

    private final List<String> examples = examples();

    private static List<String> examples() {
        try {
            return Files.readAllLines(PAGE).stream()
                    .filter(line -> line.startsWith("    "))
                    .map(String::strip)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void requestsAreWrittenAsThePageShowsThem() {
        List<String> shown =
                examples.stream().filter(line -> ASK.matcher(line).matches()).toList();
        ByteBuf written = Unpooled.buffer();
        for (String line : shown) {
            Matcher parts = ASK.matcher(line);
            assertThat(parts.matches()).isTrue();
            StreamLines.writeAsk(written, Long.parseLong(parts.group(1)), new Shown(parts));
        }

        assertThat(shown).hasSize(3);
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo(String.join("\n", shown) + "\n");
    }

    @Test
    void answersAreReadAsThePageSays() {
        String message = String.join(
                "\n",
                examples.stream()
                        .filter(line -> line.matches("answer \\d+ \\{.*}|pass \\d+|drain"))
                        .toList());
        Heard heard = new Heard();

        assertThat(StreamLines.read(Unpooled.copiedBuffer(message + "\nwindow 200", StandardCharsets.UTF_8), heard))
                .isTrue();
        assertThat(heard.all)
                .containsExactly(
                        "2: 200 {\"status\":\"bid\",\"price\":\"31.50\",\"bid_id\":\"b-20931\"}",
                        "3: 204 ",
                        "1: 200 {\"status\":\"no_bid\"}",
                        "drain",
                        "window 200");
    }

    @Test
    void signaturesAreThoseOfThePage() {
        StreamProof proof = new StreamProof("example-stream-secret");

        assertThat(examples)
                .contains(
                        "Gavel-Nonce: " + NONCE,
                        "Gavel-Timestamp: 1795329000",
                        "Gavel-Signature: "
                                + proof.ofGavel(NONCE, 1_795_329_000L, "bids.acme.example.com", "/gavel/stream"),
                        "Gavel-Signature: " + proof.ofBuyer(NONCE),
                        "Sec-WebSocket-Protocol: " + BidStream.PROTOCOL);
    }

    private static final class Shown extends Ask {

        private final long milliseconds;

        Shown(Matcher parts) {
            super(
                    new RequestHead(Target.of("wss://bids.acme.example.com/gavel/stream"), Map.of()),
                    parts.group(4),
                    parts.group(3),
                    parts.group(5).getBytes(StandardCharsets.UTF_8));
            this.milliseconds = Long.parseLong(parts.group(2));
        }

        @Override
        public long leftMillis() {
            return milliseconds;
        }

        @Override
        protected void onAnswer(Answer answer) {
            throw new AssertionError("not asked");
        }

        @Override
        protected void onFailure(Failure failure) {
            throw new AssertionError("not asked");
        }
    }

    private static final class Heard implements StreamLines.Reader {

        private final List<String> all = new ArrayList<>();

        @Override
        public void onAnswer(long id, Answer answer) {
            all.add(id + ": " + answer.status() + " "
                    + new String(answer.body(), 0, answer.length(), StandardCharsets.UTF_8));
        }

        @Override
        public void onTooLarge(long id) {
            all.add(id + " too large");
        }

        @Override
        public void onWindow(long requests) {
            all.add("window " + requests);
        }

        @Override
        public void onDrain() {
            all.add("drain");
        }
    }
}
