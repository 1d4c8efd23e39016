package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.postgres.ApiKeyStore.NewKey;
import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is let in, and what is no request at all. */
class DoorIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private Marketplace market;

    @BeforeEach
    void open() {
        market = WORLD.open(
                MarketText.auto().vendor(Marketplace.VENDOR, "sources: [fb-17]").buys("beacon"));
    }

    private HttpAnswer pingWith(String key, String... headers) {
        return WORLD.node().post(key, "/api/ping", market.pingBody(market.consumer(), "fb-17"), headers);
    }

    private String key(Set<String> scopes, String vendor, List<String> allowed, int perSecond) {
        String key = market.newKey(new NewKey(market.tenant(), "test", false, scopes, vendor, allowed, perSecond));
        await().until(() -> WORLD.node().get(key, "/api/pings/x").code() != 401);
        return key;
    }

    private static void requireProblem(HttpAnswer answer, int code, String name) {
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        assertThat(answer.reason()).isEqualTo(name);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.at("/trace_id")).isEqualTo(answer.header("gavel-trace-id"));
    }

    @Test
    void withoutAGoodKeyNobodyIsLetIn() {
        requireProblem(pingWith(""), 401, "key_invalid");
        requireProblem(pingWith("gvl_live_00000000000000000000000000000000"), 401, "key_invalid");
    }

    @Test
    void aKeyOpensWhatItsScopesSay() {
        String pinging = key(Set.of("ping"), Marketplace.VENDOR, List.of(), 0);
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        requireProblem(
                WORLD.node().post(pinging, "/api/post", market.postBody(ping.pingId(), consumer)),
                403,
                "scope_missing");
        assertThat(pingWith(pinging).status()).isEqualTo("accepted");
        requireProblem(pingWith(key(Set.of("ping"), null, List.of(), 0)), 403, "scope_missing");
        requireProblem(pingWith(key(Set.of("ping"), "stranger", List.of(), 0)), 403, "scope_missing");
    }

    @Test
    void aTestKeySellsNothing() {
        String test = market.newKey(
                new NewKey(market.tenant(), "test", true, Set.of("ping"), Marketplace.VENDOR, List.of(), 0));
        assertThat(test).startsWith("gvl_test_");
        await().until(() -> WORLD.node().get(test, "/api/pings/x").code() != 401);

        requireProblem(pingWith(test), 403, "scope_missing");
    }

    @Test
    void aKeyWorksFromItsAddressesOnly() {
        requireProblem(
                pingWith(key(Set.of("ping"), Marketplace.VENDOR, List.of("203.0.113.0/24"), 0)),
                403,
                "address_not_allowed");
        assertThat(pingWith(key(Set.of("ping"), Marketplace.VENDOR, List.of("127.0.0.0/8"), 0))
                        .status())
                .isEqualTo("accepted");
    }

    @Test
    void aKeyWorksSoOftenInASecond() {
        String slow = key(Set.of("ping"), Marketplace.VENDOR, List.of(), 1);

        await().untilAsserted(() -> {
            HttpAnswer answer = pingWith(slow);
            requireProblem(answer, 429, "rate_limited");
            assertThat(answer.header("retry-after")).isEqualTo("1");
        });
    }

    @Test
    void anIdempotencyKeyGivesTheFirstAnswerAgain() {
        Map<String, Object> body = market.pingBody(market.consumer(), "fb-17");
        HttpAnswer first = WORLD.node().post(market.key(), "/api/ping", body, "Idempotency-Key", "once-1");
        HttpAnswer second = WORLD.node().post(market.key(), "/api/ping", body, "Idempotency-Key", "once-1");

        assertThat(first.status()).isEqualTo("accepted");
        assertThat(first.header("idempotency-replayed")).isEmpty();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("idempotency-replayed")).isEqualTo("true");
        requireProblem(pingWith(market.key(), "Idempotency-Key", "once-1"), 422, "idempotency_key_reused");
        requireProblem(pingWith(market.key(), "Idempotency-Key", "not one"), 400, "idempotency_key_invalid");
    }

    @Test
    void whileTheFirstIsBeingAnsweredASecondHasToWait() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.buyer("beacon").posts(Posting.accept(), new Manner.When(gate));
        Consumer consumer = market.consumer();
        Map<String, Object> body = market.postBody(market.ping(consumer).pingId(), consumer);
        CompletableFuture<HttpAnswer> first = World.atTheSameTime(
                () -> WORLD.node().post(market.key(), "/api/post", body, "Idempotency-Key", "once-2"));
        await().until(() -> !market.buyer("beacon").posts().isEmpty());

        requireProblem(
                WORLD.node().post(market.key(), "/api/post", body, "Idempotency-Key", "once-2"),
                409,
                "idempotency_key_reused");

        gate.complete(null);
        assertThat(first.get().status()).isEqualTo("sold");
    }

    @Test
    void whatIsNoRequestIsNotDecided() {
        requireProblem(raw("application/json", "{\"campaign\": \"auto\","), 400, "body_malformed");
        requireProblem(raw("application/json", "[]"), 400, "body_malformed");
        requireProblem(raw("application/json", ""), 400, "body_malformed");
        requireProblem(raw("text/plain", "campaign=auto"), 415, "media_type_unsupported");
        requireProblem(raw("application/x-www-form-urlencoded", "campaign=%zz"), 400, "body_malformed");
        requireProblem(
                raw("application/json", "{\"campaign\": \"" + "x".repeat(70_000) + "\"}"), 413, "body_too_large");
    }

    private HttpAnswer raw(String contentType, String body) {
        return WORLD.node().post(market.key(), "/api/ping", contentType, body);
    }

    @Test
    void whatGavelDoesNotKnowIsNamed() {
        requireProblem(changed("campaign", "boats"), 422, "campaign_unknown");
        requireProblem(changed("source", "tv-1"), 422, "source_unknown");
        requireProblem(changed("source", "tv\u0000"), 422, "value_invalid");
        requireProblem(changed("source", "x".repeat(129)), 422, "value_invalid");
        requireProblem(changed("min_price", "ten"), 422, "value_invalid");
        requireProblem(market.pingStatus("ping_01kb2d6x0ge6k9bq3x4v5w6y7z"), 404, "ping_unknown");
        requireProblem(market.pingStatus("lead_01kb2d6x0ge6k9bq3x4v5w6y7z"), 404, "ping_unknown");
        requireProblem(WORLD.node().get(market.key(), "/api/sales"), 404, "route_unknown");
        HttpAnswer method = WORLD.node().get(market.key(), "/api/ping");
        requireProblem(method, 405, "method_not_allowed");
        assertThat(method.header("allow")).isEqualTo("POST");
    }

    private HttpAnswer changed(String name, String value) {
        Map<String, Object> body = new LinkedHashMap<>(market.pingBody(market.consumer(), "fb-17"));
        body.put(name, value);
        return market.send("ping", body);
    }

    @Test
    void aTraceIsTakenOver() {
        HttpAnswer ping =
                pingWith(market.key(), "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        assertThat(ping.header("gavel-trace-id")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void operatorsNeedNoKey() {
        assertThat(market.full(market.consumer()).status()).isEqualTo("sold");

        assertThat(WORLD.node().get("", "/livez").code()).isEqualTo(200);
        assertThat(WORLD.node().get("", "/readyz").code()).isEqualTo(200);
        assertThat(WORLD.node().get("", "/api/health?deep=true").body()).contains("postgres", "redis");
        assertThat(WORLD.node().get("", "/metrics").body())
                .contains(
                        "gavel_ping_seconds_count",
                        "gavel_ping_step_seconds_count{step=\"award\"}",
                        "gavel_pings_total{campaign=\"auto\",reason=\"none\"}",
                        "gavel_posts_total{campaign=\"auto\",outcome=\"sold\"}",
                        "gavel_delivery_seconds_count{buyer=\"beacon\",outcome=\"accepted\"");
    }
}
