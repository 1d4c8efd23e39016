package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidOutcome.Cause;
import dev.gavel.auction.bid.BidOutcome.Failed;
import dev.gavel.auction.bid.BidOutcome.NoBid;
import dev.gavel.auction.bid.BidOutcome.NotCalled;
import dev.gavel.auction.bid.BidOutcome.Offered;
import dev.gavel.auction.bid.BidOutcome.Protection;
import dev.gavel.auction.bid.BidOutcome.TimedOut;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.server.buyer.sim.Bidding;
import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Received;
import dev.gavel.server.buyer.sim.Reply;
import dev.gavel.server.buyer.sim.SimBuyer;
import dev.gavel.server.buyer.stream.StreamPolicy;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds however a buyer is asked. */
abstract class BidSourceKit {

    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(150);

    final BuyerWorld world;
    private final Endpoint.Protocol protocol;

    BidSourceKit(Endpoint.Protocol protocol) {
        this.protocol = protocol;
        this.world = world(CallPolicy.STANDARD);
    }

    private BuyerWorld world(CallPolicy policy) {
        return new BuyerWorld(policy, protocol, StreamPolicy.STANDARD, null);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void asksAllBuyersAndKeepsTheirOrder() throws Exception {
        for (int i = 1; i <= 5; i++) {
            world.sim("buyer" + i).bids(Bidding.fixed(10_000_000L + i * 1_500_000L));
        }
        List<Contract> contracts = world.market("buyer1", "buyer2", "buyer3", "buyer4", "buyer5");

        List<BidOutcome> outcomes = world.ask(contracts, LONG);

        assertThat(outcomes)
                .hasSize(5)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Offered.class));
        assertThat(outcomes).extracting(BidOutcome::contract).containsExactlyElementsOf(contracts);
        assertThat(((Offered) outcomes.get(2)).bid().priceMicros()).isEqualTo(14_500_000L);
        assertThat(((Offered) outcomes.get(2)).bid().reference()).isEqualTo("buyer3-1");
    }

    @Test
    void allBuyersAreAskedAtTheSameTime() throws Exception {
        CompletableFuture<Void> allAsked = new CompletableFuture<>();
        for (String id : List.of("a", "b", "c")) {
            world.sim(id).bids(Bidding.fixed(10_000_000), new Manner.When(allAsked));
        }
        List<Contract> contracts = world.market("a", "b", "c");

        var outcomes = world.bids.solicit(BuyerWorld.ping(), contracts, BuyerWorld.in(LONG));
        Eventually.holds(() -> List.of("a", "b", "c").stream()
                .allMatch(id -> world.sims.buyer(id).bidsAsked() == 1));
        assertThat(outcomes.toCompletableFuture()).isNotDone();
        allAsked.complete(null);

        assertThat(outcomes.toCompletableFuture().get(15, TimeUnit.SECONDS))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Offered.class));
    }

    @Test
    void slowBuyerTimesOutByItsEndpointAndTheOthersCount() throws Exception {
        world.sim("slow").bids(Bidding.fixed(50_000_000), new Manner.Never());
        world.sim("drip").bids(Bidding.fixed(50_000_000), new Manner.Dripping(Duration.ofSeconds(2)));
        world.sim("quick").bids(Bidding.fixed(20_000_000));
        List<Contract> contracts = world.market(List.of(
                world.bidEndpoint("slow", world.sims.bidUrl("slow"), SHORT, 5, 100),
                world.bidEndpoint("drip", world.sims.bidUrl("drip"), SHORT, 5, 100),
                world.bidEndpoint("quick")));

        List<BidOutcome> outcomes = world.ask(contracts, LONG);

        assertThat(outcomes.get(0)).isInstanceOf(TimedOut.class);
        assertThat(outcomes.get(1)).isInstanceOf(TimedOut.class);
        assertThat(outcomes.get(2)).isInstanceOf(Offered.class);
    }

    @Test
    void completesAtTheDeadlineWithoutTheMissing() throws Exception {
        world.sim("slow").bids(Bidding.fixed(50_000_000), new Manner.Never());

        List<BidOutcome> outcomes = world.ask(world.market("slow"), SHORT);

        assertThat(outcomes).containsExactly(new TimedOut(BuyerWorld.contract("slow")));
    }

    @Test
    void everyKindOfAnswerHasItsOutcome() throws Exception {
        Map<String, Reply> replies = Map.ofEntries(
                Map.entry("declines", Reply.ok("{\"status\":\"no_bid\"}")),
                Map.entry("declines-with-price", Reply.ok("{\"price\":\"30.00\",\"status\":\"Rejected\"}")),
                Map.entry("zero", Reply.ok("{\"status\":\"bid\",\"price\":0}")),
                Map.entry("no-content", new Reply(204, "")),
                Map.entry("bad-request-refusal", new Reply(422, "{\"status\":\"rejected\"}")),
                Map.entry("number", Reply.ok("{\"status\":\"BID\",\"price\":31.5,\"extra\":{\"price\":[1]}}")),
                Map.entry("created", new Reply(201, "{\"status\":\"bid\",\"price\":\"31.5\"}")),
                Map.entry("too-little", Reply.ok("{\"status\":\"bid\",\"price\":\"4.999999\"}")),
                Map.entry("too-much", Reply.ok("{\"status\":\"bid\",\"price\":\"100.01\"}")),
                Map.entry("garbage", Reply.ok("<html>oops</html>")),
                Map.entry("cut-off", Reply.ok("{\"status\":\"bid\",\"price\":\"31.5\"")),
                Map.entry("negative", Reply.ok("{\"status\":\"bid\",\"price\":-3}")),
                Map.entry("without-price", Reply.ok("{\"status\":\"bid\"}")),
                Map.entry(
                        "huge",
                        Reply.ok("{\"status\":\"bid\",\"price\":\"31.5\",\"x\":\"" + "y".repeat(70_000) + "\"}")),
                Map.entry("other-words", Reply.ok("{\"status\":\"maybe\",\"price\":\"31.5\"}")),
                Map.entry("without-status", Reply.ok("{\"price\":\"31.5\"}")),
                Map.entry("broken", new Reply(500, "{\"status\":\"bid\",\"price\":\"31.5\"}")),
                Map.entry("forbidden", new Reply(403, "{\"status\":\"bid\",\"price\":\"31.5\"}")),
                Map.entry("elsewhere", new Reply(302, "")));
        // A stream has no statuses, but for the pass that 204 is.
        String[] ids = replies.entrySet().stream()
                .filter(entry -> protocol != Endpoint.Protocol.STREAM
                        || entry.getValue().status() == 200
                        || entry.getValue().status() == 204)
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
        replies.forEach((id, reply) -> world.sim(id).bids(Bidding.reply(reply)));
        List<Contract> contracts = world.market(ids);

        List<BidOutcome> outcomes = world.ask(contracts, LONG);

        for (BidOutcome outcome : outcomes) {
            String id = outcome.contract().buyer();
            assertThat(kind(outcome))
                    .as(id)
                    .isEqualTo(
                            switch (id) {
                                case "declines", "declines-with-price", "zero", "no-content", "bad-request-refusal" ->
                                    "NoBid";
                                case "number", "created" -> "31500000";
                                case "too-little" -> "BELOW_BOUND";
                                case "too-much" -> "ABOVE_BOUND";
                                case "garbage", "cut-off", "negative", "without-price", "huge" -> "UNREADABLE";
                                case "other-words", "without-status" -> "UNKNOWN_STATUS";
                                default -> "Failed";
                            });
        }
    }

    private static String kind(BidOutcome outcome) {
        return switch (outcome) {
            case Offered offered -> Long.toString(offered.bid().priceMicros());
            case BidOutcome.Void answer -> answer.cause().name();
            default -> outcome.getClass().getSimpleName();
        };
    }

    @Test
    void deadAndResettingBuyersFailAndHurtNobodyElse() throws Exception {
        world.sim("alive").bids(Bidding.fixed(20_000_000));
        world.sim("reset").bids(Bidding.fixed(20_000_000), new Manner.Reset());
        List<Contract> contracts = world.market(List.of(
                world.bidEndpoint("dead", "http://127.0.0.1:" + closedPort() + "/bid", LONG, 5, 100),
                world.bidEndpoint("nowhere", "http://gavel-test.invalid/bid", LONG, 5, 100),
                world.bidEndpoint("reset"),
                world.bidEndpoint("alive")));

        List<BidOutcome> outcomes = world.ask(contracts, LONG);

        assertThat(outcomes.get(0)).isInstanceOf(Failed.class);
        assertThat(outcomes.get(1)).isInstanceOf(Failed.class);
        assertThat(outcomes.get(2)).isInstanceOf(Failed.class);
        assertThat(outcomes.get(3)).isInstanceOf(Offered.class);
    }

    static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void lateBidIsCountedWithItsValue() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        world.sim("late").bids(Bidding.fixed(42_500_000), new Manner.When(gate));

        List<BidOutcome> outcomes = world.ask(world.market("late"), SHORT);
        assertThat(outcomes.getFirst()).isInstanceOf(TimedOut.class);
        assertThat(late("gavel.bid.late")).isZero();
        Eventually.holds(() -> world.sims.buyer("late").bidsAsked() == 1);
        gate.complete(null);

        Eventually.holds(() -> late("gavel.bid.late") == 1);
        assertThat(late("gavel.bid.late.value.micros")).isEqualTo(42_500_000);
        Eventually.holds(() -> inFlight("late") == 0);
        assertThat(timed("late", "timed_out")).isEqualTo(1);
        assertThat(timed("late", "offered")).isZero();
    }

    @Test
    void lateAnswerIsNotAwaitedForEver() throws Exception {
        try (BuyerWorld hasty = world(policy(Duration.ofMillis(50)))) {
            hasty.sim("never").bids(Bidding.fixed(42_500_000), new Manner.Never());

            hasty.ask(hasty.market("never"), SHORT);

            Eventually.holds(() -> hasty.meters
                            .get("gavel.buyer.calls.in.flight")
                            .tag("endpoint", "never-bid")
                            .gauge()
                            .value()
                    == 0);
        }
    }

    private static CallPolicy policy(Duration lateWindow) {
        CallPolicy standard = CallPolicy.STANDARD;
        return new CallPolicy(
                4,
                4,
                50,
                Duration.ofSeconds(5),
                2,
                standard.leastTime(),
                lateWindow,
                standard.bidIdle(),
                standard.deliveryIdle());
    }

    @Test
    void breakerOpensAfterFailuresAndTriesAgain() throws Exception {
        try (BuyerWorld strict = world(policy(Duration.ofSeconds(1)))) {
            SimBuyer sim = strict.sim("flaky").bids(Bidding.reply(Reply.ok("<html>oops</html>")));
            List<Contract> contracts = strict.market("flaky");
            for (int i = 0; i < 4; i++) {
                assertThat(strict.ask(contracts, LONG).getFirst()).isInstanceOf(BidOutcome.Void.class);
            }
            BidOutcome spared = new NotCalled(contracts.getFirst(), Protection.CIRCUIT_OPEN);
            assertThat(strict.ask(contracts, LONG)).containsExactly(spared);
            assertThat(sim.bidsAsked()).isEqualTo(4);
            assertThat(breaker(strict)).isEqualTo(2);

            strict.clock.forward(Duration.ofSeconds(6));
            assertThat(strict.ask(contracts, LONG).getFirst()).isInstanceOf(BidOutcome.Void.class);
            assertThat(breaker(strict)).isEqualTo(1);
            assertThat(strict.ask(contracts, LONG).getFirst()).isInstanceOf(BidOutcome.Void.class);
            assertThat(strict.ask(contracts, LONG)).containsExactly(spared);

            strict.clock.forward(Duration.ofSeconds(6));
            sim.bids(Bidding.fixed(20_000_000));
            assertThat(strict.ask(contracts, LONG).getFirst()).isInstanceOf(Offered.class);
            assertThat(strict.ask(contracts, LONG).getFirst()).isInstanceOf(Offered.class);
            assertThat(breaker(strict)).isZero();
        }
    }

    private static double breaker(BuyerWorld world) {
        return world.meters
                .get("gavel.buyer.breaker.state")
                .tag("purpose", "bid")
                .gauge()
                .value();
    }

    @Test
    void bulkheadKeepsTheSurplusOutAndLetsInAgain() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        world.sim("small").bids(Bidding.fixed(20_000_000), new Manner.When(gate));
        List<Contract> contracts =
                world.market(List.of(world.bidEndpoint("small", world.sims.bidUrl("small"), LONG, 1, 1_000)));

        var first = world.bids.solicit(BuyerWorld.ping(), contracts, BuyerWorld.in(LONG));
        Eventually.holds(() -> inFlight("small") == 1);
        assertThat(world.ask(contracts, LONG))
                .containsExactly(new NotCalled(contracts.getFirst(), Protection.BULKHEAD_FULL));
        gate.complete(null);

        assertThat(first.toCompletableFuture().get(15, TimeUnit.SECONDS).getFirst())
                .isInstanceOf(Offered.class);
        assertThat(world.ask(contracts, LONG).getFirst()).isInstanceOf(Offered.class);
    }

    @Test
    void rateLimitSparesTheBuyer() throws Exception {
        SimBuyer sim = world.sim("slow-eater").bids(Bidding.fixed(20_000_000));
        Contract contract = world.market(
                        List.of(world.bidEndpoint("slow-eater", world.sims.bidUrl("slow-eater"), LONG, 100, 2)))
                .getFirst();
        List<Contract> twenty = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            twenty.add(contract);
        }

        List<BidOutcome> outcomes = world.ask(twenty, LONG);

        // Two periods at most can be touched by calls that are made in one go.
        assertThat(outcomes.stream().filter(Offered.class::isInstance).count()).isBetween(2L, 4L);
        assertThat(outcomes).contains(new NotCalled(contract, Protection.RATE_LIMITED));
        assertThat(sim.bidsAsked()).isBetween(2L, 4L);
    }

    @Test
    void buyerIsNotAskedWhenNoTimeIsLeft() throws Exception {
        SimBuyer sim = world.sim("acme").bids(Bidding.fixed(20_000_000));
        List<Contract> contracts = world.market("acme");

        List<BidOutcome> outcomes = world.ask(contracts, Duration.ZERO);

        assertThat(outcomes).containsExactly(new NotCalled(contracts.getFirst(), Protection.DEADLINE_TOO_SHORT));
        assertThat(sim.bidsAsked()).isZero();
    }

    @Test
    void buyerLearnsTimeLeftAuctionAndCredentials() throws Exception {
        SimBuyer sim = world.sim("acme").bids(Bidding.fixed(20_000_000));

        world.ask(world.market("acme"), Duration.ofSeconds(9));

        Received received = sim.bidRequests().getFirst();
        assertThat(Long.parseLong(received.header("gavel-timeout-ms"))).isBetween(1L, 9_000L);
        assertThat(received.header("gavel-ping-id")).isEqualTo("ping_01test");
        assertThat(received.header("authorization")).isEqualTo("Bearer s3cr3t");
        if (protocol == Endpoint.Protocol.STREAM) {
            assertThat(received.header("gavel-contract")).isEqualTo("acme-contract");
        } else {
            assertThat(received.header("content-type")).isEqualTo("application/json");
            assertThat(received.header("content-length"))
                    .isEqualTo(Integer.toString(received.body().length()));
        }
    }

    @Test
    void bidderNeverSeesWhoTheConsumerIs() throws Exception {
        SimBuyer sim = world.sim("acme").bids(Bidding.fixed(20_000_000));

        world.ask(world.market("acme"), LONG);

        assertThat(sim.bidRequests())
                .extracting(Received::body)
                .containsExactly("{\"auction\":\"ping_01test\",\"zip\":\"78701\",\"vehicle\":{\"year\":2019},"
                        + "\"insured\":true,\"floor\":\"12.50\"}");
        assertThat(sim.bidRequests().getFirst().headers().toString()).doesNotContain("Testina", "5550100");
    }

    @Test
    void connectionsAreKeptAndStayOnTheLoopOfThePing() throws Exception {
        world.sim("acme").bids(Bidding.fixed(20_000_000));
        List<Contract> contracts = world.market("acme");
        EventLoop loop = world.endpoints.loops().all().getLast();
        long before = world.sims.connections();

        for (int i = 0; i < 20; i++) {
            CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
            loop.execute(() -> world.bids
                    .solicit(BuyerWorld.ping(), contracts, BuyerWorld.in(LONG))
                    .whenComplete((outcomes, error) ->
                            onLoop.complete(loop.inEventLoop() && outcomes.getFirst() instanceof Offered)));
            assertThat(onLoop.get(15, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(world.sims.connections() - before).isEqualTo(protocol == Endpoint.Protocol.STREAM ? 0 : 1);
    }

    @Test
    void contractWithoutEndpointFails() throws Exception {
        world.sim("acme");
        world.market("acme");

        assertThat(world.ask(List.of(BuyerWorld.contract("stranger")), LONG).getFirst())
                .isInstanceOf(Failed.class);
    }

    @Test
    void nobodyToAskIsAnsweredAtOnce() {
        assertThat(world.bids.solicit(BuyerWorld.ping(), List.of(), BuyerWorld.in(LONG)))
                .isCompletedWithValue(List.of());
    }

    @Test
    void voidBidsDoNotOpenTheBreaker() throws Exception {
        try (BuyerWorld strict = world(policy(Duration.ofSeconds(1)))) {
            strict.sim("greedy").bids(Bidding.fixed(900_000_000));
            List<Contract> contracts = strict.market("greedy");
            for (int i = 0; i < 8; i++) {
                assertThat(strict.ask(contracts, LONG))
                        .containsExactly(new BidOutcome.Void(contracts.getFirst(), Cause.ABOVE_BOUND));
            }
        }
    }

    @Test
    void decliningBuyerIsHealthy() throws Exception {
        world.sim("picky").bids(Bidding.noBid());
        assertThat(world.ask(world.market("picky"), LONG).getFirst()).isInstanceOf(NoBid.class);
        assertThat(timed("picky", "no_bid")).isEqualTo(1);
    }

    private double late(String counter) {
        return world.meters.get(counter).tag("buyer", "late").counter().count();
    }

    private double inFlight(String buyer) {
        return world.meters
                .get("gavel.buyer.calls.in.flight")
                .tag("endpoint", buyer + "-bid")
                .gauge()
                .value();
    }

    private long timed(String buyer, String outcome) {
        var timer = world.meters
                .find("gavel.bid")
                .tag("buyer", buyer)
                .tag("outcome", outcome)
                .timer();
        return timer == null ? 0 : timer.count();
    }
}
