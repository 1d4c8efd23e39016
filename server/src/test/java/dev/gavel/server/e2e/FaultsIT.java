package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.postgres.LeadViews;
import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is promised when a store dies: nothing is sold that was not recorded, and selling goes on when it is back. */
class FaultsIT {

    private static final int BACKLOG_MOST = 100;
    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

    @RegisterExtension
    static final World WORLD = World.withOwnServers(
            "GAVEL_REDIS_TIMEOUT_MS", "2000", "GAVEL_AUDIT_BACKLOG_MOST", String.valueOf(BACKLOG_MOST));

    private static void requireUnavailable(HttpAnswer answer) {
        assertThat(answer.code()).as(answer.body()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotEmpty();
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    }

    @Test
    void withoutRedisNothingIsSoldAndAReachedCapStaysReachedWhenItComesBackEmpty() {
        Marketplace market = WORLD.open(
                MarketText.auto()
                        .buys("beacon", "price: 20.00", "caps: [{window: total, count: 2}]")
                        .buyer("harbor", "credit_limit: 0.00")
                        .contract("harbor", "harbor", "price: 15.00"),
                Map.of("harbor", "20.00"));
        Consumer sold = market.consumer();
        assertThat(market.full(sold).price()).isEqualTo("20.00");
        assertThat(market.full(market.consumer()).price()).isEqualTo("20.00");
        Consumer suppressed = market.consumer();
        market.suppress(suppressed);
        Consumer waiting = market.consumer();
        HttpAnswer open = market.ping(waiting);
        assertThat(open.price()).isEqualTo("15.00");

        WORLD.killRedis();

        requireUnavailable(market.ping(market.consumer()));
        requireUnavailable(market.post(open, waiting));
        assertThat(market.buyer("harbor").posts()).isEmpty();

        WORLD.restartRedis(true);

        Consumer next = market.consumer();
        await().atMost(BACK_WITHIN).until(() -> market.ping(next).price(), price -> price.equals("15.00"));
        assertThat(market.ping(sold).reason()).isEqualTo("duplicate");
        assertThat(market.ping(suppressed).reason()).isEqualTo("suppressed");
        assertThat(market.ping(market.consumer()).reason())
                .as("20 paid in, 15 held")
                .isIn("no_funds", "caps_full");
        HttpAnswer lapsed = market.post(open, waiting);
        assertThat(lapsed.code()).as("Redis forgot the ping").isEqualTo(404);
    }

    @Test
    void aRedisThatHangsIsGivenUpOnAndNoAnswerComesToAnotherPing() throws Exception {
        Marketplace market = WORLD.open(
                MarketText.auto("ping_ttl: 1s").buys("beacon", "price: 20.00", "caps: [{window: total, count: 30}]"));
        assertThat(market.ping(market.consumer()).status()).isEqualTo("accepted");

        WORLD.signalRedis("STOP");
        List<CompletableFuture<HttpAnswer>> pings = Stream.generate(
                        () -> World.atTheSameTime(() -> market.ping(market.consumer())))
                .limit(30)
                .toList();
        for (CompletableFuture<HttpAnswer> ping : pings) {
            requireUnavailable(ping.get());
        }
        WORLD.signalRedis("CONT");

        // What those pings reserved without anybody knowing lapses; then the whole cap is there.
        await().atMost(BACK_WITHIN).until(() -> market.full(market.consumer()).status(), "sold"::equals);
        Set<String> leads = new HashSet<>();
        await().atMost(BACK_WITHIN).until(() -> {
            HttpAnswer full = market.full(market.consumer());
            return full.status().equals("sold") && leads.add(full.pingId()) && leads.size() == 29;
        });
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("caps_full");
        assertThat(market.used("contract/beacon/total/count")).isEqualTo(30);
    }

    @Test
    void withARedisThatWasKilledAndKeptItsDataSellingGoesOn() {
        Marketplace market =
                WORLD.open(MarketText.auto().buys("beacon", "price: 20.00", "caps: [{window: total, count: 1}]"));
        assertThat(market.full(market.consumer()).status()).isEqualTo("sold");
        Marketplace other =
                WORLD.open(MarketText.auto().buys("beacon", "price: 20.00", "caps: [{window: total, count: 1}]"));
        Consumer early = other.consumer();
        HttpAnswer promised = other.ping(early);

        // What was appended is on the disk after a second.
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        WORLD.killRedis();
        requireUnavailable(market.ping(market.consumer()));
        WORLD.restartRedis(false);
        await().atMost(BACK_WITHIN).until(() -> other.post(promised, early).status(), status -> status.equals("sold"));

        await().atMost(BACK_WITHIN)
                .until(() -> market.ping(market.consumer()).reason(), reason -> reason.equals("caps_full"));
    }

    @Test
    void withoutPostgresPingsGoOnAndPostsWait() {
        Marketplace market =
                WORLD.open(MarketText.auto().buys("beacon", "price: 20.00", "caps: [{window: total, count: 2}]"));
        Consumer before = market.consumer();
        HttpAnswer promised = market.ping(before);

        WORLD.postgres().ownServer().kill();

        Consumer during = market.consumer();
        HttpAnswer ping = market.ping(during);
        assertThat(ping.status()).isEqualTo("accepted");
        requireUnavailable(market.post(promised, before));
        requireUnavailable(market.post(ping, during));
        requireUnavailable(WORLD.node()
                .post(
                        market.key(),
                        "/api/ping",
                        market.pingBody(market.consumer(), "fb-17"),
                        "Idempotency-Key",
                        "kept-in-postgres"));
        requireUnavailable(market.pingStatus(ping.pingId()));
        assertThat(market.buyer("beacon").posts()).isEmpty();
        assertThat(WORLD.node().get("", "/livez").code()).isEqualTo(200);
        assertThat(WORLD.node().get("", "/readyz").code()).isEqualTo(200);
        assertThat(WORLD.node().get("", "/api/health?deep=true").code()).isEqualTo(503);

        WORLD.postgres().ownServer().relaunch();

        await().atMost(BACK_WITHIN).until(() -> market.post(promised, before).status(), "sold"::equals);
        assertThat(market.post(ping, during).status()).isEqualTo("sold");
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("caps_full");
        assertThat(market.buyer("beacon").posts()).hasSize(2);
        await("its event waited in the stream")
                .atMost(BACK_WITHIN)
                .until(() -> market.events(ping.pingId()).size() == 3);
        market.apply(MarketText.auto().buys("beacon", "price: 21.00", "caps: [{window: total, count: 3}]"));
        await("the node follows changes again")
                .atMost(BACK_WITHIN)
                .until(() -> market.ping(market.consumer()).price(), "21.00"::equals);
    }

    @Test
    void aBacklogOfEventsPastItsLimitStopsSellingUntilItIsChained() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        WORLD.postgres().ownServer().kill();
        for (int i = 0; i <= BACKLOG_MOST; i++) {
            market.ping(market.consumer());
        }

        await().atMost(BACK_WITHIN).untilAsserted(() -> {
            HttpAnswer ping = market.ping(market.consumer());
            requireUnavailable(ping);
            assertThat(ping.reason()).isEqualTo("audit_backlog");
        });
        WORLD.postgres().ownServer().relaunch();

        await().atMost(BACK_WITHIN).until(() -> market.full(market.consumer()).status(), "sold"::equals);
    }

    @Test
    void aDeliveryWhoseOutcomeCouldNotBeWrittenIsResolvedAfterwards() throws Exception {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon", "price: 20.00"));
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.buyer("beacon").posts(Posting.accept(), new Manner.When(gate));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        CompletableFuture<HttpAnswer> post = World.atTheSameTime(() -> market.post(ping, consumer));
        await().until(() -> !market.buyer("beacon").posts().isEmpty());

        WORLD.postgres().ownServer().kill();
        gate.complete(null);
        requireUnavailable(post.get());
        WORLD.postgres().ownServer().relaunch();

        assertThat(market.lead(ping.pingId()).deliveries())
                .extracting(LeadViews.DeliveryView::state)
                .containsExactly("INTENT");
        // A node waits half a minute before it takes another for dead.
        WORLD.postgres()
                .superuser(
                        "UPDATE gavel.delivery SET next_attempt_at = now() WHERE tenant = '" + market.tenant() + "'");
        await().atMost(BACK_WITHIN).until(() -> market.pingStatus(ping.pingId()).status(), "sold"::equals);
        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");
        assertThat(market.lead(ping.pingId()).sales()).hasSize(1);
        assertThat(market.buyer("beacon").posts())
                .singleElement()
                .satisfies(lead -> assertThat(market.buyer("beacon").timesPosted(lead.header("idempotency-key")))
                        .isEqualTo(2));
    }

    @Test
    void aDeliveryThatIsUnderWayWhenRedisDiesIsSoldAllTheSame() throws Exception {
        Marketplace market =
                WORLD.open(MarketText.auto().buys("beacon", "price: 20.00", "caps: [{window: total, count: 1}]"));
        CompletableFuture<Void> gate = new CompletableFuture<>();
        market.buyer("beacon").posts(Posting.accept(), new Manner.When(gate));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        CompletableFuture<HttpAnswer> post = World.atTheSameTime(() -> market.post(ping, consumer));
        await().until(() -> !market.buyer("beacon").posts().isEmpty());

        WORLD.killRedis();
        gate.complete(null);
        assertThat(post.get().status()).isEqualTo("sold");
        assertThat(market.pingStatus(ping.pingId()).status()).isEqualTo("sold");
        assertThat(market.post(ping, consumer).body())
                .as("stored")
                .isEqualTo(post.get().body());
        WORLD.restartRedis(true);

        await().atMost(BACK_WITHIN).until(() -> market.ping(market.consumer()).reason(), "caps_full"::equals);
        assertThat(market.ping(consumer).reason()).isEqualTo("duplicate");
    }
}
