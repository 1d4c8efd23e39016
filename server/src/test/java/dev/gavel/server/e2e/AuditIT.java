package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every decision leaves an event, and no event can be changed without being found. */
class AuditIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private static World.Ended verify(Marketplace market) {
        return WORLD.gavel("audit", "verify", "--tenant", market.tenant());
    }

    private static long chained(Marketplace market) {
        return Long.parseLong(WORLD.postgres()
                .superuserQuery("SELECT count(*) FROM gavel.event WHERE tenant = '" + market.tenant() + "'")
                .getFirst());
    }

    @Test
    void everyDecisionIsAnEvent() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer consumer = market.consumer();
        HttpAnswer refused = market.ping(consumer.pingingNo("consent"));
        HttpAnswer ping = market.ping(consumer);
        market.post(ping, consumer.posting("zip", "78702"));
        market.post(ping, consumer);
        HttpAnswer duplicate = market.ping(consumer);

        await().untilAsserted(() -> {
            assertThat(reasons(market, refused)).containsExactly("2001");
            assertThat(reasons(market, ping)).containsExactly("", "4003", "", "");
            assertThat(reasons(market, duplicate)).containsExactly("2301");
        });
        assertThat(verify(market).exitCode()).isZero();
        assertThat(verify(market).out()).startsWith("intact: ");
    }

    private static List<String> reasons(Marketplace market, HttpAnswer ping) {
        return market.events(ping.pingId()).stream()
                .map(event -> event.path("reason").asString(""))
                .toList();
    }

    @Test
    void aChangedEventIsFoundByItsNumber() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        for (int i = 0; i < 3; i++) {
            market.full(market.consumer());
        }
        await().until(() -> chained(market) >= 9);
        String where = " WHERE tenant = '" + market.tenant() + "' AND seq = 4";
        String before = WORLD.postgres()
                .superuserQuery("SELECT bytes FROM gavel.event" + where)
                .getFirst();
        pastTheTriggers("UPDATE gavel.event SET bytes = replace(bytes, '10000000', '20000000') || ' '" + where);

        World.Ended changed = verify(market);

        assertThat(changed.exitCode()).isEqualTo(3);
        assertThat(changed.out()).contains("BROKEN at event 4");
        pastTheTriggers("UPDATE gavel.event SET bytes = $gavel$" + before + "$gavel$" + where);
        assertThat(verify(market).exitCode()).isZero();
    }

    @Test
    void aRemovedEventIsFoundByItsNumber() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        market.full(market.consumer());
        await().until(() -> chained(market) >= 3);
        String where = " WHERE tenant = '" + market.tenant() + "' AND seq = 2";
        WORLD.postgres().superuser("CREATE TABLE removed AS SELECT * FROM gavel.event" + where);
        pastTheTriggers("DELETE FROM gavel.event" + where);

        World.Ended removed = verify(market);

        assertThat(removed.exitCode()).isEqualTo(3);
        assertThat(removed.out()).contains("BROKEN at event 2");
        pastTheTriggers("INSERT INTO gavel.event SELECT * FROM removed");
        assertThat(verify(market).exitCode()).isZero();
    }

    private static void pastTheTriggers(String sql) {
        WORLD.postgres().superuser("SET session_replication_role = replica", sql);
    }
}
