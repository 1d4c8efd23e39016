package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.postgres.ApiKeyStore.NewKey;
import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators see and decide of deliveries that nobody answered for. */
class UnresolvedIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private record Pending(Marketplace market, String operator, HttpAnswer ping, Consumer consumer, String deliveryId) {

        static Pending open() {
            Marketplace market = WORLD.open(MarketText.auto("margin: {percent: 50}")
                    .buyer("beacon", "post_timeout: 300ms")
                    .contract("beacon", "beacon", "price: 40.00", "caps: [{window: total, count: 1}]"));
            String operator =
                    market.newKey(new NewKey(market.tenant(), "ops", false, Set.of("admin"), null, List.of(), 0));
            await().until(() -> WORLD.node().get(operator, "/api/deliveries").code() == 200);
            market.buyer("beacon").posts(Posting.accept(), new Manner.Never());
            Consumer consumer = market.consumer();
            HttpAnswer ping = market.ping(consumer);
            assertThat(market.post(ping, consumer).status()).isEqualTo("pending");
            HttpAnswer listed = WORLD.node().get(operator, "/api/deliveries?state=unresolved&buyer=beacon");
            assertThat(listed.json().at("/deliveries").size()).isEqualTo(1);
            assertThat(listed.at("/deliveries/0/held")).isEqualTo("40.00");
            assertThat(listed.at("/deliveries/0/ping_id")).isEqualTo(ping.pingId());
            return new Pending(market, operator, ping, consumer, listed.at("/deliveries/0/delivery_id"));
        }

        HttpAnswer decide(Map<String, Object> body) {
            return WORLD.node().post(operator, "/api/deliveries/" + deliveryId + "/decision", body);
        }
    }

    @Test
    void decidedAsAcceptedTheVendorIsPaidAndToldSo() {
        Pending pending = Pending.open();
        assertThat(pending.decide(Map.of("outcome", "accepted")).reason()).isEqualTo("reason_missing");
        assertThat(pending.decide(Map.of("outcome", "maybe", "reason", "x")).reason())
                .isEqualTo("value_invalid");

        Map<String, Object> yes = Map.of("outcome", "accepted", "reason", "Their sheet has it.");
        assertThat(pending.decide(yes).status()).isEqualTo("accepted");

        assertThat(pending.decide(yes).status()).as("the same again").isEqualTo("accepted");
        assertThat(pending.decide(Map.of("outcome", "rejected", "reason", "x")).reason())
                .isEqualTo("delivery_not_open");
        assertThat(pending.market.pingStatus(pending.ping.pingId()).status()).isEqualTo("sold");
        assertThat(pending.market.post(pending.ping, pending.consumer).price()).isEqualTo("20.00");
        assertThat(pending.market.balances())
                .containsEntry("held/beacon", "0.00")
                .containsEntry("vendor/acme-media", "20.00");
        await().until(() -> pending.market.events(pending.ping.pingId()).stream()
                .anyMatch(event -> event.path("type").asString().equals("delivery_decided")));
    }

    @Test
    void decidedAsRejectedCapAndMoneyAreFreeAtOnce() {
        Pending pending = Pending.open();
        assertThat(pending.market.ping(pending.market.consumer()).reason()).isEqualTo("caps_full");

        assertThat(pending.decide(Map.of("outcome", "rejected", "reason", "It never arrived."))
                        .status())
                .isEqualTo("rejected");

        assertThat(pending.market.pingStatus(pending.ping.pingId()).status()).isEqualTo("rejected");
        assertThat(pending.market.balances())
                .containsEntry("buyer/beacon", "0.00")
                .containsEntry("held/beacon", "0.00");
        assertThat(pending.market.ping(pending.market.consumer()).status()).isEqualTo("accepted");
    }

    @Test
    void whatACommandRejectsCanBeSoldAtOnce() {
        Pending pending = Pending.open();
        assertThat(pending.market.ping(pending.market.consumer()).reason()).isEqualTo("caps_full");

        World.Ended decided = WORLD.gavel(
                "deliveries",
                "decide",
                "--tenant",
                pending.market.tenant(),
                "--rejected",
                "--reason",
                "It never arrived.",
                pending.deliveryId);

        assertThat(decided.exitCode()).as(decided.err()).isZero();
        assertThat(decided.err()).isEmpty();
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        pending.market.ping(pending.market.consumer()).status().equals("accepted"));
    }

    @Test
    void whatABuyerSaysAfterTheDecisionIsWrittenDownBesideIt() {
        Marketplace market = WORLD.open(
                MarketText.auto().buyer("beacon", "post_timeout: 300ms").contract("beacon", "beacon", "price: 40.00"));
        String operator = market.newKey(new NewKey(market.tenant(), "ops", false, Set.of("admin"), null, List.of(), 0));
        await().until(() -> WORLD.node().get(operator, "/api/deliveries").code() == 200);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.buyer("beacon").posts(Posting.accept(), new Manner.When(gate));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        assertThat(market.post(ping, consumer).status()).isEqualTo("pending");
        String id = WORLD.node().get(operator, "/api/deliveries").at("/deliveries/0/delivery_id");
        WORLD.node()
                .post(
                        operator,
                        "/api/deliveries/" + id + "/decision",
                        Map.of("outcome", "rejected", "reason", "It never arrived."));

        gate.complete(null);

        await().untilAsserted(() -> assertThat(WORLD.node()
                        .get(operator, "/api/deliveries?state=contradicted")
                        .at("/deliveries/0/answered"))
                .isEqualTo("accepted"));
        assertThat(market.balances()).as("the decision stands").containsEntry("buyer/beacon", "0.00");
        assertThat(WORLD.gavel("deliveries", "contradicted", "--tenant", market.tenant())
                        .out())
                .contains(id, "rejected", "accepted");
        // Counted every quarter of a minute.
        await().atMost(Duration.ofSeconds(40))
                .until(() -> WORLD.node()
                        .get("", "/metrics")
                        .body()
                        .contains("gavel_deliveries_contradicted{tenant=\"" + market.tenant() + "\"} 1"));
    }

    @Test
    void aLateYesOfAnOpenDeliverySellsItAtOnce() {
        Marketplace market = WORLD.open(
                MarketText.auto().buyer("beacon", "post_timeout: 300ms").contract("beacon", "beacon"));
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.buyer("beacon").posts(Posting.accept(), new Manner.When(gate));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        assertThat(market.post(ping, consumer).status()).isEqualTo("pending");

        gate.complete(null);

        await().until(() -> market.pingStatus(ping.pingId()).status().equals("sold"));
        assertThat(market.buyer("beacon").posts()).hasSize(1);
    }

    @Test
    void theCommandsHaveTheSamePower() {
        Pending pending = Pending.open();
        String tenant = pending.market.tenant();
        assertThat(WORLD.gavel("deliveries", "unresolved", "--tenant", tenant).out())
                .contains(pending.deliveryId, "beacon", "40.00");
        assertThat(WORLD.gavel("deliveries", "decide", "--tenant", tenant, "--reason", "x", pending.deliveryId)
                        .exitCode())
                .isEqualTo(2);
        World.Ended decided = WORLD.gavel(
                "deliveries", "decide", "--tenant", tenant, "--accepted", "--reason", "By phone.", pending.deliveryId);
        assertThat(decided.exitCode()).as(decided.err()).isZero();
        assertThat(WORLD.gavel("deliveries", "contradicted", "--tenant", tenant).exitCode())
                .isZero();
        assertThat(pending.market.balances()).containsEntry("vendor/acme-media", "20.00");
    }
}
