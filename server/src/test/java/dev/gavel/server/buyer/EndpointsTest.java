package dev.gavel.server.buyer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidOutcome.Failed;
import dev.gavel.auction.bid.BidOutcome.NotCalled;
import dev.gavel.auction.bid.BidOutcome.Offered;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.server.buyer.sim.Bidding;
import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EndpointsTest {

    private static final Duration LONG = Duration.ofSeconds(15);

    private final BuyerWorld world = new BuyerWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void changeOfTheMappingKeepsConnections() throws Exception {
        world.sim("acme").bids(Bidding.fixed(20_000_000));
        world.ask(world.market("acme"), LONG);
        Endpoint old = world.bidEndpoint("acme");
        Endpoint changed = new Endpoint(
                old.id(),
                old.url(),
                Map.of("X-Partner", "gavel"),
                Map.of("postal_code", "${zip}"),
                old.response(),
                Duration.ofSeconds(9),
                old.maxConcurrent(),
                old.maxPerSecond());
        long connections = world.sims.connections();

        // Calls from outside of the loops start on any of them, each with connections of its own.
        for (int i = 0; i < world.endpoints.loops().all().size(); i++) {
            world.ask(world.market(List.of(changed)), LONG);
        }

        assertThat(world.sims.connections() - connections)
                .isLessThan(world.endpoints.loops().all().size());
        assertThat(world.sims.buyer("acme").bidRequests().getLast().body()).isEqualTo("{\"postal_code\":\"78701\"}");
        assertThat(world.sims.buyer("acme").bidRequests().getLast().header("x-partner"))
                .isEqualTo("gavel");
    }

    @Test
    void changeOfTheMappingKeepsTheBreakerAndChangeOfTheAddressDoesNot() throws Exception {
        world.sim("acme").bids(Bidding.reply(new Reply(500, "")));
        List<Contract> contracts = world.market("acme");
        for (int i = 0; i < CallPolicy.STANDARD.breakerLeastCalls(); i++) {
            assertThat(world.ask(contracts, LONG).getFirst()).isInstanceOf(Failed.class);
        }
        assertThat(world.ask(contracts, LONG).getFirst()).isInstanceOf(NotCalled.class);

        assertThat(world.ask(world.market("acme"), LONG).getFirst()).isInstanceOf(NotCalled.class);

        world.sim("acme-new").bids(Bidding.fixed(20_000_000));
        Endpoint moved = world.bidEndpoint("acme", world.sims.bidUrl("acme-new"), LONG, 50, 10_000);
        assertThat(world.ask(world.market(List.of(moved)), LONG).getFirst()).isInstanceOf(Offered.class);
        assertThat(world.meters
                        .get("gavel.buyer.breaker.state")
                        .tag("endpoint", "acme-bid")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void callUnderWaySurvivesTheRemovalOfItsEndpoint() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        world.sim("acme").bids(Bidding.fixed(20_000_000), new Manner.When(gate));
        List<Contract> contracts = world.market("acme");
        CompletableFuture<List<BidOutcome>> outcomes = world.bids
                .solicit(BuyerWorld.ping(), contracts, BuyerWorld.in(LONG))
                .toCompletableFuture();
        Eventually.holds(() -> world.sims.buyer("acme").bidsAsked() == 1);

        world.endpoints.remove(BuyerWorld.TENANT);
        gate.complete(null);

        assertThat(outcomes.get(15, TimeUnit.SECONDS).getFirst()).isInstanceOf(Offered.class);
        assertThat(world.ask(contracts, LONG).getFirst()).isInstanceOf(Failed.class);
        assertThat(world.meters.find("gavel.buyer.breaker.state").gauges()).isEmpty();
    }

    @Test
    void removedEndpointClosesItsConnections() throws Exception {
        world.sim("acme").bids(Bidding.fixed(20_000_000));
        world.ask(world.market("acme"), LONG);
        assertThat(world.sims.openConnections()).isPositive();

        world.endpoints.remove(BuyerWorld.TENANT);

        Eventually.holds(() -> world.sims.openConnections() == 0);
    }

    @Test
    void faultyMarketChangesNothing() throws Exception {
        world.sim("acme").bids(Bidding.fixed(20_000_000));
        List<Contract> contracts = world.market("acme");
        Endpoint faulty = endpoint("https://buyer.example.com/bid", Map.of(), Map.of("name", "${first_name}"));

        assertThatThrownBy(() -> world.market(List.of(faulty)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("acme-contract", "acme-bid", "first_name", "RESTRICTED");

        assertThat(world.ask(contracts, LONG).getFirst()).isInstanceOf(Offered.class);
    }

    @Test
    void unusableEndpointsAreRefusedWithoutShowingSecrets() {
        Map<String, Object> request = Map.of("zip", "${zip}");
        assertRefused(endpoint("ftp://example.com/", Map.of(), request), "url");
        assertRefused(endpoint("https://user:pass@example.com/", Map.of(), request), "url");
        assertRefused(endpoint("https:///bid", Map.of(), request), "url");
        assertRefused(endpoint("https://example.com/a b", Map.of(), request), "url");
        assertRefused(endpoint("https://example.com/", Map.of("Idempotency-Key", "1"), request), "Idempotency-Key");
        assertRefused(endpoint("https://example.com/", Map.of("X-Key", "${secret:NONE}"), request), "NONE");
        assertRefused(endpoint("https://example.com/", Map.of("X-Key", "${secret:TOKEN"), request), "secret");
        assertRefused(endpoint("https://example.com/", Map.of("X-Key", "s3cr3t\r\nX: y"), request), "X-Key");
    }

    private void assertRefused(Endpoint endpoint, String culprit) {
        assertThatThrownBy(() -> world.market(List.of(endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(culprit)
                .message()
                .doesNotContain("s3cr3t", "pass@");
    }

    private static Endpoint endpoint(String url, Map<String, String> headers, Map<String, Object> request) {
        return new Endpoint("acme-bid", url, headers, request, BuyerWorld.BID_ANSWER, LONG, 5, 100);
    }
}
