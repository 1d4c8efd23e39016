package dev.gavel.server.buyer.sim;

import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * A simulated buyer's end of one bid stream: reads the lines, asks the buyer, answers in its manner. An answer with the status 204 is a pass; other
 * statuses a stream does not know, and only the body is sent.
 *
 * <p>Thread safety: confined to the connection's event loop, but for answers that a test lets go.
 */
final class SimStream {

    /** What the other side must ask for. */
    static final WebsocketServerSpec SPEC = WebsocketServerSpec.builder()
            .protocols("gavel-bid-stream.v1")
            .maxFramePayloadLength(1024 * 1024)
            .build();

    private static final int PARTS = 6;
    private static final int NO_CONTENT = 204;

    private final SimBuyer buyer;
    private final Map<String, String> handshake;
    private final Sinks.Many<String> answers = Sinks.many().unicast().onBackpressureBuffer();

    /** @param handshake its headers, by lower-case name */
    SimStream(SimBuyer buyer, Map<String, String> handshake) {
        this.buyer = buyer;
        this.handshake = handshake;
    }

    Publisher<Void> serve(WebsocketInbound in, WebsocketOutbound out) {
        Mono<Void> reading = in.aggregateFrames()
                .receive()
                .asString()
                .doOnNext(message -> message.lines().forEach(line -> read(line, out)))
                .then();
        return out.sendString(answers.asFlux()).then().and(reading);
    }

    private void read(String line, WebsocketOutbound out) {
        String[] parts = line.split(" ", PARTS);
        Map<String, String> headers = new HashMap<>(handshake);
        headers.put("gavel-timeout-ms", parts[2]);
        headers.put("gavel-contract", parts[3]);
        headers.put("gavel-ping-id", parts[4]);
        SimBuyer.Answered answered = buyer.answerBid(new Received(headers, parts[5]));
        Reply reply = answered.reply();
        String answer = reply.status() == NO_CONTENT
                ? "pass " + parts[1] + "\n"
                : "answer " + parts[1] + " " + reply.body().replace('\n', ' ') + "\n";
        switch (answered.manner()) {
            case Manner.AtOnce _ -> say(answer);
            case Manner.After(Duration delay) -> sayAfter(delay, answer);
            case Manner.When(var gate) -> gate.thenRun(() -> say(answer));
            case Manner.Never _ -> {
                // That is it.
            }
            case Manner.Dripping(Duration betweenBytes) ->
                sayAfter(betweenBytes.multipliedBy(reply.body().length()), answer);
            case Manner.Reset _ -> reset(out);
        }
    }

    private void sayAfter(Duration delay, String answer) {
        Mono.delay(delay).subscribe(_ -> say(answer));
    }

    private synchronized void say(String answer) {
        answers.tryEmitNext(answer);
    }

    private static void reset(WebsocketOutbound out) {
        out.withConnection(connection -> {
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = connection.channel().close();
        });
    }
}
