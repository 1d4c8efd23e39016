package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node is a process, and a process may end at any instruction. */
class KilledNodeIT {

    private static final Duration RESOLVED_WITHIN = Duration.ofSeconds(40);

    @RegisterExtension
    static final World WORLD = World.with();

    @Test
    void aDeliveryOfANodeThatWasKilledIsResolvedByOneThatLives() throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        try (NodeProcess doomed = WORLD.startProcess()) {
            market.awaitLive(doomed.node());
            market.buyer("beacon").posts(Posting.accept(), new Manner.Never());
            CompletableFuture<HttpAnswer> post = World.atTheSameTime(
                    () -> doomed.node().post(market.key(), "/api/post", market.postBody(ping.pingId(), consumer)));
            await().until(() -> !market.buyer("beacon").posts().isEmpty());

            doomed.kill();
            assertThat(post).failsWithin(Duration.ofSeconds(10));
        }
        market.buyer("beacon").posts(Posting.accept());

        // The vendor asks again while nobody knows what became of it.
        CompletableFuture<HttpAnswer> again = World.atTheSameTime(() -> market.post(ping, consumer));
        // A node waits half a minute before it takes another for dead.
        WORLD.postgres()
                .superuser(
                        "UPDATE gavel.delivery SET next_attempt_at = now() WHERE tenant = '" + market.tenant() + "'");
        assertThat(again.get().status()).isIn("sold", "pending");
        await().atMost(RESOLVED_WITHIN)
                .until(() -> market.pingStatus(ping.pingId()).status(), "sold"::equals);
        assertThat(market.lead(ping.pingId()).sales()).hasSize(1);
        assertThat(market.buyer("beacon").posts())
                .singleElement()
                .satisfies(lead -> assertThat(market.buyer("beacon").timesPosted(lead.header("idempotency-key")))
                        .isEqualTo(2));
        assertThat(market.balances()).containsEntry("buyer/beacon", "-10.00").containsEntry("held/beacon", "0.00");
    }

    @Test
    void aNodeThatIsKilledWhileItSellsLeavesNothingHalfDone() throws Exception {
        Marketplace market =
                WORLD.open(MarketText.auto("ping_ttl: 1s").buys("beacon", "caps: [{window: total, count: 500}]"));
        AtomicBoolean selling = new AtomicBoolean(true);
        List<CompletableFuture<Integer>> vendors = new ArrayList<>();
        try (NodeProcess doomed = WORLD.startProcess()) {
            market.awaitLive(doomed.node());
            for (int i = 0; i < 8; i++) {
                vendors.add(World.atTheSameTime(() -> sellUntilItIsGone(market, doomed.node(), selling)));
            }
            await().until(() -> market.buyer("beacon").posts().size() > 40);
            doomed.kill();
            selling.set(false);
        }
        int toldSold = 0;
        for (CompletableFuture<Integer> vendor : vendors) {
            toldSold += vendor.get(30, TimeUnit.SECONDS);
        }
        WORLD.postgres()
                .superuser(
                        "UPDATE gavel.delivery SET next_attempt_at = now() WHERE tenant = '" + market.tenant() + "'");

        await().atMost(RESOLVED_WITHIN).until(() -> count(market, "state IN ('INTENT', 'UNRESOLVED')") == 0);
        assertThat(count(market, "state = 'ACCEPTED'"))
                .isEqualTo(market.buyer("beacon").posts().size())
                .isGreaterThanOrEqualTo(toldSold)
                .isEqualTo(market.used("contract/beacon/total/count"));
    }

    private static long count(Marketplace market, String state) {
        return Long.parseLong(WORLD.postgres()
                .superuserQuery(
                        "SELECT count(*) FROM gavel.delivery WHERE tenant = '" + market.tenant() + "' AND " + state)
                .getFirst());
    }

    private static int sellUntilItIsGone(Marketplace market, Node node, AtomicBoolean selling) {
        int sold = 0;
        while (selling.get()) {
            Consumer consumer = market.consumer();
            try {
                HttpAnswer ping = node.post(market.key(), "/api/ping", market.pingBody(consumer, "fb-17"));
                if (ping.status().equals("accepted")
                        && node.post(market.key(), "/api/post", market.postBody(ping.pingId(), consumer))
                                .status()
                                .equals("sold")) {
                    sold++;
                }
            } catch (java.io.UncheckedIOException gone) {
                return sold;
            }
        }
        return sold;
    }

    @Test
    void aNodeThatIsToldToEndAnswersFirst() throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.buyer("beacon").posts(Posting.accept(), new Manner.When(gate));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        try (NodeProcess leaving = WORLD.startProcess()) {
            market.awaitLive(leaving.node());
            CompletableFuture<HttpAnswer> post = World.atTheSameTime(
                    () -> leaving.node().post(market.key(), "/api/post", market.postBody(ping.pingId(), consumer)));
            await().until(() -> !market.buyer("beacon").posts().isEmpty());

            leaving.terminate();
            gate.complete(null);

            assertThat(post.get().status()).isEqualTo("sold");
            leaving.awaitEnd();
        }
    }
}
