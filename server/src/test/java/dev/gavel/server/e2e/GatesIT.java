package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.server.buyer.sim.Posting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What may not be sold is not, at the ping and again at the post. */
class GatesIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private static MarketText market() {
        return MarketText.auto().buys("beacon");
    }

    private static void requireUnsold(Marketplace market, HttpAnswer answer, String reason) {
        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.status()).isEqualTo("rejected");
        assertThat(answer.reason()).isEqualTo(reason);
        assertThat(market.buyer("beacon").posts()).isEmpty();
    }

    @Test
    void aLockedFieldThatChangedIsRefusedByName() {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        HttpAnswer post = market.post(ping, consumer.posting("zip", "78702"));

        requireUnsold(market, post, "locked_field_changed");
        assertThat(post.at("/reason/code")).isEqualTo("4003");
        assertThat(post.at("/reason/field")).isEqualTo("zip");
        assertThat(market.post(ping, consumer).status()).as("mended").isEqualTo("sold");
    }

    @Test
    void anotherPhoneThanTheOneThatWasHashedIsRefused() {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        HttpAnswer post =
                market.post(ping, consumer.posting("phone", market.consumer().phone()));

        requireUnsold(market, post, "locked_field_changed");
        assertThat(post.at("/reason/field")).isEqualTo("phone_hash");
    }

    @Test
    void whoIsSuppressedBetweenPingAndPostIsNotSold() {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.status()).isEqualTo("accepted");
        market.suppress(consumer);

        requireUnsold(market, market.post(ping, consumer), "suppressed");
    }

    @Test
    void whoIsSuppressedIsNotPricedUntilItIsLifted() {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();
        market.suppress(consumer);
        requireUnsold(market, market.ping(consumer), "suppressed");

        WORLD.gavel("suppress", "lift", "--tenant", market.tenant(), "--phone", consumer.phone(), "--why", "mistyped");
        assertThat(market.ping(consumer).status()).isEqualTo("accepted");

        Consumer byAddress = market.consumer();
        WORLD.gavel(
                "suppress",
                "add",
                "--tenant",
                market.tenant(),
                "--email",
                byAddress.email().toUpperCase(Locale.ROOT),
                "--reason",
                "asked_for_it");
        requireUnsold(market, market.ping(byAddress), "suppressed");
    }

    @Test
    void aConsumerIsSoldOncePerCampaignAndWindow() {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        assertThat(market.ping(consumer).reason()).as("being sold").isEqualTo("duplicate");
        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");

        assertThat(market.ping(consumer).reason()).isEqualTo("duplicate");
        // The same phone under another address.
        Consumer samePhone = consumer.pingingNo("email_hash").posting("email", "other@example.com");
        assertThat(market.full(samePhone).reason()).isEqualTo("duplicate");
        // The same address, which only the post tells.
        Consumer sameEmail = market.consumer().pingingNo("email_hash").posting("email", consumer.email());
        HttpAnswer other = market.ping(sameEmail);
        assertThat(other.status()).isEqualTo("accepted");
        assertThat(market.post(other, sameEmail).reason()).isEqualTo("duplicate");
        assertThat(market.buyer("beacon").posts()).hasSize(1);
    }

    @Test
    void aConsumerIsPingedSoOftenAndNoMore() {
        Marketplace market = WORLD.open(MarketText.auto("gates: {calling_hours: false, max_pings_per_hour: 2}")
                .buys("beacon", "caps: [{window: total, count: 0}]"));
        Consumer consumer = market.consumer();

        assertThat(market.ping(consumer).reason()).isEqualTo("caps_full");
        assertThat(market.ping(consumer).reason()).isEqualTo("caps_full");
        assertThat(market.ping(consumer).reason()).isEqualTo("velocity_exceeded");
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("caps_full");
    }

    @Test
    void consentMustBeThereWholeAndFresh() {
        Marketplace market = WORLD.open(market());

        requireUnsold(market, market.ping(market.consumer().pingingNo("consent")), "consent_missing");
        Map<String, Object> old = Consumer.consentGiven(Instant.now().minus(Duration.ofDays(31)));
        requireUnsold(market, market.ping(market.consumer().pinging("consent", old)), "consent_expired");
        Map<String, Object> bare = Consumer.consentGiven(Instant.now());
        bare.remove("trustedform_cert_url");
        requireUnsold(market, market.ping(market.consumer().pinging("consent", bare)), "consent_certificate_missing");
    }

    @Test
    void onlyABuyerThatTheConsentNamesGetsTheLead() {
        Marketplace market =
                WORLD.open(MarketText.auto("vertical: medicare", "gates: {calling_hours: false, named_sellers: true}")
                        .buyer("beacon", "legal_name: Beacon Insurance Services Inc")
                        .contract("beacon", "beacon", "price: 40.00")
                        .buyer("harbor", "legal_name: Harbor Quotes Corporation")
                        .contract("harbor", "harbor", "price: 30.00"));

        requireUnsold(market, market.ping(market.consumer()), "consent_names_nobody");
        requireUnsold(market, market.ping(market.consumer().naming("our marketing partners")), "consent_names_nobody");
        requireUnsold(market, market.ping(market.consumer().naming("Prairie Mutual LLC")), "consent_seller_not_named");

        Consumer consumer = market.consumer().naming("Harbor Quotes Corporation");
        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.price()).isEqualTo("30.00");
        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");
        assertThat(market.buyer("harbor").posts()).hasSize(1);

        Consumer both = market.consumer().naming("Harbor Quotes Corporation", "BEACON  insurance services INC");
        assertThat(market.ping(both).price()).isEqualTo("40.00");
    }

    @Test
    void aBuyerThatTheConsentDoesNotNameIsNotEvenFallenBackTo() {
        Marketplace market = WORLD.open(MarketText.auto(
                        "vertical: medicare",
                        "margin: {percent: 10}",
                        "gates: {calling_hours: false, max_pings_per_hour: 1000}")
                .buyer("cliff", "legal_name: Cliff Mutual")
                .contract("cliff", "cliff", "price: 60.00")
                .buyer("harbor", "legal_name: Harbor Quotes Corporation", "aliases: [Harbor Medicare Help]")
                .contract("harbor", "harbor", "price: 40.00")
                .buyer("beacon", "legal_name: Beacon Insurance Services Inc")
                .contract("beacon", "beacon", "price: 39.00")
                .buyer("cedar", "legal_name: Cedar Mutual")
                .contract("cedar", "cedar", "price: 38.00"));
        Consumer consumer =
                market.consumer().naming("Harbor Medicare Help", "Cedar Mutual", "Beacon Insurance Services Inc");
        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.price()).as("by another of its names").isEqualTo("36.00");
        market.buyer("harbor").posts(Posting.reject("duplicate"));
        Map<String, Object> narrower = Consumer.consentGiven(Instant.now());
        narrower.put("sellers", List.of("Harbor Medicare Help", "Cedar Mutual"));

        HttpAnswer post = market.post(ping, consumer.posting("consent", narrower));

        assertThat(post.status()).isEqualTo("sold");
        assertThat(market.buyer("harbor").posts()).hasSize(1);
        assertThat(market.buyer("beacon").posts()).as("would pay more").isEmpty();
        assertThat(market.buyer("cedar").posts()).hasSize(1);
        assertThat(market.buyer("cliff").posts()).as("would pay the most").isEmpty();
    }

    @Test
    void aBuyerThatOnlyTheWiderConsentOfThePingNamedIsNotSold() {
        Marketplace market = WORLD.open(
                MarketText.auto("vertical: medicare", "gates: {calling_hours: false, max_pings_per_hour: 1000}")
                        .buyer("beacon", "legal_name: Beacon Insurance Services Inc")
                        .contract("beacon", "beacon", "price: 60.00")
                        .buyer("harbor", "legal_name: Harbor Quotes Corporation")
                        .contract("harbor", "harbor", "price: 70.00"));
        Consumer consumer = market.consumer().naming("Harbor Quotes Corporation", "Beacon Insurance Services Inc");
        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.price()).isEqualTo("70.00");
        Map<String, Object> narrower = Consumer.consentGiven(Instant.now());
        narrower.put("sellers", List.of("Beacon Insurance Services Inc"));

        HttpAnswer post = market.post(ping, consumer.posting("consent", narrower));

        assertThat(post.status()).isEqualTo("rejected");
        assertThat(market.buyer("harbor").posts()).isEmpty();
    }

    @Test
    void aConsentToTextsGoesToABuyerWhoTexts() {
        Marketplace market = WORLD.open(MarketText.auto()
                .buys("beacon", "price: 60.00", "channels: [call, prerecorded]")
                .buys("harbor", "price: 30.00", "channels: [text]"));
        Map<String, Object> texts = Consumer.consentGiven(Instant.now());
        texts.put("channels", List.of("sms"));
        texts.put("method", "web_form");
        Consumer consumer = market.consumer().pinging("consent", texts);

        HttpAnswer ping = market.ping(consumer);

        assertThat(ping.price()).isEqualTo("30.00");
        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");
        assertThat(market.buyer("beacon").posts()).isEmpty();
        texts.put("channels", List.of("email"));
        requireUnsold(market, market.ping(market.consumer().pinging("consent", texts)), "consent_channel_not_covered");
        texts.put("channels", List.of("sms", "semaphore"));
        requireUnsold(market, market.ping(market.consumer().pinging("consent", texts)), "consent_unreadable");
    }

    @Test
    void aFieldThatIsMissingAtThePostCanBeMended() {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        HttpAnswer post = market.post(ping, consumer.postingNo("email"));

        assertThat(post.at("/lead_id")).isEmpty();
        assertThat(post.status()).isEqualTo("rejected");
        assertThat(market.buyer("beacon").posts()).isEmpty();
        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");
    }

    @Test
    void fieldsAreCheckedBeforeAnythingElse() {
        Marketplace market = WORLD.open(market());

        HttpAnswer missing = market.ping(market.consumer().pingingNo("zip"));
        requireUnsold(market, missing, "field_missing");
        assertThat(missing.at("/reason/field")).isEqualTo("zip");
        HttpAnswer invalid = market.ping(market.consumer().pinging("vehicle_year", "new"));
        requireUnsold(market, invalid, "field_invalid");
        assertThat(invalid.at("/reason/field")).isEqualTo("vehicle_year");
        requireUnsold(
                market,
                market.ping(market.consumer().pinging("driver_license_number", "X0000000")),
                "sensitive_field_in_ping");
        requireUnsold(
                market,
                market.ping(market.consumer().pingingNo("phone_hash").pingingNo("email_hash")),
                "identity_missing");
    }

    @Test
    void aSensitiveFieldGoesToTheBuyerWithThePostAlone() {
        Marketplace market = WORLD.open(MarketText.auto()
                .buyer("beacon", "post_also: license: \"${driver_license_number}\",")
                .contract("beacon", "beacon", "fields: {delivery: [first_name, last_name, driver_license_number]}"));
        Consumer consumer = market.consumer().posting("driver_license_number", "X0000000");

        assertThat(market.full(consumer).status()).as("all in one call").isEqualTo("sold");
        Consumer inSteps = market.consumer().posting("driver_license_number", "X0000000");
        assertThat(market.post(market.ping(inSteps), inSteps).status()).isEqualTo("sold");

        assertThat(market.buyer("beacon").posts())
                .hasSize(2)
                .allSatisfy(lead -> assertThat(lead.body()).contains("\"license\":\"X0000000\""));
    }

    @Test
    void aContractThatWasPausedAfterThePingIsNotDeliveredTo() {
        Marketplace market = WORLD.open(market());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        market.apply(MarketText.auto().buys("beacon", "paused: true"));
        await().until(() -> market.ping(market.consumer()).reason().equals("no_contract"));

        requireUnsold(market, market.post(ping, consumer), "promise_withdrawn");
    }
}
