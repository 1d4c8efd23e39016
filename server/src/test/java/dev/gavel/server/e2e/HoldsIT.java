package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.postgres.ApiKeyStore.NewKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Leads that a person looks at before they are sold, or are not. */
class HoldsIT {

    private static final Duration WITHIN = Duration.ofSeconds(30);

    @RegisterExtension
    static final World WORLD = World.withOwnServers("GAVEL_REDIS_TIMEOUT_MS", "2000");

    private static MarketText text(String priceHolds) {
        return MarketText.auto("gates: {calling_hours: false, max_pings_per_hour: 1000, hold: {reasons: [form_too_fast]"
                        + priceHolds + "}}")
                .buys("beacon");
    }

    /** A tenant with a key of its own. */
    private record Desk(Marketplace market, String operator) {

        static Desk open(MarketText text) {
            Marketplace market = WORLD.open(text);
            String operator = market.newKey(new NewKey(
                    market.tenant(), "test", false, Set.of("admin", "consumer_data"), null, null, List.of(), 0));
            await().until(() -> WORLD.node().get(operator, "/api/holds").code() == 200);
            return new Desk(market, operator);
        }

        HttpAnswer get(String path) {
            return WORLD.node().get(operator, "/api/holds" + path);
        }

        HttpAnswer decide(HttpAnswer post, String decision) {
            return WORLD.node()
                    .post(
                            operator,
                            "/api/holds/" + post.at("/lead_id") + "/decision",
                            Map.of("decision", decision, "by", "Ada Example", "reason", "Heard the recording."));
        }

        /** What stands in the audit log of a lead. */
        List<JsonNode> events(HttpAnswer ping, String type) {
            return market.events(ping.pingId()).stream()
                    .filter(event -> event.path("type").asString("").equals(type))
                    .toList();
        }
    }

    /** Somebody whose form was filled in within no time. */
    private static Consumer hasty(Marketplace market) {
        Map<String, Object> consent =
                new LinkedHashMap<>(Consumer.consentGiven(Instant.now().minusSeconds(60)));
        consent.put("form_started_at", consent.get("timestamp"));
        return market.consumer().pinging("consent", consent);
    }

    private static HttpAnswer hold(Desk desk, Consumer consumer, HttpAnswer ping) {
        HttpAnswer post = desk.market().post(ping, consumer);
        assertThat(post.status()).as(post.toString()).isEqualTo("pending");
        assertThat(post.reason()).isEqualTo("held_for_review");
        assertThat(desk.market().buyer("beacon").posts()).isEmpty();
        return post;
    }

    @Test
    void aHeldLeadIsSoldOnceAfterAPersonReleasedIt() {
        Desk desk = Desk.open(text(", price_holds: 30m"));
        Consumer consumer = hasty(desk.market());
        HttpAnswer ping = desk.market().ping(consumer);
        assertThat(ping.status()).isEqualTo("accepted");
        assertThat(ping.at("/review/0/name")).isEqualTo("form_too_fast");
        assertThat(Instant.parse(ping.at("/expires_at"))).isAfter(Instant.now().plus(20, ChronoUnit.MINUTES));

        HttpAnswer post = hold(desk, consumer, ping);
        assertThat(post.at("/held_until")).isEqualTo(ping.at("/expires_at"));
        assertThat(desk.market().post(ping, consumer).body()).isEqualTo(post.body());
        assertThat(desk.market().pingStatus(ping.pingId()).body()).isEqualTo(post.body());
        HttpAnswer listed = desk.get("?state=held");
        assertThat(listed.at("/holds/0/lead_id")).isEqualTo(post.at("/lead_id"));
        assertThat(listed.at("/holds/0/reasons/0/name")).isEqualTo("form_too_fast");
        assertThat(listed.body()).doesNotContain(consumer.phone()).doesNotContain(consumer.email());
        assertThat(desk.get("/" + post.at("/lead_id")).at("/findings/gates/0/gate"))
                .isEqualTo("fields");

        HttpAnswer released = desk.decide(post, "release");
        assertThat(released.at("/state")).as(released.toString()).isEqualTo("released");
        assertThat(released.at("/answer/status")).isEqualTo("sold");
        assertThat(desk.decide(post, "release").at("/state")).as("again").isEqualTo("released");
        assertThat(desk.decide(post, "refuse").reason()).isEqualTo("hold_ended");
        assertThat(desk.market().post(ping, consumer).status()).isEqualTo("sold");
        assertThat(desk.market().pingStatus(ping.pingId()).price()).isEqualTo("10.00");
        assertThat(desk.market().buyer("beacon").posts()).hasSize(1);
        assertThat(desk.market().lead(ping.pingId()).sales()).hasSize(1);
        await().atMost(WITHIN).untilAsserted(() -> {
            assertThat(desk.events(ping, "held")).hasSize(1);
            assertThat(desk.events(ping, "hold_released"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.path("by").asString()).isEqualTo("Ada Example"));
            assertThat(desk.events(ping, "post_begun"))
                    .singleElement()
                    .satisfies(
                            event -> assertThat(event.at("/released/0").asInt()).isEqualTo(2809));
        });
    }

    @Test
    void manyWhoReleaseAtOnceSellOnce() {
        Desk desk = Desk.open(text(""));
        Consumer consumer = hasty(desk.market());
        HttpAnswer ping = desk.market().ping(consumer);
        HttpAnswer post = hold(desk, consumer, ping);
        List<HttpAnswer> all =
                Stream.generate(() -> World.atTheSameTime(() -> desk.decide(post, "release")))
                        .limit(10)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(all).extracting(HttpAnswer::code).containsOnly(200);
        assertThat(desk.market().post(ping, consumer).status()).isEqualTo("sold");
        assertThat(desk.market().buyer("beacon").posts()).hasSize(1);
    }

    @Test
    void aRefusedLeadIsNotSold() {
        Desk desk = Desk.open(text(""));
        Consumer consumer = hasty(desk.market());
        HttpAnswer ping = desk.market().ping(consumer);
        HttpAnswer post = hold(desk, consumer, ping);
        assertThat(WORLD.node()
                        .post(
                                desk.operator(),
                                "/api/holds/" + post.at("/lead_id") + "/decision",
                                Map.of("decision", "refuse", "by", "Ada Example"))
                        .reason())
                .isEqualTo("reason_missing");
        HttpAnswer refused = desk.decide(post, "refuse");
        assertThat(refused.at("/state")).isEqualTo("refused");
        assertThat(refused.at("/decision/by")).isEqualTo("Ada Example");
        assertThat(desk.decide(post, "release").reason()).isEqualTo("hold_ended");
        assertThat(desk.market().post(ping, consumer).reason()).isEqualTo("hold_refused");
        assertThat(desk.market().pingStatus(ping.pingId()).reason()).isEqualTo("hold_refused");
        assertThat(desk.market().buyer("beacon").posts()).isEmpty();
    }

    @Test
    void whatElseStandsAgainstAReleasedLeadRefusesIt() {
        Desk desk = Desk.open(text(""));
        Consumer consumer = hasty(desk.market());
        HttpAnswer ping = desk.market().ping(consumer);
        HttpAnswer post = hold(desk, consumer, ping);
        desk.market().suppress(consumer);
        HttpAnswer released = desk.decide(post, "release");
        assertThat(released.at("/state")).as(released.toString()).isEqualTo("refused");
        assertThat(released.at("/answer/reason/name")).isEqualTo("suppressed");
        assertThat(desk.market().post(ping, consumer).reason()).isEqualTo("suppressed");
        assertThat(desk.market().buyer("beacon").posts()).isEmpty();
    }

    @Test
    void aHoldEndsWithItsPrice() {
        Desk desk = Desk.open(text(", price_holds: 3s"));
        Consumer consumer = hasty(desk.market());
        HttpAnswer ping = desk.market().ping(consumer);
        HttpAnswer post = hold(desk, consumer, ping);
        await().atMost(WITHIN)
                .until(() -> desk.market().pingStatus(ping.pingId()).reason(), "hold_expired"::equals);
        assertThat(desk.get("/" + post.at("/lead_id")).at("/state")).isEqualTo("expired");
        assertThat(desk.decide(post, "release").reason()).isEqualTo("hold_ended");
        assertThat(desk.market().post(ping, consumer).reason()).isEqualTo("hold_expired");
        assertThat(desk.market().buyer("beacon").posts()).isEmpty();
    }

    @Test
    void whatIsReleasedWhileRedisIsDownStaysHeldAndIsSoldWhenItIsBack() {
        Desk desk = Desk.open(text(""));
        Consumer consumer = hasty(desk.market());
        HttpAnswer ping = desk.market().ping(consumer);
        HttpAnswer post = hold(desk, consumer, ping);

        WORLD.killRedis();
        HttpAnswer released = desk.decide(post, "release");
        assertThat(released.code()).as(released.toString()).isEqualTo(503);
        assertThat(desk.get("/" + post.at("/lead_id")).at("/state")).isEqualTo("held");
        assertThat(desk.market().buyer("beacon").posts()).isEmpty();
        WORLD.restartRedis(false);

        await().atMost(WITHIN.plusSeconds(15))
                .until(() -> desk.market().pingStatus(ping.pingId()).status(), "sold"::equals);
        assertThat(desk.market().buyer("beacon").posts()).hasSize(1);
    }

    @Test
    void whatIsNotHeldIsRefusedAsEverAndNoBidderHearsOfALeadUnderReview() {
        Desk desk = Desk.open(MarketText.auto(
                        "gates: {calling_hours: false, max_pings_per_hour: 1000, hold: {reasons: [form_too_fast]}}")
                .buyer("beacon")
                .contract("beacon", "beacon", "price: {realtime: {endpoint: bid, min: 1.00, max: 90.00}}"));
        Consumer consumer = hasty(desk.market());
        HttpAnswer ping = desk.market().ping(consumer);
        assertThat(ping.reason()).isEqualTo("form_too_fast");
        assertThat(desk.market().buyer("beacon").bidsAsked()).isZero();
        Map<String, Object> consent =
                new LinkedHashMap<>(Consumer.consentGiven(Instant.now().minusSeconds(60)));
        consent.put("form_started_at", "soon");
        assertThat(desk.market()
                        .ping(desk.market().consumer().pinging("consent", consent))
                        .reason())
                .isEqualTo("form_time_unknown");
    }

    @Test
    void theConsumersDataAreShownToThoseWhoMayAndEachReadingIsAnEvent() {
        Desk desk = Desk.open(text(""));
        Consumer consumer = hasty(desk.market());
        HttpAnswer ping = desk.market().ping(consumer);
        HttpAnswer post = hold(desk, consumer, ping);
        String path = "/api/holds/" + post.at("/lead_id") + "/lead";
        String other = desk.market()
                .newKey(new NewKey(desk.market().tenant(), "test", false, Set.of("admin"), null, null, List.of(), 0));
        await().until(() -> WORLD.node().get(other, "/api/holds").code() == 200);
        assertThat(WORLD.node().get(other, path).code()).isEqualTo(403);
        assertThat(WORLD.node().get(desk.market().key(), path).code()).isEqualTo(403);

        HttpAnswer lead = WORLD.node().get(desk.operator(), path);
        assertThat(lead.at("/fields/phone")).isEqualTo(consumer.phone());
        assertThat(lead.at("/consent/ip")).isEqualTo("192.0.2.15");
        await().atMost(WITHIN)
                .untilAsserted(
                        () -> assertThat(desk.events(ping, "held_lead_read")).hasSize(1));
    }

    @Test
    void commandsListReleaseAndRefuse() {
        Desk desk = Desk.open(text(""));
        String tenant = desk.market().tenant();
        Consumer first = hasty(desk.market());
        HttpAnswer firstPing = desk.market().ping(first);
        HttpAnswer firstPost = hold(desk, first, firstPing);
        Consumer second = hasty(desk.market());
        HttpAnswer secondPing = desk.market().ping(second);
        HttpAnswer secondPost = hold(desk, second, secondPing);
        assertThat(WORLD.gavel("holds", "list", "--tenant", tenant).out())
                .contains(firstPost.at("/lead_id"), secondPost.at("/lead_id"), "form_too_fast");
        assertThat(WORLD.gavel("holds", "show", "--tenant", tenant, firstPost.at("/lead_id"))
                        .out())
                .contains("form_too_fast");

        assertThat(command("refuse", tenant, secondPost).out()).contains("refused");
        assertThat(command("release", tenant, secondPost).exitCode()).isEqualTo(1);
        assertThat(command("release", tenant, firstPost).exitCode()).isZero();
        await().atMost(WITHIN)
                .until(() -> desk.market().pingStatus(firstPing.pingId()).status(), "sold"::equals);
        assertThat(desk.market().pingStatus(secondPing.pingId()).reason()).isEqualTo("hold_refused");
        assertThat(desk.market().buyer("beacon").posts()).hasSize(1);
    }

    private static World.Ended command(String word, String tenant, HttpAnswer post) {
        return WORLD.gavel(
                "holds", word, "--tenant", tenant, "--by", "Ada Example", "--reason", "checked", post.at("/lead_id"));
    }
}
