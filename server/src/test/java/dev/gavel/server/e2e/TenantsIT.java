package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gavel.persistence.postgres.Login;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody sees or sells what is another's: neither over HTTP nor past it. */
class TenantsIT {

    @RegisterExtension
    static final World WORLD = World.with();

    @Test
    void anotherVendorCanNeitherSeeNorPostAPing() {
        Marketplace market = WORLD.open(MarketText.auto().vendor("other-media").buys("beacon"));
        String other = market.newKey("other-media", Set.of("ping", "post"));
        market.awaitLive(WORLD.node(), other);
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        requireUnknown(WORLD.node().get(other, "/api/pings/" + ping.pingId()));
        requireUnknown(WORLD.node().post(other, "/api/post", market.postBody(ping.pingId(), consumer)));
        assertThat(market.buyer("beacon").posts()).isEmpty();

        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");
        requireUnknown(WORLD.node().get(other, "/api/pings/" + ping.pingId()));
        requireUnknown(WORLD.node().post(other, "/api/post", market.postBody(ping.pingId(), consumer)));
    }

    @Test
    void anotherTenantCanNeitherSeeNorPostAPing() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Marketplace other = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        requireUnknown(other.pingStatus(ping.pingId()));
        requireUnknown(other.post(ping, consumer));
        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");
        requireUnknown(other.pingStatus(ping.pingId()));
        requireUnknown(other.post(ping, consumer));
        // Sold here, new there: tenants share no consumers.
        assertThat(other.full(consumer).status()).isEqualTo("sold");
        assertThat(other.balances()).containsEntry("buyer/beacon", "-10.00");
    }

    private static void requireUnknown(HttpAnswer answer) {
        assertThat(answer.code()).isEqualTo(404);
        assertThat(answer.reason()).isEqualTo("ping_unknown");
    }

    @Test
    void aQueryWithoutATenantSeesNothing() throws SQLException {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        assertThat(market.full(market.consumer()).status()).isEqualTo("sold");

        for (String table :
                new String[] {"lead", "delivery", "sale", "account", "entry", "api_key", "market_version"}) {
            assertThat(asSuperuser(table)).as(table).isPositive();
            assertThat(asApplication(table)).as(table).isZero();
        }
        assertThatThrownBy(() -> count("UPDATE gavel.event SET bytes = '{}'"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied");
    }

    private static long asSuperuser(String table) {
        return Long.parseLong(WORLD.postgres()
                .superuserQuery("SELECT count(*) FROM gavel." + table)
                .getFirst());
    }

    private static long asApplication(String table) throws SQLException {
        return count("SELECT count(*) FROM gavel." + table);
    }

    /** Past all of Gavel's code, with the password of the role that it serves as. */
    private static long count(String sql) throws SQLException {
        Login login = WORLD.postgres().appSettings().login();
        try (Connection connection =
                        DriverManager.getConnection(WORLD.postgres().jdbcUrl(), login.user(), login.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
