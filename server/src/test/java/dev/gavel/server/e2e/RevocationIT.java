package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.gates.suppression.BusinessDaysReader;
import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.server.webhook.WebhookSignature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** A consumer who revokes is not sold again, and every buyer that has the consumer's data hears of it and says so. */
final class RevocationIT {

    private static final String SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @RegisterExtension
    static final World WORLD = World.with("GAVEL_SECRET_BEACON_HOOK", SECRET);

    @Test
    void aBuyerHearsOfARevocationAndItsYesIsTheAcknowledgement() {
        try (WebhookInbox inbox = new WebhookInbox().answering(500)) {
            Marketplace market = WORLD.open(told(inbox));
            String key = key(market, null, "revoke");
            Consumer consumer = market.consumer();
            HttpAnswer sold = market.full(consumer);
            assertThat(sold.status()).isEqualTo("sold");

            Instant received = Instant.parse("2026-03-02T15:00:00Z");
            HttpAnswer revoked = revoke(
                    key,
                    Map.of(
                            "phone",
                            consumer.phone(),
                            "text",
                            "Please stop",
                            "channel",
                            "phone_call",
                            "received_at",
                            received.toString(),
                            "request_id",
                            "ticket-1"));
            assertThat(revoked.code()).as(revoked.toString()).isEqualTo(200);
            assertThat(revoked.at("/buyers/0")).isEqualTo("beacon");
            assertThat(revoked.at("/respond_by")).isEqualTo("2026-03-17T04:00:00Z");
            assertThat(market.ping(consumer).reason()).isEqualTo("suppressed");

            String id = revoked.at("/revocation_id");
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode buyer = status(key, id).path("buyers").path(0);
                assertThat(buyer.path("state").stringValue()).isEqualTo("acknowledged");
                assertThat(buyer.path("acknowledged_by").stringValue()).isEqualTo("delivery");
                assertThat(buyer.path("attempts").intValue()).isEqualTo(2);
            });
            // The first was answered with 500; the second is the same message.
            assertThat(inbox.messages()).hasSize(2);
            WebhookInbox.Message message = inbox.messages().getLast();
            assertThat(message.id())
                    .isEqualTo(inbox.messages().getFirst().id())
                    .isEqualTo(message.idempotencyKey())
                    .startsWith("task_");
            assertThat(message.isSignedBy(SECRET)).isTrue();
            assertThat(message.isSignedBy("whsec_AAAA")).isFalse();
            assertThat(message.body()).doesNotContain(consumer.phone(), consumer.email(), "Please stop");
            assertThat(message.json().at("/consumer/phone_sha256").stringValue())
                    .isEqualTo(Consumer.sha256(consumer.phone()));
            assertThat(message.json().at("/leads/0/lead_id").stringValue()).isEqualTo(sold.at("/lead_id"));
            assertThat(message.json().at("/leads/0/reference").isString()).isTrue();

            // The same request again tells nobody again.
            HttpAnswer repeated =
                    revoke(key, Map.of("phone", consumer.phone(), "channel", "phone_call", "request_id", "ticket-1"));
            assertThat(repeated.status()).isEqualTo("repeated");
            assertThat(repeated.at("/revocation_id")).isEqualTo(id);
        }
    }

    @Test
    void aBuyerWithoutAnAddressFetchesAndAcknowledges() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon").buyer("other"));
        String key = key(market, null, "revoke");
        String beacon = key(market, "beacon", "buyer");
        String other = key(market, "other", "buyer");
        Consumer consumer = market.consumer();
        assertThat(market.full(consumer).status()).isEqualTo("sold");
        String id = revoke(key, Map.of("email", consumer.email())).at("/revocation_id");

        JsonNode fetched = WORLD.node().get(beacon, "/api/buyer/revocations").json();
        assertThat(fetched.at("/revocations/0/revocation_id").stringValue()).isEqualTo(id);
        assertThat(fetched.at("/revocations/0/consumer/email_sha256").stringValue())
                .isEqualTo(Consumer.sha256(consumer.email()));
        assertThat(fetched.path("next").isNull()).isTrue();
        assertThat(WORLD.node().get(other, "/api/buyer/revocations").json().path("revocations"))
                .isEmpty();
        assertThat(status(key, id).at("/buyers/0/state").stringValue()).isEqualTo("pending");
        assertThat(status(key, id).at("/buyers/0/fetched_at").isString()).isTrue();

        assertThat(acknowledge(other, id).reason()).isEqualTo("revocation_unknown");
        assertThat(acknowledge(beacon, id).status()).isEqualTo("acknowledged");
        assertThat(acknowledge(beacon, id).status()).isEqualTo("acknowledged");
        assertThat(status(key, id).at("/buyers/0/acknowledged_by").stringValue())
                .isEqualTo("buyer");
        assertThat(WORLD.node().get(beacon, "/api/buyer/revocations").json().path("revocations"))
                .isEmpty();
        assertThat(WORLD.node().get(key, "/api/buyer/revocations").reason()).isEqualTo("scope_missing");
    }

    @Test
    void anUnacknowledgedNoticeIsLateAfterTenBusinessDaysAndListed() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        String key = key(market, null, "revoke");
        Consumer consumer = market.consumer();
        assertThat(market.full(consumer).status()).isEqualTo("sold");
        Instant now = Instant.now();
        String fresh = revoke(key, Map.of("phone", consumer.phone())).at("/revocation_id");
        String late = revoke(
                        key,
                        Map.of(
                                "phone",
                                consumer.phone(),
                                "received_at",
                                now.minus(Duration.ofDays(30)).toString()))
                .at("/revocation_id");
        JsonNode overdue = WORLD.node().get(key, "/api/revocations").json().path("overdue");
        assertThat(overdue.findValuesAsString("revocation_id")).containsExactly(late);
        assertThat(status(key, late).at("/buyers/0/state").stringValue()).isEqualTo("overdue");
        assertThat(status(key, fresh).at("/buyers/0/state").stringValue()).isEqualTo("pending");
        assertThat(Instant.parse(status(key, fresh).path("respond_by").stringValue()))
                .isEqualTo(BusinessDaysReader.bundled()
                        .deadline(
                                Instant.parse(
                                        status(key, fresh).path("received_at").stringValue()),
                                10));
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(WORLD.node().get("", "/metrics").body())
                        .containsPattern("gavel_revocation_notices_overdue\\{tenant=\"" + market.tenant() + "\"} 1"));
    }

    @Test
    void aTextMessageWithOneOfTheWordsRevokesOnce() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        String key = key(market, null, "revoke");
        Consumer consumer = market.consumer();
        String sender = consumer.phone().replace("+", "%2B");

        assertThat(text(key, "From=" + sender + "&Body=Thanks%2C+talk+soon&MessageSid=SM1")
                        .status())
                .isEqualTo("ignored");
        assertThat(market.ping(consumer).status()).isEqualTo("accepted");

        HttpAnswer stop = text(key, "From=" + sender + "&Body=STOP&MessageSid=SM2");
        assertThat(stop.status()).isEqualTo("recorded");
        assertThat(market.ping(consumer).reason()).isEqualTo("suppressed");
        HttpAnswer again = text(key, "From=" + sender + "&Body=STOP&MessageSid=SM2");
        assertThat(again.status()).isEqualTo("repeated");
        assertThat(again.at("/revocation_id")).isEqualTo(stop.at("/revocation_id"));

        assertThat(text("gvl_live_wrong", "From=" + sender + "&Body=STOP").code())
                .isEqualTo(401);
        assertThat(text(market.key(), "From=" + sender + "&Body=STOP").reason()).isEqualTo("scope_missing");
        assertThat(text(key, "Body=STOP").reason()).isEqualTo("identifier_unreadable");
    }

    @Test
    void aMessageSurvivesTheNodeThatWasToSendIt() {
        try (WebhookInbox inbox = new WebhookInbox()) {
            Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
            String key = key(market, null, "revoke");
            Consumer consumer = market.consumer();
            assertThat(market.full(consumer).status()).isEqualTo("sold");
            String id = revoke(key, Map.of("phone", consumer.phone())).at("/revocation_id");
            // There is nowhere to send it until the buyer gives an address; another node finds the task.
            market.apply(told(inbox));
            Node other = WORLD.startNode();
            WORLD.postgres()
                    .superuser("UPDATE gavel.webhook_task SET next_attempt_at = now() WHERE tenant = '"
                            + market.tenant() + "'");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    status(key, id).at("/buyers/0/state").stringValue())
                            .isEqualTo("acknowledged"));
            assertThat(inbox.messages()).hasSize(1);
            WORLD.stopNode(other);
        }
    }

    @Test
    void aSignedMessageNeedsNoKeyAndIsTakenOnceAndNow() {
        MarketText text = MarketText.auto().buys("beacon").takesMessagesSignedWith("BEACON_HOOK");
        Marketplace market = WORLD.open(text);
        Consumer consumer = market.consumer();
        String form = "From=" + consumer.phone().replace("+", "%2B") + "&Body=STOP";
        Instant now = Instant.now();

        assertThat(WORLD.node()
                        .post(
                                "",
                                "/hooks/signed-revocations/" + market.tenant(),
                                "application/x-www-form-urlencoded",
                                form)
                        .reason())
                .isEqualTo("signature_missing");
        assertThat(signed(market, form, form + " ", "msg_1", now).reason()).isEqualTo("signature_invalid");
        assertThat(signed(market, form, form, "msg_1", now.minusSeconds(301)).reason())
                .isEqualTo("signature_old");
        assertThat(market.ping(consumer).status()).as("nothing of it counted").isEqualTo("accepted");

        Consumer other = market.consumer();
        String stop = "From=" + other.phone().replace("+", "%2B") + "&Body=STOP";
        HttpAnswer revoked = signed(market, stop, stop, "msg_2", now);
        assertThat(revoked.status()).as(revoked.toString()).isEqualTo("recorded");
        assertThat(market.ping(other).reason()).isEqualTo("suppressed");
        assertThat(signed(market, stop, stop, "msg_2", now).at("/revocation_id"))
                .as("overheard and sent again")
                .isEqualTo(revoked.at("/revocation_id"));
        Marketplace unsigned = WORLD.open(MarketText.auto().buys("beacon"));
        assertThat(signed(unsigned, stop, stop, "msg_3", now).reason()).isEqualTo("signature_invalid");
    }

    /** @param sent what is sent where another body was signed */
    private static HttpAnswer signed(Marketplace market, String body, String sent, String id, Instant at) {
        String signature = WebhookSignature.sign(
                WebhookSignature.key(SECRET), id, at.getEpochSecond(), body.getBytes(StandardCharsets.UTF_8));
        return WORLD.node()
                .post(
                        "",
                        "/hooks/signed-revocations/" + market.tenant(),
                        "application/x-www-form-urlencoded",
                        sent,
                        WebhookSignature.ID,
                        id,
                        WebhookSignature.TIMESTAMP,
                        Long.toString(at.getEpochSecond()),
                        WebhookSignature.SIGNATURE,
                        signature);
    }

    private static MarketText told(WebhookInbox inbox) {
        return MarketText.auto()
                .buyer("beacon", "revocations: {url: \"" + inbox.url() + "\", secret: BEACON_HOOK}")
                .contract("beacon", "beacon");
    }

    private static HttpAnswer revoke(String key, Map<String, Object> body) {
        return WORLD.node().post(key, "/api/revocations", body);
    }

    private static JsonNode status(String key, String id) {
        return WORLD.node().get(key, "/api/revocations/" + id).json();
    }

    private static HttpAnswer acknowledge(String key, String id) {
        return WORLD.node().post(key, "/api/buyer/revocations/" + id, Map.of());
    }

    private static HttpAnswer text(String key, String form) {
        return WORLD.node().post("", "/hooks/revocations/" + key, "application/x-www-form-urlencoded", form);
    }

    private static String key(Marketplace market, String buyer, String scope) {
        String key = market.newKey(
                new ApiKeyStore.NewKey(market.tenant(), "test", false, Set.of(scope), null, buyer, List.of(), 0));
        String path = scope.equals("buyer") ? "/api/buyer/revocations" : "/api/revocations";
        await().until(() ->
                WORLD.nodes().stream().allMatch(node -> node.get(key, path).code() == 200));
        return key;
    }
}
