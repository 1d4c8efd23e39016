package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every gate's verdict can be asked for, without selling, and is kept with what was sold or refused. */
class ExplainIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private static final String EXPLAIN = "/api/gates/explain";

    private static MarketText market() {
        return MarketText.auto().buys("beacon");
    }

    private static String reportKey(Marketplace market, String vendor) {
        String key = market.newKey(vendor, Set.of("report"));
        await().until(() -> WORLD.node().get(key, EXPLAIN + "/").code() != 401);
        return key;
    }

    private static Map<String, Object> whole(Marketplace market, Consumer consumer) {
        Map<String, Object> body = new LinkedHashMap<>(market.pingBody(consumer, "fb-17"));
        body.putAll(consumer.post());
        return body;
    }

    private static String verdict(HttpAnswer answer, String gate) {
        for (JsonNode finding : answer.json().path("gates")) {
            if (finding.path("gate").asString("").equals(gate)) {
                return finding.path("verdict").asString("") + " "
                        + finding.path("name").asString("");
            }
        }
        return "";
    }

    @Test
    void everyGateIsAskedAndNothingIsSold() {
        Marketplace market = WORLD.open(market());
        String key = reportKey(market, null);
        Consumer consumer = market.consumer().pingingNo("zip").pingingNo("state");
        market.suppress(consumer);

        HttpAnswer answer = WORLD.node().post(key, EXPLAIN + "?vendor=" + Marketplace.VENDOR, whole(market, consumer));

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.at("/sellable")).isEqualTo("false");
        assertThat(verdict(answer, "fields")).isEqualTo("reject field_missing");
        assertThat(verdict(answer, "consent")).isEqualTo("pass ");
        assertThat(verdict(answer, "suppression")).isEqualTo("reject suppressed");
        assertThat(answer.at("/buyers/0/buyer")).isEqualTo("beacon");
        assertThat(answer.body()).doesNotContain(consumer.phone()).doesNotContain(consumer.email());

        Consumer good = market.consumer();
        assertThat(WORLD.node()
                        .post(key, EXPLAIN + "?vendor=" + Marketplace.VENDOR, whole(market, good))
                        .at("/sellable"))
                .isEqualTo("true");
        assertThat(market.full(good).status())
                .as("explaining made no duplicate of it")
                .isEqualTo("sold");
    }

    @Test
    void aStoredLeadIsJudgedAgainAtItsTime() {
        Marketplace market = WORLD.open(market());
        String key = reportKey(market, null);
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        assertThat(WORLD.node().get(key, "/api/gates/leads/" + ping.pingId()).at("/phase"))
                .isEqualTo("ping");
        HttpAnswer post = market.post(ping, consumer);

        HttpAnswer then = WORLD.node().get(key, "/api/gates/leads/" + post.at("/lead_id"));
        assertThat(then.at("/phase")).isEqualTo("post");
        assertThat(then.at("/sellable")).as(then.body()).isEqualTo("true");

        Instant later = Instant.now().plus(31, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        HttpAnswer afterwards = WORLD.node().get(key, "/api/gates/leads/" + post.at("/lead_id") + "?at=" + later);
        assertThat(verdict(afterwards, "consent")).isEqualTo("reject consent_expired");
        assertThat(WORLD.node()
                        .get(key, "/api/gates/leads/lead_01kb2d6x0ge6k9bq3x4v5w6y7z")
                        .reason())
                .isEqualTo("lead_unknown");
    }

    @Test
    void aVendorSeesItsOwnLeadsAndNoBuyer() {
        Marketplace market = WORLD.open(MarketText.auto().vendor("other-media").buys("beacon"));
        String own = reportKey(market, Marketplace.VENDOR);
        String other = reportKey(market, "other-media");
        HttpAnswer post = market.full(market.consumer());
        String path = "/api/gates/leads/" + post.at("/lead_id");

        assertThat(WORLD.node().get(own, path).json().path("buyers")).isEmpty();
        assertThat(WORLD.node().get(other, path).code()).isEqualTo(404);
        assertThat(WORLD.node().get(own, path + "?vendor=other-media").code()).isEqualTo(403);
        assertThat(WORLD.node().get(market.key(), path).reason()).isEqualTo("scope_missing");
        assertThat(WORLD.node().get(own, path + "?at=yesterday").reason()).isEqualTo("value_invalid");
    }

    @Test
    void theJourneyKeepsEveryVerdict() {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();
        HttpAnswer sold = market.full(consumer);
        Consumer late = market.consumer()
                .pinging("consent", Consumer.consentGiven(Instant.now().minus(31, ChronoUnit.DAYS)));
        HttpAnswer refused = market.ping(late);
        assertThat(refused.reason()).isEqualTo("consent_expired");

        await().untilAsserted(() -> assertThat(market.events(sold.pingId())).hasSizeGreaterThan(2));
        List<JsonNode> events = market.events(sold.pingId());
        JsonNode ping = events.stream()
                .filter(e -> e.path("type").asString("").equals("ping"))
                .findFirst()
                .orElseThrow();
        JsonNode begun = events.stream()
                .filter(e -> e.path("type").asString("").equals("post_begun"))
                .findFirst()
                .orElseThrow();
        assertThat(ping.path("rules").asString("")).hasSize(12);
        assertThat(begun.path("gates")).hasSizeGreaterThan(4).allSatisfy(finding -> {
            assertThat(finding.path("verdict").asString("")).isEqualTo("pass");
            assertThat(finding.path("rules").asString("")).isNotBlank();
        });
        assertThat(begun.path("legs").path(0).path("gates")).isNotEmpty();

        await().untilAsserted(() -> assertThat(market.events(refused.pingId())).isNotEmpty());
        JsonNode refusal = market.events(refused.pingId()).getFirst();
        assertThat(refusal.path("gates")).anySatisfy(finding -> {
            assertThat(finding.path("gate").asString("")).isEqualTo("consent");
            assertThat(finding.path("code").asInt()).isEqualTo(2004);
            assertThat(finding.path("basis").path("age_seconds").asString("")).isNotBlank();
        });
        assertThat(events.toString() + refusal).doesNotContain(consumer.phone()).doesNotContain(late.email());
    }

    @Test
    void theCommandExplainsAFileAndAStoredLead(@TempDir Path folder) throws Exception {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();
        Path file = Files.writeString(
                folder.resolve("lead.json"), JsonMapper.shared().writeValueAsString(whole(market, consumer)));
        World.Ended good = WORLD.gavel(
                "gates", "explain", "--tenant", market.tenant(), "--vendor", Marketplace.VENDOR, file.toString());
        assertThat(good.exitCode()).as(good.toString()).isZero();
        assertThat(good.out()).contains("fields", "consent (beacon)", "PASS");

        HttpAnswer post = market.full(consumer);
        World.Ended expired = WORLD.gavel(
                "gates",
                "explain",
                "--tenant",
                market.tenant(),
                "--lead",
                post.at("/lead_id"),
                "--at",
                Instant.now().plus(31, ChronoUnit.DAYS).toString());
        assertThat(expired.exitCode()).isEqualTo(3);
        assertThat(expired.out()).contains("REJECT", "2004", "consent_expired").doesNotContain(consumer.phone());
        assertThat(WORLD.gavel("gates", "rules").out()).contains("suppression", "rules ");
    }
}
