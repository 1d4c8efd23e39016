package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node with more to do than it has places for sheds early, and posts go before pings. */
class OverloadIT {

    private static final int PLACES = 5;

    @RegisterExtension
    static final World WORLD = World.with("GAVEL_HTTP_IN_FLIGHT", String.valueOf(PLACES));

    @Test
    void pingsAreShedBeforePostsAndWhatWasTakenIsAnswered() throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.buyer("beacon").posts(Posting.accept(), new Manner.When(gate));
        List<Consumer> consumers = new ArrayList<>();
        List<HttpAnswer> pings = new ArrayList<>();
        for (int i = 0; i <= PLACES; i++) {
            consumers.add(market.consumer());
            pings.add(market.ping(consumers.get(i)));
        }
        List<CompletableFuture<HttpAnswer>> held = new ArrayList<>();
        for (int i = 0; i < PLACES - 1; i++) {
            held.add(postLater(market, pings.get(i), consumers.get(i)));
        }
        await().until(() -> market.buyer("beacon").posts().size() == PLACES - 1);

        requireShed(market.ping(market.consumer()));
        held.add(postLater(market, pings.get(PLACES - 1), consumers.get(PLACES - 1)));
        await().until(() -> market.buyer("beacon").posts().size() == PLACES);
        requireShed(market.post(pings.get(PLACES), consumers.get(PLACES)));
        assertThat(WORLD.node().get("", "/readyz").code()).isEqualTo(200);

        gate.complete(null);
        for (CompletableFuture<HttpAnswer> post : held) {
            assertThat(post.get().status()).isEqualTo("sold");
        }
        assertThat(market.post(pings.get(PLACES), consumers.get(PLACES)).status())
                .as("sent again")
                .isEqualTo("sold");
    }

    private static CompletableFuture<HttpAnswer> postLater(Marketplace market, HttpAnswer ping, Consumer consumer) {
        return World.atTheSameTime(() -> market.post(ping, consumer));
    }

    private static void requireShed(HttpAnswer answer) {
        assertThat(answer.code()).isEqualTo(503);
        assertThat(answer.reason()).isEqualTo("overloaded");
        assertThat(answer.header("retry-after")).isNotEmpty();
    }
}
