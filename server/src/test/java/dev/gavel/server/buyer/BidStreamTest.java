package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.server.buyer.stream.StreamPolicy;
import dev.gavel.server.buyer.stream.StreamProof;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream does beyond what every way of asking does: batches, the handshake, and buyers that keep to nothing. */
final class BidStreamTest {

    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Pattern ASK = Pattern.compile("ask (\\d+) (\\d+) ([a-z0-9-]+) (\\S+) (\\{.*})");
    private static final StreamPolicy QUICK = new StreamPolicy(
            Duration.ofSeconds(5),
            Duration.ofMillis(200),
            Duration.ofMillis(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            32 * 1024,
            64 * 1024);

    private final FakeStreamBuyer buyer = new FakeStreamBuyer();
    private BuyerWorld world = world(QUICK);
    private List<Contract> contracts = List.of();

    private static BuyerWorld world(StreamPolicy policy) {
        return new BuyerWorld(CallPolicy.STANDARD, Endpoint.Protocol.STREAM, policy, null);
    }

    @AfterEach
    void close() {
        world.close();
        buyer.close();
    }

    private void connect() {
        contracts = world.market(List.of(world.bidEndpoint("acme", buyer.url(), LONG, 10_000, 100_000)));
        Eventually.holds(() -> world.openStreams("acme-bid") == loops());
    }

    private int loops() {
        return world.endpoints.loops().all().size();
    }

    /** Asks for so many bids in one turn of one event loop. */
    private List<CompletableFuture<List<BidOutcome>>> askTogether(int times, Duration time) throws Exception {
        EventLoop loop = world.endpoints.loops().all().getFirst();
        return loop.submit(() -> {
                    List<CompletableFuture<List<BidOutcome>>> all = new ArrayList<>();
                    for (int i = 0; i < times; i++) {
                        all.add(world.bids
                                .solicit(BuyerWorld.ping(), contracts, BuyerWorld.in(time))
                                .toCompletableFuture());
                    }
                    return all;
                })
                .get(15, TimeUnit.SECONDS);
    }

    private static BidOutcome only(CompletableFuture<List<BidOutcome>> outcomes) throws Exception {
        return outcomes.get(15, TimeUnit.SECONDS).getFirst();
    }

    private double counted(String counter) {
        return world.meters.get("gavel.buyer.stream." + counter).counter().count();
    }

    @Test
    void whatIsAskedInOneTurnIsOneMessageAndAnswersComeInAnyOrder() throws Exception {
        connect();

        var asked = askTogether(3, LONG);
        List<String> lines = buyer.nextMessage().lines().toList();

        assertThat(lines).hasSize(3).allMatch(line -> ASK.matcher(line).matches());
        Matcher first = ASK.matcher(lines.getFirst());
        assertThat(first.matches()).isTrue();
        assertThat(first.group(1)).isEqualTo("1");
        assertThat(Long.parseLong(first.group(2))).isBetween(1L, 15_000L);
        assertThat(first.group(3)).isEqualTo("acme-contract");
        assertThat(first.group(4)).isEqualTo("ping_01test");
        assertThat(first.group(5))
                .isEqualTo("{\"auction\":\"ping_01test\",\"zip\":\"78701\",\"vehicle\":{\"year\":2019},"
                        + "\"insured\":true,\"floor\":\"12.50\"}");
        buyer.say("answer 2 {\"status\":\"bid\",\"price\":\"31.50\",\"bid_id\":\"b-2\"}\r\npass 3\n");
        buyer.say("answer 1 {\"status\":\"no_bid\"}");

        assertThat(only(asked.get(0))).isInstanceOf(BidOutcome.NoBid.class);
        assertThat(only(asked.get(1)))
                .isInstanceOfSatisfying(
                        BidOutcome.Offered.class,
                        offered -> assertThat(offered.bid().reference()).isEqualTo("b-2"));
        assertThat(only(asked.get(2))).isInstanceOf(BidOutcome.NoBid.class);
        assertThat(counted("messages")).isEqualTo(1);
    }

    @Test
    void contractsOfOneEndpointShareItsStreamAndItsMessage() throws Exception {
        connect();
        Contract other = BuyerWorld.contract("acme", "acme-other");
        contracts = List.of(contracts.getFirst(), other);
        Endpoint endpoint = world.bidEndpoint("acme", buyer.url(), LONG, 10_000, 100_000);
        world.endpoints.apply(BuyerWorld.market(
                Map.of("acme", BuyerWorld.buyer("acme", List.of(endpoint, world.postEndpoint("acme")))), contracts));

        var asked = askTogether(1, LONG);
        List<String> lines = buyer.nextMessage().lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).contains(" acme-contract ");
        assertThat(lines.getLast()).contains(" acme-other ");
        assertThat(lines.getLast().substring(lines.getLast().indexOf('{')))
                .isEqualTo(lines.getFirst().substring(lines.getFirst().indexOf('{')));
        assertThat(buyer.opened()).hasSize(loops());
        buyer.say("""
                answer 2 {"status":"bid","price":"22.00"}
                pass 1
                """);
        assertThat(asked.getFirst().get(15, TimeUnit.SECONDS))
                .extracting(outcome ->
                        outcome.contract().id() + " " + outcome.getClass().getSimpleName())
                .containsExactly("acme-contract NoBid", "acme-other Offered");
    }

    @Test
    void answersToNothingThatIsOpenHaveNoEffect() throws Exception {
        connect();
        var asked = askTogether(1, LONG);
        buyer.nextMessage();

        buyer.say("""
                answer 99 {"status":"bid","price":"99.00"}
                pass 77
                answer 1 {"status":"bid","price":"20.00"}
                answer 1 {"status":"bid","price":"90.00"}
                """);

        assertThat(only(asked.getFirst()))
                .isInstanceOfSatisfying(
                        BidOutcome.Offered.class,
                        offered -> assertThat(offered.bid().priceMicros()).isEqualTo(20_000_000));
        // Said on every stream, of which one had asked.
        Eventually.holds(() -> counted("stray") == 3 + 4 * (loops() - 1));
        assertThat(world.openStreams("acme-bid")).isEqualTo(loops());
    }

    @Test
    void anUnreadableAnswerSpoilsNothingButItself() {
        connect();

        // A busy machine may lose a stream for another reason; an answer that ended it would do so every time.
        await().atMost(LONG).untilAsserted(() -> {
            var asked = askTogether(3, LONG);
            assertThat(asked.getLast()).isNotDone();
            long first = firstId(buyer.nextMessage());

            buyer.say("answer %d <html>\nanswer %d {\"x\":\"%s\"}\nanswer %d {\"status\":\"bid\",\"price\":\"20.00\"}\n"
                    .formatted(first, first + 1, "y".repeat(70_000), first + 2));

            assertThat(only(asked.get(0))).isInstanceOf(BidOutcome.Void.class);
            assertThat(only(asked.get(1))).isInstanceOf(BidOutcome.Void.class);
            assertThat(only(asked.get(2))).isInstanceOf(BidOutcome.Offered.class);
        });
    }

    private static long firstId(String message) {
        Matcher ask = ASK.matcher(message);
        assertThat(ask.find()).isTrue();
        return Long.parseLong(ask.group(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "answer",
                "answer ",
                "answer x {}",
                "answer -1 {}",
                "answer 1234567890123456789 {}",
                "answer 1",
                "pass",
                "pass ",
                "pass 1 2",
                "window",
                "window x",
                "drained",
                "{\"status\":\"bid\",\"price\":\"99.00\"}",
                "ask 1 2 3 4 {}"
            })
    void wordsOfNoKnownLineEndTheStreamAndItComesBack(String line) throws Exception {
        connect();
        var asked = askTogether(1, LONG);
        buyer.nextMessage();
        int before = buyer.opened().size();

        buyer.say(line);

        assertThat(only(asked.getFirst())).isInstanceOf(BidOutcome.Failed.class);
        Eventually.holds(() -> buyer.opened().size() == before + loops());
        Eventually.holds(() -> world.openStreams("acme-bid") == loops());
        assertThat(counted("failed")).isEqualTo(loops());
    }

    @Test
    void binaryAndOversizedMessagesEndTheStream() throws Exception {
        connect();
        var asked = askTogether(1, LONG);
        buyer.sayBinary(new byte[] {1, 2, 3});
        assertThat(only(asked.getFirst())).isInstanceOf(BidOutcome.Failed.class);
        Eventually.holds(() -> buyer.opened().size() == 2 * loops() && world.openStreams("acme-bid") == loops());

        asked = askTogether(1, LONG);
        buyer.say("x".repeat(1024 * 1024 + 1));
        assertThat(only(asked.getFirst())).isInstanceOf(BidOutcome.Failed.class);
    }

    @Test
    void aCutStreamFailsWhatWasOpenAndComesBack() throws Exception {
        connect();
        var asked = askTogether(5, LONG);
        buyer.nextMessage();

        buyer.cut();

        for (var outcomes : asked) {
            assertThat(only(outcomes)).isInstanceOf(BidOutcome.Failed.class);
        }
        Eventually.holds(() -> buyer.opened().size() == 2 * loops() && world.openStreams("acme-bid") == loops());
        var again = askTogether(1, LONG);
        Eventually.holds(buyer::hasMessage);
        buyer.say("pass 1");
        assertThat(only(again.getFirst())).isInstanceOf(BidOutcome.NoBid.class);
    }

    @Test
    void drainMovesToANewStreamAndTheOldOneStillAnswers() throws Exception {
        connect();
        var asked = askTogether(1, LONG);
        buyer.nextMessage();
        List<Channel> old = List.copyOf(buyer.opened());

        buyer.say("drain");
        Eventually.holds(() -> buyer.opened().size() == 2 * loops());
        for (Channel channel : old) {
            var _ = channel.writeAndFlush(new TextWebSocketFrame("answer 1 {\"status\":\"bid\",\"price\":\"20.00\"}"));
        }

        assertThat(only(asked.getFirst())).isInstanceOf(BidOutcome.Offered.class);
        Eventually.holds(() -> old.stream().noneMatch(Channel::isActive));
        assertThat(counted("failed")).isZero();
    }

    @Test
    void windowHoldsRequestsOff() throws Exception {
        connect();
        buyer.say("window 2");
        // Nothing tells when the other side has read it; a stray answer behind it does.
        buyer.say("pass 1000");
        Eventually.holds(() -> counted("stray") == loops());

        var asked = askTogether(3, LONG);

        assertThat(only(asked.get(2)))
                .isEqualTo(new BidOutcome.NotCalled(contracts.getFirst(), BidOutcome.Protection.BULKHEAD_FULL));
        assertThat(buyer.nextMessage().lines()).hasSize(2);
        buyer.say("pass 1\npass 2");
        assertThat(only(asked.get(0))).isInstanceOf(BidOutcome.NoBid.class);
    }

    @Test
    void whoDoesNotReadIsNotAskedAnyMore() throws Exception {
        world.close();
        world = world(StreamPolicy.STANDARD);
        connect();
        buyer.stopReading();

        BidOutcome outcome = new BidOutcome.NoBid(contracts.getFirst());
        for (int i = 0; i < 2_000 && !(outcome instanceof BidOutcome.NotCalled); i++) {
            var asked = askTogether(100, LONG);
            outcome = asked.getLast().isDone() ? only(asked.getLast()) : outcome;
        }

        assertThat(outcome).isInstanceOf(BidOutcome.NotCalled.class);
    }

    @Test
    void silenceEndsTheStreamAndItComesBack() {
        buyer.answersPings = false;
        connect();

        Eventually.holds(() -> buyer.opened().size() >= 2 * loops());
    }

    @Test
    void whoDoesNotNameTheSubprotocolIsNotSpokenTo() {
        buyer.subprotocol = null;
        contracts = world.market(List.of(world.bidEndpoint("acme", buyer.url(), LONG, 10, 100)));

        Eventually.holds(() -> counted("failed") >= 3);
        assertThat(world.openStreams("acme-bid")).isZero();
        assertThat(buyer.hasMessage()).isFalse();
    }

    @Test
    void withoutAStreamABidFailsAtOnce() throws Exception {
        contracts = world.market(List.of(
                world.bidEndpoint("acme", "http://127.0.0.1:" + BidSourceKit.closedPort() + "/", LONG, 10, 100)));

        assertThat(world.ask(contracts, LONG)).containsExactly(new BidOutcome.Failed(contracts.getFirst()));
    }

    @Test
    void bothSidesProveThatTheyKnowTheSecret() {
        StreamProof proof = new StreamProof("s3cr3t");
        buyer.answerHeaders =
                request -> new DefaultHttpHeaders().set("gavel-signature", proof.ofBuyer(request.get("gavel-nonce")));
        world.market(List.of(withSecret()));
        Eventually.holds(() -> world.openStreams("acme-bid") == loops());

        HttpHeaders handshake = buyer.handshakes().getFirst();
        assertThat(handshake.get("authorization")).isEqualTo("Bearer s3cr3t");
        assertThat(handshake.get("gavel-signature"))
                .isEqualTo(proof.ofGavel(
                        handshake.get("gavel-nonce"),
                        Long.parseLong(handshake.get("gavel-timestamp")),
                        handshake.get("host"),
                        "/gavel/stream?v=1"));
        assertThat(buyer.handshakes().stream().map(headers -> headers.get("gavel-nonce")))
                .doesNotHaveDuplicates();
    }

    @Test
    void whoDoesNotKnowTheSecretIsNotSpokenTo() {
        buyer.answerHeaders = request -> new DefaultHttpHeaders()
                .set("gavel-signature", new StreamProof("guess").ofBuyer(request.get("gavel-nonce")));
        world.market(List.of(withSecret()));

        Eventually.holds(() -> counted("failed") >= 3);
        assertThat(world.openStreams("acme-bid")).isZero();
    }

    private Endpoint withSecret() {
        Endpoint plain = world.bidEndpoint("acme", buyer.url(), LONG, 10, 100);
        return new Endpoint(
                plain.id(),
                plain.url(),
                Map.of("Authorization", "Bearer ${secret:TOKEN}"),
                plain.request(),
                plain.response(),
                plain.timeout(),
                plain.maxConcurrent(),
                plain.maxPerSecond(),
                Endpoint.Protocol.STREAM,
                "TOKEN");
    }

    @Test
    void aLostEndpointClosesItsStreams() {
        connect();

        world.endpoints.remove(BuyerWorld.TENANT);

        Eventually.holds(() -> buyer.opened().stream().noneMatch(Channel::isActive));
        assertThat(world.meters.find("gavel.buyer.stream.open").gauges()).isEmpty();
    }
}
