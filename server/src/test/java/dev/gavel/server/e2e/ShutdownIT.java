package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that is told to stop answers what it has begun. */
class ShutdownIT {

    @RegisterExtension
    static final World WORLD = World.with("GAVEL_DRAIN_MS", "20000");

    @Test
    void aSlowDeliveryIsAnsweredBeforeTheNodeIsGone() throws Exception {
        Node leaving = WORLD.startNode();
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.buyer("beacon").posts(Posting.accept(), new Manner.When(gate));
        Consumer consumer = market.consumer();
        HttpAnswer ping = leaving.post(market.key(), "/api/ping", market.pingBody(consumer, "fb-17"));
        CompletableFuture<HttpAnswer> post = World.atTheSameTime(
                () -> leaving.post(market.key(), "/api/post", market.postBody(ping.pingId(), consumer)));
        await().until(() -> !market.buyer("beacon").posts().isEmpty());

        CompletableFuture<Boolean> stopped = World.atTheSameTime(() -> {
            WORLD.stopNode(leaving);
            return true;
        });
        await().until(() -> !listens(leaving));
        assertThat(stopped).isNotDone();
        assertThat(post).isNotDone();
        gate.complete(null);

        assertThat(post.get().status()).isEqualTo("sold");
        stopped.get();
        assertThat(market.pingStatus(ping.pingId()).status())
                .as("at the other node")
                .isEqualTo("sold");
    }

    /** Whether it takes traffic: no connection, or a node that says that it is not ready. */
    private static boolean listens(Node node) {
        try {
            return node.get("", "/readyz").code() == 200;
        } catch (java.io.UncheckedIOException refused) {
            return false;
        }
    }
}
