package dev.gavel.server.e2e;

import static org.awaitility.Awaitility.await;

import dev.gavel.auction.money.Money;
import dev.gavel.persistence.dnc.DncStore;
import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.persistence.postgres.LeadViews;
import dev.gavel.persistence.postgres.Ledger;
import dev.gavel.server.buyer.sim.SimBuyer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One tenant of a {@link World} as its vendor, its buyers and its books see it. Each test has its own, on the same nodes.
 *
 * <p>Thread safety: any thread.
 */
final class Marketplace {

    static final String VENDOR = "acme-media";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(40);
    private static final String NO_PING = "/api/pings/ping_01kb2d6x0ge6k9bq3x4v5w6y7z";

    private final World world;
    private final String tenant;
    private final AtomicInteger consumers = new AtomicInteger();
    private final String key;

    /** Makes the tenant with a key, funds and a market, and waits until the nodes trade on it. */
    Marketplace(World world, String tenant, MarketText market, Map<String, String> funds) {
        this.world = world;
        this.tenant = tenant;
        market.buyers().forEach(this::buyer);
        world.tenants().create(tenant, tenant).block();
        funds.forEach(this::payIn);
        acknowledgeNoRegistry();
        key = newKey(VENDOR, Set.of("ping", "post"));
        apply(market);
        world.nodes().forEach(this::awaitLive);
    }

    /** Tests that are about do-not-call take it back. */
    private void acknowledgeNoRegistry() {
        new DncStore(world.scope())
                .acknowledge(tenant, true, "made-up consumers", "test", Instant.now())
                .block();
    }

    void awaitLive(Node node) {
        awaitLive(node, key);
    }

    /** Waits until a node knows a key and has a market for it. */
    void awaitLive(Node node, String key) {
        await().atMost(STARTED_WITHIN)
                .ignoreException(UncheckedIOException.class)
                .until(() -> node.get(key, NO_PING), answer -> answer.reason().equals("ping_unknown"));
    }

    String tenant() {
        return tenant;
    }

    /** The vendor's key. */
    String key() {
        return key;
    }

    /** Makes another key. */
    String newKey(String vendor, Set<String> scopes) {
        return newKey(new ApiKeyStore.NewKey(tenant, "test", false, scopes, vendor, List.of(), 0));
    }

    String newKey(ApiKeyStore.NewKey wanted) {
        return world.keys().create(wanted, Instant.now()).block().secret();
    }

    /** Puts a market in force as the next version. */
    void apply(MarketText market) {
        world.apply(tenant, yaml(market));
    }

    String yaml(MarketText market) {
        return market.yaml(world.sims().bidUrl(tenant + "-%s"), world.sims().postUrl(tenant + "-%s"));
    }

    /** Pays in before the market is in force. */
    private void payIn(String buyer, String amount) {
        new Ledger(world.scope())
                .deposit(tenant, buyer, "USD", Money.parseMicros(amount), "first-" + buyer, Instant.now())
                .block();
    }

    /** Somebody whom this tenant has not met. */
    Consumer consumer() {
        return Consumer.number(consumers.getAndIncrement());
    }

    /** The buyer of this id at the other end of the line. */
    SimBuyer buyer(String id) {
        return world.sims().buyer(tenant + "-" + id);
    }

    HttpAnswer ping(Consumer consumer) {
        return ping(consumer, "fb-17");
    }

    HttpAnswer ping(Consumer consumer, String source) {
        return send("ping", pingBody(consumer, source));
    }

    Map<String, Object> pingBody(Consumer consumer, String source) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("campaign", "auto");
        body.put("source", source);
        body.putAll(consumer.ping());
        return body;
    }

    HttpAnswer post(HttpAnswer ping, Consumer consumer) {
        return send("post", postBody(ping.pingId(), consumer));
    }

    Map<String, Object> postBody(String pingId, Consumer consumer) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ping_id", pingId);
        body.putAll(consumer.post());
        return body;
    }

    HttpAnswer full(Consumer consumer) {
        Map<String, Object> body = pingBody(consumer, "fb-17");
        body.putAll(consumer.post());
        return send("full", body);
    }

    HttpAnswer send(String call, Map<String, Object> body) {
        return world.node().post(key, "/api/" + call, body);
    }

    /** Suppresses a consumer as an operator does. */
    void suppress(Consumer consumer) {
        World.Ended ended = world.gavel(
                "suppress", "add", "--tenant", tenant, "--phone", consumer.phone(), "--reason", "asked_for_it");
        if (ended.exitCode() != 0) {
            throw new AssertionError(ended);
        }
    }

    HttpAnswer pingStatus(String pingId) {
        return world.node().get(key, "/api/pings/" + pingId);
    }

    /** What Postgres has of a posted ping. */
    LeadViews.LeadView lead(String pingId) {
        return new LeadViews(world.scope()).byPing(tenant, pingId).block().orElseThrow();
    }

    /** The accounts' balances, as amounts of money. */
    Map<String, String> balances() {
        Map<String, String> balances = new TreeMap<>();
        new Ledger(world.scope())
                .balances(tenant)
                .toIterable()
                .forEach(balance -> balances.put(balance.account(), Money.format(balance.micros())));
        return balances;
    }

    /** How much of a cap is used, over all windows. */
    long used(String cap) {
        return Long.parseLong(world.postgres()
                .superuserQuery("SELECT coalesce(sum(used), 0) FROM gavel.cap_usage WHERE tenant = '" + tenant
                        + "' AND counter = '" + cap + "'")
                .getFirst());
    }

    /** The events of a ping that are chained by now, oldest first. */
    List<JsonNode> events(String pingId) {
        return world
                .postgres()
                .superuserQuery("SELECT bytes FROM gavel.event WHERE tenant = '" + tenant + "' ORDER BY seq")
                .stream()
                .map(bytes -> JSON.readTree(bytes))
                .filter(event -> event.path("ping").asString("").equals(pingId))
                .toList();
    }
}
