package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two hundred at once for what is enough for fewer: not one too many is sold, and not one too few. */
class CompetitionIT {

    private static final int VENDOR_THREADS = 200;

    @RegisterExtension
    static final World WORLD = World.with();

    @Test
    void aCapOfOneHundredAndAWalletForSeventyThreeSellSeventyThree() throws Exception {
        Marketplace market = WORLD.open(
                MarketText.auto()
                        .buyer("beacon", "credit_limit: 0.00")
                        .contract("beacon", "beacon", "price: 10.00", "caps: [{window: total, count: 100}]"),
                Map.of("beacon", "730.00"));

        List<HttpAnswer> answers = sellAtOnce(market);

        assertThat(answers.stream().filter(answer -> answer.status().equals("sold")))
                .hasSize(73);
        assertThat(answers.stream().filter(answer -> !answer.status().equals("sold")))
                .hasSize(127)
                .allSatisfy(answer -> assertThat(answer.reason()).isEqualTo("no_funds"));
        assertThat(market.balances())
                .containsEntry("buyer/beacon", "0.00")
                .containsEntry("held/beacon", "0.00")
                .containsEntry("vendor/acme-media", "730.00");
        assertThat(market.used("contract/beacon/total/count")).isEqualTo(73);
        assertThat(market.buyer("beacon").posts()).hasSize(73);
    }

    @Test
    void overTwoNodesACapOfFortyAndAWalletForSeventyThreeSellForty() throws Exception {
        WORLD.startNode();
        Marketplace market = WORLD.open(
                MarketText.auto()
                        .buyer("beacon", "credit_limit: 0.00")
                        .contract("beacon", "beacon", "price: 10.00", "caps: [{window: total, count: 40}]"),
                Map.of("beacon", "730.00"));

        List<HttpAnswer> answers = sellAtOnce(market);

        assertThat(answers.stream().filter(answer -> answer.status().equals("sold")))
                .hasSize(40);
        assertThat(market.balances()).containsEntry("buyer/beacon", "330.00");
        assertThat(market.used("contract/beacon/total/count")).isEqualTo(40);
    }

    @Test
    void aConsumerWhomEverybodySellsAtOnceIsSoldOnce() throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer consumer = market.consumer();

        List<CompletableFuture<HttpAnswer>> calls = Stream.generate(
                        () -> World.atTheSameTime(() -> market.full(consumer)))
                .limit(50)
                .toList();

        List<HttpAnswer> answers = new ArrayList<>();
        for (CompletableFuture<HttpAnswer> call : calls) {
            answers.add(call.get());
        }
        assertThat(answers.stream().filter(answer -> answer.status().equals("sold")))
                .hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.reason().equals("duplicate")))
                .hasSize(49);
        assertThat(market.buyer("beacon").posts()).hasSize(1);
    }

    /** Each vendor thread pings another consumer, and posts when the ping was accepted. */
    private static List<HttpAnswer> sellAtOnce(Marketplace market) throws Exception {
        List<Consumer> consumers =
                Stream.generate(market::consumer).limit(VENDOR_THREADS).toList();
        CountDownLatch start = new CountDownLatch(1);
        List<Future<HttpAnswer>> sales = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(VENDOR_THREADS)) {
            List<Node> nodes = WORLD.nodes();
            for (int i = 0; i < consumers.size(); i++) {
                Consumer consumer = consumers.get(i);
                Node node = nodes.get(i % nodes.size());
                sales.add(threads.submit(() -> {
                    start.await();
                    HttpAnswer ping = node.post(market.key(), "/api/ping", market.pingBody(consumer, "fb-17"));
                    return ping.status().equals("accepted")
                            ? node.post(market.key(), "/api/post", market.postBody(ping.pingId(), consumer))
                            : ping;
                }));
            }
            start.countDown();
            List<HttpAnswer> answers = new ArrayList<>();
            for (Future<HttpAnswer> sale : sales) {
                answers.add(sale.get());
            }
            return answers;
        }
    }
}
