package dev.gavel.loadtests.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.loadtests.stream.StreamBuyer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BuyerFarmTest {

    private final BuyerFarm farm = BuyerFarm.start(FarmPlan.parse("median-ms=1", "reject=30"));
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        client.close();
        farm.close();
    }

    @Test
    void everyBidderBids() throws Exception {
        for (int number : IntStream.of(0, 1, 7, 499).toArray()) {
            HttpResponse<String> answer = send("/buyers/" + number + "/bid", "k");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .matches("\\{\"status\":\"bid\",\"price\":\"[1-7]\\d\\.\\d\\d\",\"bid_id\":\"[0-9a-f]{16}\"}");
        }
        assertThat(farm.asked()).isEqualTo(4);
    }

    @Test
    void leadsAreTakenOrRefusedByTheirKey() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(send("/buyers/3/post", "delivery_" + i).body())
                    .isEqualTo(send("/buyers/3/post", "delivery_" + i).body())
                    .containsAnyOf("accepted", "rejected");
        }
        assertThat(farm.posted()).isEqualTo(40);
    }

    @Test
    void bidsOverAStreamToo() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket stream = client.newWebSocketBuilder()
                .subprotocols(StreamBuyer.PROTOCOL)
                .buildAsync(URI.create("ws://127.0.0.1:" + farm.port() + "/buyers/7/bid"), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                        heard.add(data.toString());
                        socket.request(1);
                        return null;
                    }
                })
                .get(10, TimeUnit.SECONDS);
        var _ = stream.sendText("ask 1 400 acme ping_1 {\"zip\":\"78701\"}\nask 2 400 acme ping_1 {}\n", true);

        StringBuilder answers = new StringBuilder();
        while (answers.toString().lines().count() < 2) {
            answers.append(heard.poll(10, TimeUnit.SECONDS));
        }
        assertThat(answers.toString().lines())
                .allMatch(line -> line.matches("answer [12] \\{\"status\":\"bid\",\"price\":\"[1-7]\\d\\.\\d\\d\".*}"));
        assertThat(farm.asked()).isEqualTo(2);
        stream.abort();
    }

    @Test
    void otherPathsAreUnknown() throws Exception {
        for (String path : new String[] {"/", "/buyers/x/bid", "/buyers//bid", "/buyers/1", "/buyers/1/other"}) {
            assertThat(send(path, "k").statusCode()).as(path).isEqualTo(404);
        }
    }

    private HttpResponse<String> send(String path, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + farm.port() + path))
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString("{\"zip\":\"78701\"}"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
