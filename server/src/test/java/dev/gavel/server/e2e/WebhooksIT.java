package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.postgres.ApiKeyStore.NewKey;
import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import dev.gavel.server.e2e.WebhookInbox.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Vendors and buyers are told of sales, rejections and returns: signed, at least once, whatever the receiver does, and nobody else waits for it. */
final class WebhooksIT {

    private static final String VENDORS_SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BUYERS_SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY";
    private static final Duration SOON = Duration.ofSeconds(30);

    @RegisterExtension
    static final World WORLD =
            World.with("GAVEL_SECRET_ACME_HOOK", VENDORS_SECRET, "GAVEL_SECRET_BEACON_HOOK", BUYERS_SECRET);

    @Test
    void aSaleAndItsReturnReachVendorAndBuyerEachWithItsOwnSide() {
        try (WebhookInbox vendor = new WebhookInbox();
                WebhookInbox buyer = new WebhookInbox()) {
            Marketplace market = WORLD.open(MarketText.auto("margin: {percent: 50}")
                    .vendor(Marketplace.VENDOR, webhook(vendor, "ACME_HOOK"))
                    .buyer("beacon", webhook(buyer, "BEACON_HOOK"))
                    .contract("beacon", "beacon", "price: 40.00", "returns: {window: 7d, reasons: [disconnected]}"));
            Consumer consumer = market.consumer();
            HttpAnswer sold = market.full(consumer);
            assertThat(sold.status()).as(sold.toString()).isEqualTo("sold");

            Message forVendor = only(vendor, "sale");
            assertThat(forVendor.isSignedBy(VENDORS_SECRET)).isTrue();
            assertThat(forVendor.idempotencyKey()).isEqualTo(forVendor.id()).startsWith("task_");
            JsonNode toVendor = forVendor.json();
            assertThat(toVendor.path("price").stringValue()).as("the payout").isEqualTo("20.00");
            assertThat(toVendor.path("lead_id").stringValue()).isEqualTo(sold.at("/lead_id"));
            assertThat(toVendor.path("ping_id").stringValue()).isEqualTo(sold.pingId());
            assertThat(toVendor.path("leg").stringValue()).isEqualTo(sold.at("/legs/0/leg"));

            Message forBuyer = only(buyer, "sale");
            assertThat(forBuyer.isSignedBy(BUYERS_SECRET)).isTrue();
            JsonNode toBuyer = forBuyer.json();
            assertThat(toBuyer.path("price").stringValue()).isEqualTo("40.00");
            assertThat(toBuyer.path("reference").isString()).isTrue();
            assertThat(forBuyer.body()).doesNotContain(Marketplace.VENDOR, "20.00");
            assertThat(forVendor.body()).doesNotContain("beacon", "40.00");
            for (Message message : List.of(forVendor, forBuyer)) {
                assertThat(message.body())
                        .doesNotContain(consumer.phone(), consumer.email(), Consumer.sha256(consumer.phone()));
            }

            String buyersKey = market.newKey(
                    new NewKey(market.tenant(), "b", false, Set.of("return"), null, "beacon", List.of(), 0));
            String operator = operator(market);
            Map<String, Object> wanted =
                    Map.of("delivery_id", toBuyer.path("delivery_id").stringValue(), "reason", "disconnected");
            await().until(() -> WORLD.node().get(buyersKey, "/api/returns").code() == 200);
            HttpAnswer requested = WORLD.node().post(buyersKey, "/api/returns", wanted);
            assertThat(requested.status()).as(requested.toString()).isEqualTo("requested");
            WORLD.node()
                    .post(
                            operator,
                            "/api/returns/" + requested.at("/return_id") + "/decision",
                            Map.of("decision", "approve"));
            for (WebhookInbox inbox : List.of(vendor, buyer)) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(of(inbox, "return"))
                                .extracting(
                                        message -> message.json().path("status").stringValue())
                                .containsExactlyInAnyOrder("requested", "approved"));
            }
            Message approved = of(vendor, "return").stream()
                    .filter(message ->
                            message.json().path("status").stringValue().equals("approved"))
                    .findFirst()
                    .orElseThrow();
            assertThat(approved.json().path("clawback").stringValue()).isEqualTo("20.00");
            assertThat(approved.body()).doesNotContain("40.00", "beacon");
        }
    }

    @Test
    void aRejectionIsToldToTheBuyerAndToTheVendorOnlyWhenNobodyElseBuys() {
        try (WebhookInbox vendor = new WebhookInbox();
                WebhookInbox buyer = new WebhookInbox()) {
            Marketplace market = WORLD.open(MarketText.auto("margin: {percent: 50}")
                    .vendor(Marketplace.VENDOR, webhook(vendor, "ACME_HOOK"))
                    .buyer("beacon", webhook(buyer, "BEACON_HOOK"))
                    .contract("beacon", "beacon", "price: 50.00")
                    .buys("second", "price: 40.00"));
            market.buyer("beacon").posts(Posting.reject("duplicate"));
            assertThat(market.full(market.consumer()).status()).isEqualTo("sold");
            assertThat(only(buyer, "reject").json().path("detail").isString()).isTrue();
            only(vendor, "sale");
            assertThat(of(vendor, "reject")).isEmpty();

            market.buyer("second").posts(Posting.reject("no thanks"));
            HttpAnswer refused = market.full(market.consumer());
            assertThat(refused.status()).isEqualTo("rejected");
            JsonNode unsold = only(vendor, "reject").json();
            assertThat(unsold.at("/reason/name").stringValue()).isEqualTo("buyers_rejected");
            assertThat(unsold.path("lead_id").stringValue()).isEqualTo(refused.at("/lead_id"));
        }
    }

    @Test
    void aRefusedPostIsToldWithItsReasonOnce() {
        try (WebhookInbox vendor = new WebhookInbox()) {
            Marketplace market = WORLD.open(MarketText.auto()
                    .vendor(Marketplace.VENDOR, webhook(vendor, "ACME_HOOK"))
                    .buys("beacon"));
            Consumer consumer = market.consumer();
            HttpAnswer ping = market.ping(consumer);
            market.suppress(consumer);
            assertThat(market.post(ping, consumer).reason()).isEqualTo("suppressed");
            assertThat(market.post(ping, consumer).reason()).isEqualTo("suppressed");
            JsonNode refused = only(vendor, "reject").json();
            assertThat(refused.path("ping_id").stringValue()).isEqualTo(ping.pingId());
            assertThat(refused.path("lead_id").isNull()).isTrue();
            assertThat(refused.at("/reason/name").stringValue()).isEqualTo("suppressed");
        }
    }

    @Test
    void whoWantsOnlySomeEventsOrNoneIsToldNoMore() {
        try (WebhookInbox vendor = new WebhookInbox()) {
            Marketplace market = WORLD.open(MarketText.auto()
                    .vendor(
                            Marketplace.VENDOR,
                            "webhook: {url: \"" + vendor.url() + "\", secret: ACME_HOOK, events: [return]}")
                    .buys("beacon"));
            assertThat(market.full(market.consumer()).status()).isEqualTo("sold");
            assertThat(messages(market)).isEmpty();
        }
    }

    @Test
    void theSameMessageComesAgainUntilItIsTaken() {
        try (WebhookInbox vendor = new WebhookInbox().answering(500).answering(302)) {
            Marketplace market = WORLD.open(told(vendor));
            assertThat(market.full(market.consumer()).status()).isEqualTo("sold");
            for (int i = 0; i < 2; i++) {
                awaitState(market, "pending", i + 1);
                hurry(market);
            }
            awaitState(market, "delivered", 3);
            assertThat(vendor.messages()).hasSize(3);
            assertThat(vendor.messages())
                    .extracting(Message::id)
                    .containsOnly(vendor.messages().getFirst().id());
            assertThat(vendor.messages())
                    .extracting(Message::body)
                    .containsOnly(vendor.messages().getFirst().body());
            assertThat(vendor.messages()).allMatch(message -> message.isSignedBy(VENDORS_SECRET));
        }
    }

    @Test
    void aReceiverThatIsGoneIsADeadLetterUntilAnOperatorReplaysIt() {
        try (WebhookInbox vendor = new WebhookInbox().answering(410)) {
            Marketplace market = WORLD.open(told(vendor));
            String operator = operator(market);
            assertThat(market.full(market.consumer()).status()).isEqualTo("sold");
            awaitState(market, "abandoned", 1);

            HttpAnswer dead = WORLD.node().get(operator, "/api/webhooks?state=abandoned&party=vendor&kind=sale");
            assertThat(dead.json().path("messages")).hasSize(1);
            assertThat(dead.at("/messages/0/last_failure")).isEqualTo("HTTP 410");
            assertThat(dead.json().at("/messages/0/last_status").intValue()).isEqualTo(410);
            String id = dead.at("/messages/0/message_id");
            assertThat(WORLD.gavel("webhooks", "list", "--tenant", market.tenant(), "--state", "abandoned")
                            .out())
                    .contains(id, "HTTP 410", "vendor " + Marketplace.VENDOR);
            assertThat(WORLD.node().get(market.key(), "/api/webhooks").code()).isEqualTo(403);
            assertThat(WORLD.node()
                            .get(operator, "/api/webhooks/task_01kb2d6x0ge6k9bq3x4v5w6y7z")
                            .reason())
                    .isEqualTo("message_unknown");

            HttpAnswer replayed = WORLD.node().post(operator, "/api/webhooks/" + id + "/replay", Map.of());
            assertThat(replayed.at("/state")).isEqualTo("pending");
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                HttpAnswer shown = WORLD.node().get(operator, "/api/webhooks/" + id);
                assertThat(shown.at("/state")).isEqualTo("delivered");
                assertThat(shown.json().path("replays").intValue()).isEqualTo(1);
            });
            assertThat(vendor.messages()).hasSize(2);
            assertThat(vendor.messages().getLast().id())
                    .isEqualTo(id)
                    .isEqualTo(vendor.messages().getFirst().id());
            await().until(() -> WORLD.postgres()
                            .superuserQuery("SELECT bytes FROM gavel.event WHERE tenant = '" + market.tenant()
                                    + "' AND bytes LIKE '%webhook_replayed%'")
                            .size()
                    == 1);
        }
    }

    @Test
    void deadLettersOfAReceiverAreReplayedTogetherByCommandAndByCall() {
        try (WebhookInbox vendor = new WebhookInbox().answering(410).answering(410)) {
            Marketplace market = WORLD.open(told(vendor));
            String operator = operator(market);
            assertThat(market.full(market.consumer()).status()).isEqualTo("sold");
            assertThat(market.full(market.consumer()).status()).isEqualTo("sold");
            await().atMost(SOON).until(() -> count(operator, "abandoned") == 2);
            assertThat(WORLD.gavel("webhooks", "replay", "--tenant", market.tenant())
                            .exitCode())
                    .isEqualTo(2);
            assertThat(WORLD.gavel("webhooks", "replay", "--tenant", market.tenant(), "--abandoned", "--party", "buyer")
                            .out())
                    .contains("0 are sent again");
            HttpAnswer replayed = WORLD.node()
                    .post(operator, "/api/webhooks/replay", Map.of("party", "vendor", "recipient", Marketplace.VENDOR));
            assertThat(replayed.json().path("replayed").intValue()).isEqualTo(2);
            await().atMost(Duration.ofSeconds(90)).until(() -> count(operator, "delivered") == 2);
        }
    }

    @Test
    void aReceiverThatNeverAnswersKeepsNobodyElseWaiting() {
        try (WebhookInbox silent = new WebhookInbox().neverAnswering();
                WebhookInbox vendor = new WebhookInbox()) {
            Marketplace market = WORLD.open(MarketText.auto()
                    .vendor(Marketplace.VENDOR, webhook(vendor, "ACME_HOOK"))
                    .buyer("beacon", webhook(silent, "BEACON_HOOK"))
                    .contract("beacon", "beacon"));
            for (int i = 0; i < 30; i++) {
                assertThat(market.full(market.consumer()).status()).isEqualTo("sold");
            }
            await().atMost(SOON).until(() -> vendor.messages().size() == 30);
            assertThat(silent.messages()).isNotEmpty();
        }
    }

    @Test
    void aResolvedDeliveryIsToldByWhoeverResolvesIt() {
        try (WebhookInbox vendor = new WebhookInbox()) {
            Marketplace market = WORLD.open(MarketText.auto()
                    .vendor(Marketplace.VENDOR, webhook(vendor, "ACME_HOOK"))
                    .buyer("beacon", "post_timeout: 300ms")
                    .contract("beacon", "beacon"));
            String operator = operator(market);
            market.buyer("beacon").posts(Posting.accept(), new Manner.Never());
            assertThat(market.full(market.consumer()).status()).isEqualTo("pending");
            assertThat(market.full(market.consumer()).status()).isEqualTo("pending");
            JsonNode open = WORLD.node().get(operator, "/api/deliveries").json().path("deliveries");
            assertThat(open).hasSize(2);
            assertThat(messages(market)).as("nobody knows yet").isEmpty();

            WORLD.node()
                    .post(
                            operator,
                            "/api/deliveries/" + open.get(0).path("delivery_id").stringValue() + "/decision",
                            Map.of("outcome", "accepted", "reason", "Their sheet has it."));
            only(vendor, "sale");
            World.Ended decided = WORLD.gavel(
                    "deliveries",
                    "decide",
                    "--tenant",
                    market.tenant(),
                    "--rejected",
                    "--reason",
                    "By phone.",
                    open.get(1).path("delivery_id").stringValue());
            assertThat(decided.exitCode()).as(decided.err()).isZero();
            only(vendor, "reject");
        }
    }

    @Test
    void aMessageOfANodeThatDiedIsSentByAnother() {
        // No receiver listens here until the node that sold is gone.
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        int port = freePort();
            market.apply(MarketText.auto()
                    .vendor(
                            Marketplace.VENDOR,
                            "webhook: {url: \"http://127.0.0.1:" + port + "/hook\", secret: ACME_HOOK}")
                    .buys("beacon"));
            Node leaving = WORLD.startNode();
            await().untilAsserted(() -> {
                Consumer consumer = market.consumer();
                Map<String, Object> body = market.pingBody(consumer, "fb-17");
                body.putAll(consumer.post());
                assertThat(leaving.post(market.key(), "/api/full", body).status())
                        .isEqualTo("sold");
                assertThat(messages(market)).isNotEmpty();
            });
            WORLD.stopNode(leaving);
            try (WebhookInbox back = new WebhookInbox(port)) {
                int sold = messages(market).size();
                await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                    hurry(market);
                    assertThat(of(back, "sale").stream().map(Message::id).distinct())
                            .hasSize(sold);
                });
            }
    }

    private static int freePort() {
        try (WebhookInbox gone = new WebhookInbox()) {
            return gone.port();
        }
    }

    private static MarketText told(WebhookInbox vendor) {
        return MarketText.auto()
                .vendor(Marketplace.VENDOR, webhook(vendor, "ACME_HOOK"))
                .buys("beacon");
    }

    private static String webhook(WebhookInbox inbox, String secret) {
        return "webhook: {url: \"" + inbox.url() + "\", secret: " + secret + "}";
    }

    private static String operator(Marketplace market) {
        String key = market.newKey(new NewKey(market.tenant(), "ops", false, Set.of("admin"), null, List.of(), 0));
        await().until(() -> WORLD.node().get(key, "/api/webhooks").code() == 200);
        return key;
    }

    private static int count(String operator, String state) {
        return WORLD.node()
                .get(operator, "/api/webhooks?state=" + state)
                .json()
                .path("messages")
                .size();
    }

    private static List<Message> of(WebhookInbox inbox, String type) {
        return inbox.messages().stream()
                .filter(message -> message.json().path("type").stringValue().equals(type))
                .toList();
    }

    /** The one message of a type, once it has come. */
    private static Message only(WebhookInbox inbox, String type) {
        await().atMost(SOON).until(() -> !of(inbox, type).isEmpty());
        assertThat(of(inbox, type)).hasSize(1);
        return of(inbox, type).getFirst();
    }

    /** State and attempts of the tenant's messages, as the database has them. */
    private static List<String> messages(Marketplace market) {
        return WORLD.postgres()
                .superuserQuery("SELECT lower(state) || ' ' || attempts FROM gavel.webhook_task WHERE tenant = '"
                        + market.tenant() + "'");
    }

    private static void awaitState(Marketplace market, String state, int attempts) {
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(messages(market)).containsExactly(state + " " + attempts));
    }

    /** Makes what waits due now. */
    private static void hurry(Marketplace market) {
        WORLD.postgres()
                .superuser(
                        "UPDATE gavel.webhook_task SET next_attempt_at = now() WHERE state = 'PENDING' AND tenant = '"
                                + market.tenant() + "'");
    }
}
