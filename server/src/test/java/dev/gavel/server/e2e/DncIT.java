package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.server.dnc.SimProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/** Do-not-call on a running node: lists, provider, acknowledgment; what is missing, old or silent stops the sale and says why. */
class DncIT {

    private static final Path FOLDER = folder();

    @RegisterExtension
    static final World WORLD = World.with("GAVEL_DNC_DIRECTORY", FOLDER.toString(), "GAVEL_SECRET_SCRUB", "s3cret");

    private static Path folder() {
        try {
            return Files.createTempDirectory("gavel-dnc-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    private static World.Ended dnc(Marketplace market, String command, String... more) {
        return WORLD.gavel(Stream.concat(Stream.of("dnc", command, "--tenant", market.tenant()), Stream.of(more))
                .toArray(String[]::new));
    }

    private static void done(World.Ended ended) {
        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    }

    /** Imports a registry of area code 512 with these numbers. */
    private static World.Ended importRegistry(Marketplace market, LocalDate asOf, String... lines) {
        Path file = World.temporary("512.txt", String.join("\n", lines));
        return dnc(
                market,
                "import",
                "--list",
                "federal",
                "--area-codes",
                "512",
                "--as-of",
                asOf.toString(),
                "--by",
                "ada",
                file.toString());
    }

    private static String line(Consumer consumer) {
        return consumer.phone().substring(2, 5) + "," + consumer.phone().substring(5);
    }

    private static Consumer numbered(Marketplace market) {
        Consumer consumer = market.consumer();
        return consumer.pinging("phone", consumer.phone());
    }

    /** Waits until the node has taken over what was recorded: until somebody who is not listed gets this answer. */
    private static void awaitReason(Marketplace market, String reason) {
        await().until(
                        () -> market.ping(numbered(market)),
                        answer -> reason.isEmpty()
                                ? answer.status().equals("accepted")
                                : answer.reason().equals(reason));
    }

    private static List<String> events(Marketplace market, String type) {
        return WORLD.postgres()
                .superuserQuery("SELECT bytes FROM gavel.event WHERE tenant = '" + market.tenant()
                        + "' AND bytes LIKE '{\"type\":\"" + type + "\"%' ORDER BY seq");
    }

    @Test
    void withoutRegistryAndProviderATenantSellsOnlyAfterItHasAcknowledgedThat() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        assertThat(WORLD.node().get("", "/api/health?deep=true").body())
                .contains(market.tenant() + ": sells without do-not-call registry and provider");

        done(dnc(market, "acknowledge", "--reason", "we import now", "--by", "ada", "--withdraw"));
        awaitReason(market, "dnc_no_source");
        assertThat(market.ping(market.consumer()).reason())
                .as("a hash alone does not help")
                .isEqualTo("dnc_no_source");
        assertThat(WORLD.node().get("", "/api/health?deep=true").body())
                .contains(market.tenant() + ": sells no phone leads");

        done(dnc(market, "acknowledge", "--reason", "buyers scrub", "--by", "ada"));
        awaitReason(market, "");
        await().until(() -> events(market, "dnc_acknowledgment").size() == 3);
        assertThat(events(market, "dnc_acknowledgment").getLast())
                .contains("\"granted\":true", "\"reason\":\"buyers scrub\"", "\"author\":\"ada\"");
    }

    @Test
    void whoIsOnTheRegistryIsNotSold() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        Consumer listed = market.consumer();
        Consumer other = market.consumer();
        World.Ended imported = importRegistry(market, today(), line(listed));
        done(imported);
        assertThat(imported.out()).contains("federal version 1: 1 numbers, 1 area codes");
        await().until(() ->
                market.ping(listed.pinging("phone", listed.phone())).reason().equals("dnc_listed"));

        HttpAnswer ping = market.ping(listed);
        assertThat(ping.status()).as("priced by its hash").isEqualTo("accepted");
        assertThat(market.post(ping, listed).reason()).isEqualTo("dnc_listed");
        assertThat(market.buyer("beacon").posts()).isEmpty();
        assertThat(market.full(other).status()).isEqualTo("sold");
        Consumer elsewhere = Consumer.number(150);
        assertThat(elsewhere.phone()).startsWith("+1713");
        assertThat(market.full(elsewhere).reason()).isEqualTo("dnc_area_code_not_covered");
        assertThat(dnc(market, "show").out())
                .contains("federal", today().plusDays(32).toString(), "ada");
    }

    @Test
    void aRegistryThatIsTooOldSellsNothing() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        done(importRegistry(market, today().minusDays(31), "512,5559999"));
        awaitReason(market, "");
        assertThat(market.full(market.consumer()).status())
                .as("on its last day")
                .isEqualTo("sold");
        assertThat(WORLD.node().get("", "/api/health?deep=true").body())
                .contains(market.tenant() + ": the do-not-call list federal", "is stale after " + today());

        done(dnc(market, "retire", "--list", "federal", "--reason", "a day passes", "--by", "ada"));
        done(importRegistry(market, today().minusDays(32), "512,5559999"));
        awaitReason(market, "dnc_list_stale");

        assertThat(market.ping(market.consumer()).reason()).isEqualTo("dnc_list_stale");
        assertThat(market.full(market.consumer()).reason()).isEqualTo("dnc_list_stale");
        done(importRegistry(market, today(), "512,5559999"));
        awaitReason(market, "");
    }

    @Test
    void aNodeThatLacksTheFileSellsNothing() throws IOException {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        done(importRegistry(market, today(), "512,5559999"));
        awaitReason(market, "");
        Path empty = Files.createTempDirectory("gavel-dnc-empty-");
        Node lacking = WORLD.startNode("GAVEL_DNC_DIRECTORY", empty.toString());
        market.awaitLive(lacking);

        HttpAnswer refused = lacking.post(market.key(), "/api/ping", market.pingBody(market.consumer(), "fb-17"));

        assertThat(refused.reason()).isEqualTo("dnc_list_missing");
        assertThat(lacking.get("", "/api/health?deep=true").body()).contains("cannot be read");
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                Files.copy(file, empty.resolve(file.getFileName()));
            }
        }
        await().atMost(java.time.Duration.ofSeconds(40))
                .until(() -> lacking.post(market.key(), "/api/ping", market.pingBody(market.consumer(), "fb-17"))
                        .status()
                        .equals("accepted"));
        WORLD.stopNode(lacking);
    }

    @Test
    void aFileWithABadLineIsNotImported() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));

        World.Ended refused = importRegistry(market, today(), "512,5550100", "512,555O1OO");

        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("512.txt:2", "nothing was imported").doesNotContain("555O");
        assertThat(market.full(market.consumer()).status()).isEqualTo("sold");
    }

    @Test
    void aListedNumberMayGoToTheBuyerThatItsConsentNames() {
        Marketplace market = WORLD.open(MarketText.auto(
                        "gates: {calling_hours: false, dnc_exempt_written_consent: true, max_pings_per_hour: 1000}")
                .buyer("beacon", "legal_name: Beacon Insurance Services Inc")
                .contract("beacon", "beacon", "price: 40.00")
                .buyer("harbor", "legal_name: Harbor Quotes Corporation")
                .contract("harbor", "harbor", "price: 30.00"));
        Consumer named = market.consumer().naming("Harbor Quotes Corporation");
        Consumer unnamed = market.consumer();
        done(importRegistry(market, today(), line(named), line(unnamed)));
        await().until(() ->
                market.ping(unnamed.pinging("phone", unnamed.phone())).reason().equals("dnc_listed"));

        HttpAnswer sold = market.full(named.pinging("phone", named.phone()));

        assertThat(sold.status()).isEqualTo("sold");
        assertThat(sold.price()).isEqualTo("30.00");
        assertThat(market.buyer("beacon").posts()).isEmpty();
        assertThat(market.buyer("harbor").posts()).hasSize(1);
    }

    @Test
    void aListedNumberMayGoToTheBuyerWhoseCustomerItIs() {
        Marketplace market = WORLD.open(MarketText.auto(
                        "gates: {calling_hours: false, dnc_exempt_relationship: true, max_pings_per_hour: 1000}")
                .buys("beacon", "price: 40.00")
                .buys("harbor", "price: 30.00"));
        Consumer customer = market.consumer();
        Consumer stranger = market.consumer();
        done(importRegistry(market, today(), line(customer), line(stranger)));
        done(dnc(
                market,
                "relate",
                "--buyer",
                "harbor",
                "--phone",
                customer.phone(),
                "--kind",
                "purchase",
                "--on",
                today().minusMonths(3).toString(),
                "--source",
                "crm"));
        await().until(() -> market.ping(stranger.pinging("phone", stranger.phone()))
                .reason()
                .equals("dnc_listed"));

        HttpAnswer sold = market.full(customer.pinging("phone", customer.phone()));

        assertThat(sold.status()).isEqualTo("sold");
        assertThat(market.buyer("harbor").posts()).hasSize(1);
        assertThat(market.buyer("beacon").posts()).isEmpty();
    }

    @Test
    void aProviderThatDiesStopsTheSaleOfTheNextLead() {
        try (SimProvider provider = SimProvider.start()) {
            Marketplace market =
                    WORLD.open(MarketText.auto().provider(provider.url()).buys("beacon"));
            done(dnc(market, "acknowledge", "--reason", "we have a provider", "--by", "ada", "--withdraw"));
            assertThat(market.full(market.consumer()).status()).isEqualTo("sold");
            assertThat(provider.asked()).hasSize(1);
            assertThat(provider.authorizations()).containsOnly("Bearer s3cret");

            provider.answers("{\"phone\": \"%s\", \"found\": [\"national\"]}");
            Consumer listed = market.consumer();
            assertThat(market.full(listed).reason()).isEqualTo("dnc_listed");
            provider.does(SimProvider.Manner.HANGS);
            assertThat(market.full(market.consumer()).reason()).isEqualTo("dnc_provider_unknown");
            Consumer promised = market.consumer();
            HttpAnswer ping = market.ping(promised);
            assertThat(ping.status()).isEqualTo("accepted");
            provider.die();
            assertThat(market.post(ping, promised).reason()).isEqualTo("dnc_provider_unknown");
            assertThat(market.ping(numbered(market)).reason()).isEqualTo("dnc_provider_unknown");
            assertThat(market.buyer("beacon").posts()).hasSize(1);
        }
    }

    @Test
    void theExplainingCommandAsksTheProviderToo() {
        try (SimProvider provider = SimProvider.start()) {
            Marketplace market =
                    WORLD.open(MarketText.auto().provider(provider.url()).buys("beacon"));
            Consumer consumer = market.consumer();
            Map<String, Object> whole = new LinkedHashMap<>(market.pingBody(consumer, "fb-17"));
            whole.putAll(consumer.post());
            Path file = World.temporary("lead.json", JsonMapper.shared().writeValueAsString(whole));
            String[] words = {
                "gates", "explain", "--tenant", market.tenant(), "--vendor", Marketplace.VENDOR, file.toString()
            };
            World.Ended good = WORLD.gavel(words);
            assertThat(good.exitCode()).as(good.toString()).isZero();
            assertThat(good.out()).contains("provider=answered");
            provider.answers("{\"phone\": \"%s\", \"found\": [\"national\"]}");
            assertThat(WORLD.gavel(words).out()).contains("dnc_listed");
            provider.die();
            assertThat(WORLD.gavel(words).out()).contains("dnc_provider_unknown");
        }
    }

    @Test
    void theProviderIsAskedBeforeAnyBidder() {
        try (SimProvider provider = SimProvider.start()) {
            Marketplace market = WORLD.open(MarketText.auto()
                    .provider(provider.url())
                    .buys("beacon", "price: {realtime: {endpoint: bid, min: 5.00, max: 60.00}}"));
            provider.answers("{\"phone\": \"%s\", \"found\": [\"state\"]}");

            assertThat(market.ping(numbered(market)).reason()).isEqualTo("dnc_listed_by_state");

            assertThat(market.buyer("beacon").bidsAsked()).isZero();
        }
    }
}
