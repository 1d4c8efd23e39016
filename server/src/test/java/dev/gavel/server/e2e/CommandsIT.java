package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands, and that running nodes follow them. */
class CommandsIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private static Path file(Marketplace market, MarketText text) {
        return World.temporary("market.yaml", market.yaml(text));
    }

    private static World.Ended apply(Marketplace market, Path file, String... more) {
        String[] words = new String[more.length + 4];
        words[0] = "apply";
        words[1] = file.toString();
        words[2] = "--tenant";
        words[3] = market.tenant();
        System.arraycopy(more, 0, words, 4, more.length);
        return WORLD.gavel(words);
    }

    private static String versions(Marketplace market) {
        return WORLD.postgres()
                .superuserQuery(
                        "SELECT max(version) FROM gavel.market_version WHERE tenant = '" + market.tenant() + "'")
                .getFirst();
    }

    @Test
    void runningNodesPickAChangedPriceUpAndKeepWhatTheyPromised() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon", "price: 10.00"));
        Consumer consumer = market.consumer();
        HttpAnswer promised = market.ping(consumer);

        World.Ended applied = apply(market, file(market, MarketText.auto().buys("beacon", "price: 12.00")));

        assertThat(applied.exitCode()).as(applied.err()).isZero();
        assertThat(applied.out()).contains("~ contract beacon: price 10.00 -> 12.00", "applied as version 2");
        await().until(() -> market.ping(market.consumer()).price().equals("12.00"));
        HttpAnswer post = market.post(promised, consumer);
        assertThat(post.status()).isEqualTo("sold");
        assertThat(post.price()).isEqualTo("10.00");
    }

    @Test
    void aRaisedCreditLimitIsSpentAtOnce() {
        Marketplace market = WORLD.open(
                MarketText.auto().buyer("beacon", "credit_limit: 10.00").contract("beacon", "beacon", "price: 10.00"));
        Consumer first = market.consumer();
        assertThat(market.post(market.ping(first), first).status()).isEqualTo("sold");
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("no_funds");

        World.Ended applied = apply(
                market,
                file(
                        market,
                        MarketText.auto()
                                .buyer("beacon", "credit_limit: 20.00")
                                .contract("beacon", "beacon", "price: 10.00")));

        assertThat(applied.exitCode()).as(applied.err()).isZero();
        assertThat(applied.err()).isEmpty();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> market.ping(market.consumer()).status().equals("accepted"));
    }

    @Test
    void theCurrencyIsRefusedOnceMoneyIsBooked() {
        MarketText text = MarketText.auto().buys("beacon");
        Marketplace market = WORLD.open(text, Map.of("beacon", "5.00"));
        Path euros = World.temporary("market.yaml", market.yaml(text).replace("currency: USD", "currency: EUR"));

        World.Ended refused = WORLD.gavel("apply", "--tenant", market.tenant(), "--dry-run", euros.toString());

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("currency: EUR (expected: USD, in which money is booked already");
        assertThat(versions(market)).isEqualTo("1");
    }

    @Test
    void aDryRunChangesNothing() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon", "price: 10.00"));

        World.Ended shown = apply(market, file(market, MarketText.auto().buys("beacon", "price: 12.00")), "--dry-run");

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out()).contains("~ contract beacon: price 10.00 -> 12.00", "nothing was applied");
        assertThat(versions(market)).isEqualTo("1");
    }

    @Test
    void aWrongFileIsRefusedWithThePlaceOfEachMistake() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));

        World.Ended refused = apply(
                market, file(market, MarketText.auto("reserve: cheap").buys("beacon", "filter: {stat: {equals: TX}}")));

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err())
                .contains("contracts.beacon.filter.stat", "campaigns.auto.reserve", "2 problems; nothing was applied");
        assertThat(versions(market)).isEqualTo("1");
    }

    @Test
    void keysTakeEffectAndLoseItOnRunningNodes() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));

        World.Ended made = WORLD.gavel(
                "keys", "create", "--tenant", market.tenant(), "--name", "second", "--vendor", Marketplace.VENDOR);

        assertThat(made.exitCode()).as(made.err()).isZero();
        Map<String, String> shown = made.out()
                .lines()
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(' ')),
                        line -> line.substring(line.lastIndexOf(' ') + 1),
                        // Lines of the log that come between may begin with the same time.
                        (_, last) -> last));
        String key = shown.get("key");
        market.awaitLive(WORLD.node(), key);
        assertThat(WORLD.node()
                        .post(key, "/api/ping", market.pingBody(market.consumer(), "fb-17"))
                        .status())
                .isEqualTo("accepted");
        assertThat(WORLD.gavel("keys", "list", "--tenant", market.tenant()).out())
                .contains("second", shown.get("id"))
                .doesNotContain(key);

        assertThat(WORLD.gavel("keys", "revoke", "--tenant", market.tenant(), shown.get("id"))
                        .exitCode())
                .isZero();
        await().until(() -> WORLD.node().get(key, "/api/pings/x").code() == 401);
        assertThat(market.ping(market.consumer()).status())
                .as("other keys stay")
                .isEqualTo("accepted");
    }

    @Test
    void anUnknownSettingRefusesToStart() {
        Map<String, String> variables = WORLD.environment();
        variables.put("GAVEL_HTTP_PROT", "8080");
        variables.put("GAVEL_EVENT_LOOPS", "many");

        World.Ended refused = WORLD.gavel(variables, "serve");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("GAVEL_HTTP_PROT", "GAVEL_EVENT_LOOPS");
    }

    @Test
    void aMistypedCommandLineIsMisuse() {
        assertThat(WORLD.gavel("aply", "market.yaml").exitCode()).isEqualTo(2);
        assertThat(WORLD.gavel("keys", "create").exitCode()).isEqualTo(2);
    }

    @Test
    void migratingAgainChangesNothing() {
        World.Ended migrated = WORLD.gavel("migrate");

        assertThat(migrated.exitCode()).as(migrated.err()).isZero();
        assertThat(migrated.out()).startsWith("0 migrations ran");
    }

    @Test
    void theAccountsAreShownAndSumToZero() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        market.full(market.consumer());

        World.Ended shown = WORLD.gavel("funds", "show", "--tenant", market.tenant());

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out()).contains("buyer/beacon", "-10.00", "sum to zero");
    }
}
