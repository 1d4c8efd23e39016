package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.server.buyer.sim.Bidding;
import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import dev.gavel.server.buyer.sim.Reply;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class BufferLeakTest {

    private static final int PINGS = 30;
    private static final Duration LONG = Duration.ofSeconds(15);

    @Test
    void noOutcomeLeavesABufferBehind() throws Exception {
        Watch.begin();
        Watch.leaks().clear();
        CallPolicy tolerant = new CallPolicy(
                1_000,
                1_000,
                100,
                Duration.ofSeconds(5),
                5,
                Duration.ofMillis(2),
                Duration.ofMillis(50),
                Duration.ofSeconds(30),
                Duration.ofSeconds(4));
        try (BuyerWorld world = new BuyerWorld(tolerant)) {
            List<Contract> contracts = misbehaving(world);
            for (int i = 0; i < PINGS; i++) {
                assertThat(world.ask(contracts, Duration.ofMillis(40))).hasSameSizeAs(contracts);
            }
            for (int i = 0; i < PINGS; i++) {
                world.deliver(contracts.get(i % contracts.size()), "dlv-" + i, Duration.ofMillis(40));
            }
            // Deliveries are listened to for some seconds beyond their deadline.
            await().atMost(LONG.multipliedBy(3))
                    .until(() -> world.meters.find("gavel.buyer.calls.in.flight").gauges().stream()
                            .allMatch(gauge -> gauge.value() == 0));
        }
        assertThat(leaksAfterCollection()).isZero();
    }

    /** Leaks are noticed when a buffer is allocated after the garbage collection that found them. */
    private static int leaksAfterCollection() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            ByteBufAllocator.DEFAULT.buffer(16).release();
        }
        return Watch.leaks().size();
    }

    private static List<Contract> misbehaving(BuyerWorld world) throws Exception {
        Reply bid = Reply.ok("{\"status\":\"bid\",\"price\":\"31.50\"}");
        Posting accept = Posting.accept();
        world.sim("fine").bids(Bidding.reply(bid));
        world.sim("huge")
                .bids(Bidding.reply(Reply.ok("x".repeat(200_000))))
                .posts(Posting.reply(Reply.ok("x".repeat(200_000))));
        world.sim("never").bids(Bidding.reply(bid), new Manner.Never()).posts(accept, new Manner.Never());
        world.sim("reset").bids(Bidding.reply(bid), new Manner.Reset()).posts(accept, new Manner.Reset());
        world.sim("drip")
                .bids(Bidding.reply(bid), new Manner.Dripping(Duration.ofMillis(3)))
                .posts(accept, new Manner.Dripping(Duration.ofMillis(3)));
        world.sim("late").bids(Bidding.reply(bid), new Manner.After(Duration.ofMillis(60)));
        world.sim("broken").bids(Bidding.reply(new Reply(500, "oops"))).posts(Posting.reply(new Reply(500, "")));
        List<Endpoint> endpoints = new ArrayList<>();
        for (String id : List.of("fine", "huge", "never", "reset", "drip", "late", "broken")) {
            endpoints.add(world.bidEndpoint(id));
        }
        endpoints.add(
                world.bidEndpoint("dead", "http://127.0.0.1:" + BidSourceKit.closedPort() + "/", LONG, 50, 10_000));
        endpoints.add(world.bidEndpoint("small", world.sims.bidUrl("never"), LONG, 1, 10_000));
        return world.market(endpoints);
    }

    @Test
    void manyPingsAtOnceAllComplete() throws Exception {
        try (BuyerWorld world = new BuyerWorld()) {
            for (int i = 0; i < 5; i++) {
                world.sim("buyer" + i).bids(Bidding.perZip(10_000_000, 40_000_000));
            }
            List<Contract> contracts = world.market("buyer0", "buyer1", "buyer2", "buyer3", "buyer4");
            List<CompletableFuture<List<BidOutcome>>> pings = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                pings.add(world.bids
                        .solicit(BuyerWorld.ping(), contracts, BuyerWorld.in(Duration.ofSeconds(30)))
                        .toCompletableFuture());
            }
            for (CompletableFuture<List<BidOutcome>> ping : pings) {
                assertThat(ping.get(40, TimeUnit.SECONDS))
                        .hasSize(5)
                        .allSatisfy(outcome -> assertThat(outcome)
                                .isInstanceOfAny(BidOutcome.Offered.class, BidOutcome.NotCalled.class));
            }
        }
    }
}
