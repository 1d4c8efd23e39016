package dev.gavel.loadtests.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference buyer reads and writes what docs/bid-stream.md shows, byte by byte. */
final class StreamBuyerTest {

    private static final long SIGNED_AT = 1_795_329_000;

    private final List<String> examples = examples();
    private final List<StreamAsk> asked = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new StreamBuyer(asked::add));

    private static List<String> examples() {
        try {
            return Files.readAllLines(Path.of("..", "docs", "bid-stream.md")).stream()
                    .filter(line -> line.startsWith("    "))
                    .map(String::strip)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void answersOfOneTurnAreTheMessageOfThePage() {
        String message = String.join(
                "\n",
                examples.stream().filter(line -> line.matches("ask \\d+ .*")).toList());
        channel.writeInbound(new TextWebSocketFrame(message));

        assertThat(asked).hasSize(3);
        assertThat(asked).extracting(StreamAsk::contract).containsExactly("acme-tx", "acme-us", "acme-us");
        assertThat(asked).extracting(StreamAsk::timeoutMillis).containsExactly(412L, 412L, 398L);
        assertThat(asked).extracting(StreamAsk::pingId).allMatch(id -> id.startsWith("ping_"));
        assertThat(asked).extracting(StreamAsk::request).allMatch(json -> json.startsWith("{") && json.endsWith("}"));

        asked.get(1).answer("{\"status\":\"bid\",\"price\":\"31.50\",\"bid_id\":\"b-20931\"}");
        asked.get(2).pass();
        asked.get(0).answer("{\"status\":\"no_bid\"}");
        channel.runPendingTasks();

        List<String> answers = examples.stream()
                .filter(line -> line.matches("answer \\d+ \\{.*}|pass \\d+"))
                .toList();
        TextWebSocketFrame frame = channel.readOutbound();
        assertThat(frame.text()).isEqualTo(String.join("\n", answers) + "\n");
        assertThat(channel.<Object>readOutbound()).isNull();
        frame.release();
    }

    @Test
    void linesOfOtherWordsAreIgnored() {
        channel.writeInbound(new TextWebSocketFrame("hello 1 2 3\nask 1 100 c p {}\n"));

        assertThat(asked).hasSize(1);
    }

    @Test
    void aSignOfLifeIsAnswered() {
        channel.writeInbound(new PingWebSocketFrame());

        assertThat(channel.<Object>readOutbound()).isInstanceOf(PongWebSocketFrame.class);
    }

    @Test
    void onlyGavelIsWelcome() {
        StreamWelcome welcome = new StreamWelcome("example-stream-secret");
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/gavel/stream");
        for (String line : examples) {
            if (line.startsWith("Host:") || line.startsWith("Gavel-")) {
                String[] header = line.split(": ", 2);
                if (!request.headers().contains(header[0])) {
                    request.headers().set(header[0], header[1]);
                }
            }
        }

        assertThat(welcome.isGavel(request, SIGNED_AT + 200)).isTrue();
        assertThat(welcome.isGavel(request, SIGNED_AT + 400)).as("an old one").isFalse();
        assertThat(new StreamWelcome("another").isGavel(request, SIGNED_AT)).isFalse();
        assertThat(new StreamWelcome(null).isGavel(request, SIGNED_AT)).isTrue();
        request.headers().remove("Gavel-Signature");
        assertThat(welcome.isGavel(request, SIGNED_AT)).isFalse();
    }
}
