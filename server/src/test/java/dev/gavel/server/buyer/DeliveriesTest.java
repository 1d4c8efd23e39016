package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.Contract;
import dev.gavel.server.buyer.DeliveryOutcome.Accepted;
import dev.gavel.server.buyer.DeliveryOutcome.Doubt;
import dev.gavel.server.buyer.DeliveryOutcome.NotSent;
import dev.gavel.server.buyer.DeliveryOutcome.Obstacle;
import dev.gavel.server.buyer.DeliveryOutcome.Rejected;
import dev.gavel.server.buyer.DeliveryOutcome.Unknown;
import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import dev.gavel.server.buyer.sim.Received;
import dev.gavel.server.buyer.sim.Reply;
import dev.gavel.server.buyer.sim.SimBuyer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeliveriesTest {

    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(150);

    private final BuyerWorld world = new BuyerWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void deliversTheWholeLeadWithItsKey() throws Exception {
        SimBuyer sim = world.sim("acme");
        Contract contract = world.market("acme").getFirst();

        DeliveryOutcome outcome = world.deliver(contract, "dlv-1", LONG);

        assertThat(outcome).isEqualTo(new Accepted("acme-lead-1", null));
        Received received = sim.posts().getFirst();
        assertThat(received.header("idempotency-key")).isEqualTo("dlv-1");
        assertThat(received.header("gavel-ping-id")).isEqualTo("ping_01test");
        assertThat(Long.parseLong(received.header("gavel-timeout-ms"))).isBetween(1L, 10_000L);
        assertThat(received.body())
                .isEqualTo(
                        "{\"lead_id\":\"lead_01test\",\"price\":\"31.50\",\"bid_id\":\"bid-7\",\"first_name\":\"Testina\","
                                + "\"phone\":\"+15125550100\",\"zip\":\"78701\",\"consent_text\":\"I agree\"}");
    }

    @Test
    void answersMeanWhatTheMappingSays() throws Exception {
        SimBuyer sim = world.sim("acme");
        Contract contract = world.market("acme").getFirst();
        Map<Reply, DeliveryOutcome> expected = Map.ofEntries(
                Map.entry(
                        Reply.ok(
                                "{\"status\":\"accepted\",\"reference\":7,\"redirect_url\":\"https://example.com/t\"}"),
                        new Accepted("7", "https://example.com/t")),
                Map.entry(
                        Reply.ok("{\"status\":\"accepted\",\"redirect_url\":\"javascript:alert(1)\"}"),
                        new Accepted(null, null)),
                Map.entry(Reply.ok("{\"status\":\"rejected\",\"reason\":\"duplicate\"}"), new Rejected("duplicate")),
                Map.entry(Reply.ok("{\"status\":\"rejected\",\"reference\":\"x\"}"), new Rejected("")),
                Map.entry(new Reply(422, "{\"status\":\"rejected\",\"reason\":\"bad zip\"}"), new Rejected("bad zip")),
                Map.entry(
                        Reply.ok("{\"status\":\"rejected\",\"reason\":\"Testina at +15125550100 is known\"}"),
                        new Rejected("- at - is known")),
                Map.entry(new Reply(400, "{\"status\":\"accepted\"}"), new Unknown(Doubt.HTTP_STATUS)),
                Map.entry(new Reply(404, "not here"), new Unknown(Doubt.HTTP_STATUS)),
                Map.entry(new Reply(500, "{\"status\":\"rejected\"}"), new Unknown(Doubt.HTTP_STATUS)),
                Map.entry(new Reply(307, ""), new Unknown(Doubt.HTTP_STATUS)),
                Map.entry(Reply.ok("OK"), new Unknown(Doubt.UNREADABLE)),
                Map.entry(Reply.ok(""), new Unknown(Doubt.UNREADABLE)),
                Map.entry(Reply.ok(" ".repeat(70_000)), new Unknown(Doubt.UNREADABLE)),
                Map.entry(Reply.ok("{\"status\":\"queued\"}"), new Unknown(Doubt.UNKNOWN_STATUS)));
        int number = 0;
        for (Map.Entry<Reply, DeliveryOutcome> entry : expected.entrySet()) {
            sim.posts(Posting.reply(entry.getKey()));
            assertThat(world.deliver(contract, "dlv-" + number++, LONG))
                    .as(entry.getKey().toString().substring(0, 20))
                    .isEqualTo(entry.getValue());
        }
    }

    @Test
    void silenceIsUnknownAndTheSameKeyAsksAgain() throws Exception {
        SimBuyer sim = world.sim("acme").posts(Posting.accept(), new Manner.Never());
        Contract contract = world.market("acme").getFirst();

        CompletableFuture<DeliveryOutcome> silent = world.deliveries
                .deliver(BuyerWorld.delivery(contract, "dlv-1"), BuyerWorld.in(Duration.ofSeconds(2)))
                .toCompletableFuture();
        Eventually.holds(() -> sim.timesPosted("dlv-1") == 1);
        assertThat(silent.get(15, TimeUnit.SECONDS)).isEqualTo(new Unknown(Doubt.TIMED_OUT));

        sim.posts(Posting.reject("too late"));
        assertThat(world.deliver(contract, "dlv-1", LONG)).isEqualTo(new Accepted("acme-lead-1", null));
        assertThat(sim.timesPosted("dlv-1")).isEqualTo(2);
        assertThat(sim.posts()).hasSize(1);
    }

    @Test
    void cutConnectionIsUnknownAndIsNotRetried() throws Exception {
        SimBuyer sim = world.sim("acme").posts(Posting.accept(), new Manner.Reset());
        Contract contract = world.market("acme").getFirst();

        assertThat(world.deliver(contract, "dlv-1", LONG)).isEqualTo(new Unknown(Doubt.CONNECTION_LOST));
        assertThat(sim.timesPosted("dlv-1")).isEqualTo(1);
    }

    @Test
    void answerThatStopsHalfWayIsUnknown() throws Exception {
        world.sim("acme").posts(Posting.accept(), new Manner.Dripping(Duration.ofSeconds(3)));
        Contract contract = world.market("acme").getFirst();

        assertThat(world.deliver(contract, "dlv-1", Duration.ofSeconds(1))).isEqualTo(new Unknown(Doubt.TIMED_OUT));
    }

    @Test
    void refusedConnectionIsNotSent() throws Exception {
        Contract contract = deliverTo("http://127.0.0.1:" + BidSourceKit.closedPort() + "/post", 5);

        assertThat(world.deliver(contract, "dlv-1", LONG)).isEqualTo(new NotSent(Obstacle.CONNECT_FAILED));
    }

    @Test
    void handshakeThatNeverEndsIsNotSent() throws Exception {
        // The port takes connections and stays silent, so TLS never gets anywhere.
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Contract contract = deliverTo("https://127.0.0.1:" + silent.getLocalPort() + "/post", 5);

            assertThat(world.deliver(contract, "dlv-1", SHORT)).isEqualTo(new NotSent(Obstacle.CONNECT_FAILED));
        }
    }

    @Test
    void serverThatReadsAndHangsUpIsUnknown() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> readAndHangUp(rude));
            Contract contract = deliverTo("http://127.0.0.1:" + rude.getLocalPort() + "/post", 5);

            assertThat(world.deliver(contract, "dlv-1", LONG)).isEqualTo(new Unknown(Doubt.CONNECTION_LOST));
        }
    }

    private static void readAndHangUp(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatABuyerSaysTooLateIsHeard() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        SimBuyer sim = world.sim("acme").posts(Posting.accept(), new Manner.When(gate));
        Contract contract = deliverTo(world.sims.postUrl("acme"), 1);
        CompletableFuture<DeliveryOutcome> heard = new CompletableFuture<>();
        Deliveries deliveries = new Deliveries(world.endpoints, (delivery, outcome) -> {
            assertThat(delivery.deliveryId()).isEqualTo("dlv-1");
            heard.complete(outcome);
        });

        CompletableFuture<DeliveryOutcome> given = deliveries
                .deliver(BuyerWorld.delivery(contract, "dlv-1"), BuyerWorld.in(Duration.ofSeconds(2)))
                .toCompletableFuture();
        assertThat(given.get(15, TimeUnit.SECONDS)).isEqualTo(new Unknown(Doubt.TIMED_OUT));
        assertThat(sim.timesPosted("dlv-1")).isOne();
        sim.posts(Posting.accept());
        assertThat(world.deliver(contract, "dlv-2", LONG))
                .as("it holds nobody's place")
                .isEqualTo(new Accepted("acme-lead-2", null));
        gate.complete(null);

        assertThat(heard.get(15, TimeUnit.SECONDS)).isEqualTo(new Accepted("acme-lead-1", null));
        Eventually.holds(() -> gauge("gavel.buyer.calls.late") == 0);
    }

    @Test
    void noMoreCallsAreHeardLateThanThereArePlaces() throws Exception {
        SimBuyer sim = world.sim("acme").posts(Posting.accept(), new Manner.Never());
        Contract contract = deliverTo(world.sims.postUrl("acme"), 1);

        for (int i = 0; i < 3; i++) {
            assertThat(world.deliver(contract, "dlv-" + i, Duration.ofSeconds(1)))
                    .isEqualTo(new Unknown(Doubt.TIMED_OUT));
            assertThat(sim.timesPosted("dlv-" + i)).isOne();
            assertThat(gauge("gavel.buyer.calls.late")).isOne();
            assertThat(gauge("gavel.buyer.calls.in.flight")).isZero();
        }
        sim.posts(Posting.accept());
        assertThat(world.deliver(contract, "dlv-3", LONG)).isInstanceOf(Accepted.class);
    }

    private double gauge(String name) {
        return world.meters.get(name).tag("purpose", "delivery").gauge().value();
    }

    @Test
    void fullBulkheadIsNotSent() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        SimBuyer sim = world.sim("acme").posts(Posting.accept(), new Manner.When(gate));
        Contract contract = deliverTo(world.sims.postUrl("acme"), 1);

        var first = world.deliveries.deliver(BuyerWorld.delivery(contract, "dlv-1"), BuyerWorld.in(LONG));
        Eventually.holds(() -> sim.timesPosted("dlv-1") == 1);
        assertThat(world.deliver(contract, "dlv-2", LONG)).isEqualTo(new NotSent(Obstacle.BULKHEAD_FULL));
        gate.complete(null);

        assertThat(first.toCompletableFuture().get(15, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
        assertThat(sim.timesPosted("dlv-2")).isZero();
    }

    @Test
    void openBreakerIsNotSent() throws Exception {
        SimBuyer sim = world.sim("acme").posts(Posting.reply(new Reply(503, "")));
        Contract contract = world.market("acme").getFirst();
        int failures = CallPolicy.STANDARD.breakerLeastCalls();
        for (int i = 0; i < failures; i++) {
            assertThat(world.deliver(contract, "dlv-" + i, LONG)).isEqualTo(new Unknown(Doubt.HTTP_STATUS));
        }

        assertThat(world.deliver(contract, "dlv-x", LONG)).isEqualTo(new NotSent(Obstacle.CIRCUIT_OPEN));
        assertThat(sim.timesPosted("dlv-x")).isZero();
    }

    @Test
    void noTimeLeftIsNotSent() throws Exception {
        SimBuyer sim = world.sim("acme");
        Contract contract = world.market("acme").getFirst();

        assertThat(world.deliver(contract, "dlv-1", Duration.ZERO)).isEqualTo(new NotSent(Obstacle.DEADLINE_TOO_SHORT));
        assertThat(sim.posts()).isEmpty();
    }

    @Test
    void contractWithoutEndpointIsNotSent() throws Exception {
        world.market("acme");

        assertThat(world.deliver(BuyerWorld.contract("stranger"), "dlv-1", LONG))
                .isEqualTo(new NotSent(Obstacle.NOT_CONFIGURED));
    }

    @Test
    void outcomesAreTimedPerBuyer() throws Exception {
        world.sim("acme").posts(Posting.reject("no"));
        Contract contract = world.market("acme").getFirst();
        world.deliver(contract, "dlv-1", LONG);

        assertThat(world.meters
                        .get("gavel.delivery")
                        .tag("buyer", "acme")
                        .tag("outcome", "rejected")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    private Contract deliverTo(String url, int maxConcurrent) {
        Contract contract = BuyerWorld.contract("acme");
        var buyer = BuyerWorld.buyer(
                "acme", List.of(world.bidEndpoint("acme"), world.postEndpoint("acme", url, LONG, maxConcurrent)));
        world.endpoints.apply(BuyerWorld.market(Map.of("acme", buyer), List.of(contract)));
        return contract;
    }
}
