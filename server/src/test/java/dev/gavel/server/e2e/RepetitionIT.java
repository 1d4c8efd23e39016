package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However often a ping is posted, one sale comes of it and one answer. */
class RepetitionIT {

    private static final int TIMES = 50;

    @RegisterExtension
    static final World WORLD = World.with();

    @Test
    void aPostThatIsRepeatedGetsTheSameBytes() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        HttpAnswer first = market.post(ping, consumer);
        HttpAnswer second = market.post(ping, consumer);

        assertThat(first.status()).isEqualTo("sold");
        assertThat(second.body()).isEqualTo(first.body());
        requireOneSale(market, ping);
    }

    @Test
    void fiftyPostsAtOnceAreOneSaleAndFiftyEqualAnswers() throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        market.buyer("beacon").posts(Posting.accept(), new Manner.After(Duration.ofMillis(200)));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        List<HttpAnswer> answers =
                postAtOnce(market, ping, consumer, WORLD.nodes().subList(0, 1));

        assertThat(answers)
                .hasSize(TIMES)
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo("sold"));
        assertThat(answers)
                .extracting(HttpAnswer::body)
                .containsOnly(answers.getFirst().body());
        requireOneSale(market, ping);
    }

    @Test
    void twoNodesThatGetTheSamePostAtOnceMakeOneSale() throws Exception {
        Node second = WORLD.startNode();
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        market.buyer("beacon").posts(Posting.accept(), new Manner.After(Duration.ofMillis(200)));
        for (int round = 0; round < 5; round++) {
            Consumer consumer = market.consumer();
            HttpAnswer ping = market.ping(consumer);

            List<HttpAnswer> answers = postAtOnce(market, ping, consumer, List.of(WORLD.node(), second));

            assertThat(answers).extracting(HttpAnswer::status).containsOnly("sold");
            assertThat(answers)
                    .extracting(HttpAnswer::body)
                    .containsOnly(answers.getFirst().body());
            assertThat(market.lead(ping.pingId()).sales()).hasSize(1);
        }
        assertThat(market.buyer("beacon").posts())
                .hasSize(5)
                .allSatisfy(lead -> assertThat(market.buyer("beacon").timesPosted(lead.header("idempotency-key")))
                        .isEqualTo(1));
        WORLD.stopNode(second);
    }

    @Test
    void aPingOfOneNodeIsPostedAtAnother() {
        Node second = WORLD.startNode();
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        HttpAnswer post = second.post(market.key(), "/api/post", market.postBody(ping.pingId(), consumer));

        assertThat(post.status()).isEqualTo("sold");
        assertThat(market.post(ping, consumer).body()).isEqualTo(post.body());
        WORLD.stopNode(second);
    }

    private static List<HttpAnswer> postAtOnce(Marketplace market, HttpAnswer ping, Consumer consumer, List<Node> nodes)
            throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<HttpAnswer>> posts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TIMES; i++) {
                Node node = nodes.get(i % nodes.size());
                posts.add(threads.submit(() -> {
                    start.await();
                    return node.post(market.key(), "/api/post", market.postBody(ping.pingId(), consumer));
                }));
            }
            start.countDown();
            List<HttpAnswer> answers = new ArrayList<>();
            for (Future<HttpAnswer> post : posts) {
                answers.add(post.get());
            }
            return answers;
        }
    }

    private static void requireOneSale(Marketplace market, HttpAnswer ping) {
        assertThat(market.lead(ping.pingId()).sales()).hasSize(1);
        assertThat(market.lead(ping.pingId()).deliveries()).hasSize(1);
        assertThat(market.buyer("beacon").posts())
                .singleElement()
                .satisfies(lead -> assertThat(market.buyer("beacon").timesPosted(lead.header("idempotency-key")))
                        .isEqualTo(1));
        assertThat(market.balances()).containsEntry("buyer/beacon", "-10.00");
    }
}
