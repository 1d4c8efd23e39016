package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who takes part is known, or nothing is sold: buyers that were vetted, sources that are reviewed, consumers that did not opt out. */
class PartiesIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private static final String LAPSED =
            "vetting: {verified_on: 2025-01-01, verified_by: desk, valid_until: 2025-12-31, permitted_use: calls, verticals: [auto-insurance]}";

    private static String vetting(String more) {
        return "vetting: {verified_on: 2026-01-01, verified_by: desk, valid_until: 2099-12-31, permitted_use: calls, "
                + more + "}";
    }

    private static Consumer saying(Consumer consumer, String name, Object value) {
        Map<String, Object> consent =
                new LinkedHashMap<>(Consumer.consentGiven(Instant.now().minusSeconds(60)));
        consent.put(name, value);
        return consumer.pinging("consent", consent);
    }

    @Test
    void aBuyerThatWasNotVettedHearsOfNothing() {
        Marketplace market = WORLD.open(MarketText.auto()
                .buyer("nobody", "vetting: -")
                .contract("nobody", "nobody", "price: {realtime: {endpoint: bid, min: 1.00, max: 90.00}}")
                .buyer("lapsed", LAPSED)
                .contract("lapsed", "lapsed", "price: {realtime: {endpoint: bid, min: 1.00, max: 90.00}}"));
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("no_contract");
        assertThat(market.buyer("nobody").bidsAsked()).isZero();
        assertThat(market.buyer("lapsed").bidsAsked()).isZero();
    }

    @Test
    void aBuyerGetsLeadsOfTheStatesThatItIsLicensedIn() {
        String licence = "licences: [{vertical: auto-insurance, state: %s, number: \"1\", expires_on: 2099-01-01}]";
        Marketplace market = WORLD.open(
                MarketText.auto("gates: {calling_hours: false, buyer_licences: true, max_pings_per_hour: 1000}")
                        .buyer("texas", vetting("verticals: [auto-insurance], " + licence.formatted("TX")))
                        .contract("texas", "texas", "price: 10.00")
                        .buyer("florida", vetting("verticals: [auto-insurance], " + licence.formatted("FL")))
                        .contract("florida", "florida", "price: 20.00"));
        HttpAnswer ping = market.ping(market.consumer());
        assertThat(ping.price()).as(ping.body()).isEqualTo("10.00");
    }

    @Test
    void aBuyerWhoseRecordIsTakenAwayGetsNothingAnyMore() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        market.apply(MarketText.auto().buyer("beacon", "vetting: -").contract("beacon", "beacon"));
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(market.ping(market.consumer()).reason()).isEqualTo("no_contract"));
        assertThat(market.post(ping, consumer).reason()).isEqualTo("promise_withdrawn");
        assertThat(market.buyer("beacon").posts()).isEmpty();
    }

    @Test
    void aBlockedVendorAndAPausedSourceSellNothing() {
        Marketplace market = WORLD.open(MarketText.auto()
                .vendor(Marketplace.VENDOR, "sources: [{id: fb-17, status: paused}, google-3]")
                .buys("beacon"));
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("source_inactive");
        assertThat(market.ping(market.consumer(), "google-3").status()).isEqualTo("accepted");
        market.apply(
                MarketText.auto().vendor(Marketplace.VENDOR, "status: blocked").buys("beacon"));
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(market.ping(market.consumer()).reason()).isEqualTo("vendor_inactive"));
    }

    @Test
    void aFormOnAnotherDomainAndARobotsSpeedAreRefused() {
        Marketplace market = WORLD.open(MarketText.auto()
                .vendor(Marketplace.VENDOR, "domains: [\"*.example.com\"]")
                .buys("beacon"));
        assertThat(market.ping(market.consumer()).status()).isEqualTo("accepted");
        HttpAnswer elsewhere = market.ping(saying(market.consumer(), "url", "https://quotes.example.net/auto"));
        assertThat(elsewhere.reason()).isEqualTo("source_domain_refused");
        assertThat(elsewhere.at("/reason/field")).isEqualTo("consent.url");
        String agreed =
                Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS).toString();
        Consumer fast = saying(market.consumer(), "form_started_at", agreed);
        assertThat(market.ping(fast).reason()).isIn("form_too_fast", "form_time_unknown");
        assertThat(market.ping(saying(market.consumer(), "form_started_at", "soon"))
                        .reason())
                .isEqualTo("form_time_unknown");
    }

    @Test
    void aBurstFromOneAddressIsRefusedAndOthersAreSold() {
        Marketplace market = WORLD.open(MarketText.auto(
                        "gates: {calling_hours: false, max_pings_per_hour: 1000, max_pings_per_address: 2, address_window: 1h}")
                .buys("beacon"));
        Consumer first = saying(market.consumer(), "ip", "192.0.2.77");
        HttpAnswer ping = market.ping(first);
        assertThat(ping.status()).isEqualTo("accepted");
        assertThat(market.ping(saying(market.consumer(), "ip", "192.0.2.77")).status())
                .isEqualTo("accepted");
        assertThat(market.post(ping, first).status())
                .as("a post counts with its ping")
                .isEqualTo("sold");
        HttpAnswer third = market.ping(saying(market.consumer(), "ip", "::ffff:192.0.2.77"));
        assertThat(third.reason()).isEqualTo("address_burst");
        assertThat(market.ping(saying(market.consumer(), "ip", "192.0.2.78")).status())
                .isEqualTo("accepted");
        assertThat(market.ping(saying(market.consumer(), "ip", "somewhere")).reason())
                .isEqualTo("address_count_unknown");
        String network = "2001:db8:1:2:";
        for (int i = 1; i <= 2; i++) {
            assertThat(market.ping(saying(market.consumer(), "ip", network + ":" + i))
                            .status())
                    .isEqualTo("accepted");
        }
        assertThat(market.ping(saying(market.consumer(), "ip", network + ":3")).reason())
                .as("one /64")
                .isEqualTo("address_burst");
    }

    @Test
    void whoOptedOutIsNotSoldUnlessDirectedOtherwise() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        assertThat(market.ping(market.consumer().pinging("gpc", true)).reason()).isEqualTo("opt_out_signal");
        assertThat(market.ping(saying(market.consumer(), "gpc", true)).reason()).isEqualTo("opt_out_signal");
        assertThat(market.ping(market.consumer().pinging("gpc", "maybe")).reason())
                .isEqualTo("opt_out_signal_unknown");
        assertThat(market.ping(market.consumer().pinging("gpc", false)).status())
                .isEqualTo("accepted");
        Consumer directed = saying(
                        market.consumer(),
                        "direction_to_disclose_at",
                        Instant.now()
                                .minusSeconds(30)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .pinging("gpc", true);
        HttpAnswer ping = market.ping(directed);
        assertThat(ping.status()).isEqualTo("accepted");
        assertThat(market.post(ping, directed).status())
                .as("the post remembers the direction")
                .isEqualTo("sold");
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(market.events(ping.pingId()).toString()).contains("directed_at"));
    }

    @Test
    void aKnownBadAddressIsRefusedAndAListThatIsTooOldSellsNothing(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("bad.txt"), "as_of: " + Instant.now() + "\nmax_age: P7D\n198.51.100.0/24\n");
        Node node = WORLD.startNode("GAVEL_IP_LIST_FILE", file.toString());
        Marketplace market = WORLD.open(
                MarketText.auto("gates: {calling_hours: false, ip_reputation: true, max_pings_per_hour: 1000}")
                        .buys("beacon"));
        market.awaitLive(node);
        assertThat(ping(node, market, market.consumer()).status()).isEqualTo("accepted");
        assertThat(ping(node, market, saying(market.consumer(), "ip", "198.51.100.7"))
                        .reason())
                .isEqualTo("ip_reputation_bad");
        Files.writeString(file, "as_of: 2026-01-01T00:00:00Z\nmax_age: P7D\n198.51.100.0/24\n");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(ping(node, market, market.consumer()).reason())
                                .isEqualTo("ip_reputation_unknown"));
        assertThat(market.ping(market.consumer()).reason())
                .as("the other node has no list")
                .isEqualTo("ip_reputation_unknown");
        WORLD.stopNode(node);
    }

    private static HttpAnswer ping(Node node, Marketplace market, Consumer consumer) {
        return node.post(market.key(), "/api/ping", market.pingBody(consumer, "fb-17"));
    }

    @Test
    void theExplanationNamesTheRecordThatIsMissing() {
        Marketplace market = WORLD.open(MarketText.auto()
                .buyer("nobody", "vetting: -")
                .contract("nobody", "nobody")
                .buys("beacon"));
        String key = market.newKey(null, Set.of("report"));
        Map<String, Object> body = market.pingBody(market.consumer(), "fb-17");
        Awaitility.await()
                .until(() -> WORLD.node().get(key, "/api/gates/leads/x").code() != 401);
        HttpAnswer answer = WORLD.node().post(key, "/api/gates/explain?phase=ping&vendor=" + Marketplace.VENDOR, body);
        assertThat(answer.at("/sellable")).as(answer.body()).isEqualTo("true");
        assertThat(answer.at("/buyers/0/buyer")).isEqualTo("beacon");
        assertThat(answer.at("/buyers/0/sellable")).isEqualTo("true");
        assertThat(answer.at("/buyers/1/buyer")).isEqualTo("nobody");
        assertThat(answer.at("/buyers/1/sellable")).isEqualTo("false");
        assertThat(answer.body()).contains("buyer_not_vetted");
    }
}
