package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.postgres.LeadViews;
import dev.gavel.server.buyer.sim.Received;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A lead's whole way to a buyer that pays a fixed price. */
class FixedPriceIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private static MarketText market() {
        return MarketText.auto("margin: {percent: 15}").buys("beacon", "price: 40.00");
    }

    @Test
    void aPingIsAcceptedForThePriceAfterTheMargin() {
        Marketplace market = WORLD.open(market());

        HttpAnswer ping = market.ping(market.consumer());

        assertThat(ping.code()).isEqualTo(200);
        assertThat(ping.status()).isEqualTo("accepted");
        assertThat(ping.price()).isEqualTo("34.00");
        assertThat(ping.at("/currency")).isEqualTo("USD");
        assertThat(ping.at("/legs/0/price")).isEqualTo("34.00");
        assertThat(market.pingStatus(ping.pingId()).status()).isEqualTo("accepted");
        assertThat(market.buyer("beacon").posts()).isEmpty();
    }

    @Test
    void aPostIsSoldAndSeenEverywhere() {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        HttpAnswer post = market.post(ping, consumer);

        assertThat(post.status()).isEqualTo("sold");
        assertThat(post.price()).isEqualTo("34.00");
        assertThat(post.at("/legs/0/leg")).isEqualTo(ping.at("/legs/0/leg"));
        assertThat(market.pingStatus(ping.pingId()).body()).isEqualTo(post.body());

        List<Received> received = market.buyer("beacon").posts();
        assertThat(received).hasSize(1);
        assertThat(received.getFirst().body())
                .contains("\"price\":\"40.00\"", "\"first_name\":\"Testina\"", consumer.phone());

        LeadViews.LeadView lead = market.lead(ping.pingId());
        assertThat(lead.state()).isEqualTo("SOLD");
        assertThat(lead.leadId()).isEqualTo(post.at("/lead_id"));
        assertThat(lead.answer()).isEqualTo(post.body());
        assertThat(lead.sales()).singleElement().satisfies(sale -> {
            assertThat(sale.buyer()).isEqualTo("beacon");
            assertThat(sale.priceMicros()).isEqualTo(40_000_000);
            assertThat(sale.payoutMicros()).isEqualTo(34_000_000);
            assertThat(sale.deliveryId()).isEqualTo(received.getFirst().header("idempotency-key"));
        });

        assertThat(market.balances())
                .containsEntry("buyer/beacon", "-40.00")
                .containsEntry("held/beacon", "0.00")
                .containsEntry("vendor/acme-media", "34.00")
                .containsEntry("margin/beacon", "6.00");

        await().untilAsserted(() -> assertThat(market.events(ping.pingId()))
                .extracting(event -> event.path("type").asString(""))
                .containsExactly("ping", "post_begun", "post_settled"));
        assertThat(market.events(ping.pingId()).toString())
                .doesNotContain(consumer.phone(), consumer.email(), "Testina", "100 Example Street");
    }

    @Test
    void oneCallSellsTheWholeLead() {
        Marketplace market = WORLD.open(market());

        HttpAnswer full = market.full(market.consumer());

        assertThat(full.status()).isEqualTo("sold");
        assertThat(full.price()).isEqualTo("34.00");
        assertThat(market.lead(full.pingId()).sales()).hasSize(1);
        assertThat(market.buyer("beacon").posts()).hasSize(1);
    }

    @Test
    void aFormSaysTheSameAsJson() {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();

        HttpAnswer ping = form(market, "/api/ping", market.pingBody(consumer, "fb-17"));
        assertThat(ping.status()).isEqualTo("accepted");
        assertThat(ping.price()).isEqualTo("34.00");
        HttpAnswer post = form(market, "/api/post", market.postBody(ping.pingId(), consumer));
        assertThat(post.status()).isEqualTo("sold");

        Consumer other = market.consumer();
        market.post(market.ping(other), other);
        List<String> bodies = market.buyer("beacon").posts().stream()
                .map(received -> received.body()
                        .replaceAll("lead_\\w+", "lead")
                        .replaceAll("\\+1\\d+", "phone")
                        .replaceAll("consumer\\d+", "consumer"))
                .toList();
        assertThat(bodies.getFirst()).isEqualTo(bodies.getLast());
    }

    private static HttpAnswer form(Marketplace market, String path, Map<String, Object> body) {
        Map<String, Object> flat = new LinkedHashMap<>();
        body.forEach((name, value) -> {
            if (value instanceof Map<?, ?> nested) {
                nested.forEach((inner, text) -> flat.put(name + "." + inner, text));
            } else {
                flat.put(name, value);
            }
        });
        String form = flat.entrySet().stream()
                .map(entry -> entry.getKey() + "="
                        + URLEncoder.encode(entry.getValue().toString(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return WORLD.node().post(market.key(), path, "application/x-www-form-urlencoded", form);
    }

    @Test
    void theVendorsFloorAndMinimumHold() {
        Marketplace market = WORLD.open(MarketText.auto("margin: {percent: 15}")
                .vendor(Marketplace.VENDOR, "floor: 10.00")
                .buys("beacon", "price: 40.00"));

        HttpAnswer tooLittle = market.ping(market.consumer().pinging("min_price", "34.01"));
        assertThat(tooLittle.status()).isEqualTo("rejected");
        assertThat(tooLittle.reason()).isEqualTo("below_floor");
        assertThat(market.ping(market.consumer().pinging("min_price", "34.00")).status())
                .isEqualTo("accepted");
    }

    @Test
    void aMisspeltFieldIsTold() {
        Marketplace market = WORLD.open(market());

        HttpAnswer ping = market.ping(market.consumer().pinging("vehicel_make", "Example"));

        assertThat(ping.status()).isEqualTo("accepted");
        assertThat(ping.at("/ignored_fields/0")).isEqualTo("vehicel_make");
    }
}
