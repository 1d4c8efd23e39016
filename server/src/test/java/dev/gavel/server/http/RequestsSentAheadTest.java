package dev.gavel.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A connection in a time of its own, step by step. */
final class RequestsSentAheadTest {

    private static final HttpLimits LIMITS =
            new HttpLimits(4_096, 2_048, 512, Duration.ofSeconds(30), Duration.ofSeconds(10), 100);

    private final List<String> asked = new ArrayList<>();
    private final CompletableFuture<Answer> held = new CompletableFuture<>();
    private final EmbeddedChannel channel = channel();

    private EmbeddedChannel channel() {
        RequestDecoder decoder = new RequestDecoder(LIMITS);
        Route routes = call -> {
            asked.add(call.path());
            return call.path().equals("/hold") ? Mono.fromFuture(held) : Mono.just(Answer.text(200, call.path()));
        };
        EmbeddedChannel made =
                new EmbeddedChannel(decoder, new HttpConnection(LIMITS, new Admission(LIMITS), routes, decoder));
        made.freezeTime();
        return made;
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void send(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private void turn() {
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private String answers() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }
        return text.toString();
    }

    @Test
    void eachTurnHasOneRequest() {
        send(get("/0") + get("/1") + get("/2") + get("/3"));
        for (int i = 0; i < 4; i++) {
            assertThat(asked).hasSize(i + 1).last().isEqualTo("/" + i);
            assertThat(answers()).startsWith("HTTP/1.1 200").endsWith("/" + i);
            turn();
        }
        assertThat(asked).hasSize(4);

        send(get("/4"));
        assertThat(asked).as("whoever waits for answers waits for no turn").hasSize(5);
    }

    @Test
    void nothingIsReadWhileSomethingWaitsForItsTurn() {
        send(get("/0") + get("/1"));
        assertThat(channel.config().isAutoRead()).isFalse();
        turn();
        assertThat(channel.config().isAutoRead()).isTrue();
        send(get("/2"));
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(asked).containsExactly("/0", "/1", "/2");
    }

    @Test
    void whatComesWhileARequestIsAnsweredWaitsForTheAnswerAndForNoTurn() {
        send(get("/hold"));
        send(get("/1"));
        turn();
        assertThat(asked).containsExactly("/hold");
        assertThat(channel.config().isAutoRead()).isFalse();

        held.complete(Answer.text(200, "late"));
        channel.runPendingTasks();

        assertThat(asked).containsExactly("/hold", "/1");
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(answers()).contains("late").endsWith("/1");
    }

    @Test
    void aBodyThatIsStillToComeIsReadOn() {
        send(get("/0") + "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
        turn();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(asked).containsExactly("/0");
        send("cd" + get("/2"));
        assertThat(asked).containsExactly("/0", "/1");
        turn();
        assertThat(asked).containsExactly("/0", "/1", "/2");
    }

    @Test
    void halfAHeadThatWasSentAheadHasToComeInTime() {
        send(get("/0") + "GET /1 HTTP/1.1\r\nHo");
        turn();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(11, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(asked).containsExactly("/0");
    }

    @Test
    void whatIsHeldIsReleasedWithTheConnection() {
        ByteBuf sent = Unpooled.copiedBuffer(get("/0") + get("/1"), StandardCharsets.ISO_8859_1);
        channel.writeInbound(sent);
        assertThat(sent.refCnt()).isOne();
        var _ = channel.close();
        assertThat(sent.refCnt()).isZero();
        assertThat(asked).containsExactly("/0");
    }
}
