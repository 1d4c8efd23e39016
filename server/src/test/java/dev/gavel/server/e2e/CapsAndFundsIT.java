package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a buyer has limited is never exceeded, and what is not used is free again. */
class CapsAndFundsIT {

    @RegisterExtension
    static final World WORLD = World.with();

    @Test
    void aReachedCountCapSellsNoMore() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon", "caps: [{window: day, count: 2}]"));
        Consumer first = market.consumer();
        market.post(market.ping(first), first);
        assertThat(market.ping(market.consumer()).status()).isEqualTo("accepted");

        HttpAnswer third = market.ping(market.consumer());

        assertThat(third.status()).isEqualTo("rejected");
        assertThat(third.reason()).isEqualTo("caps_full");
        assertThat(market.used("contract/beacon/day/count")).isEqualTo(1);
    }

    @Test
    void theNextBuyerGetsWhatTheFirstHasNoRoomFor() {
        Marketplace market = WORLD.open(MarketText.auto()
                .buys("beacon", "price: 20.00", "caps: [{window: hour, count: 1}]")
                .buys("harbor", "price: 15.00"));

        assertThat(market.ping(market.consumer()).price()).isEqualTo("20.00");
        assertThat(market.ping(market.consumer()).price()).isEqualTo("15.00");
    }

    @Test
    void howeverManyOfTheBestAreFullTheNextOneBuys() {
        MarketText text = MarketText.auto();
        for (int i = 0; i < 40; i++) {
            text = text.buys("full-" + i, "price: " + (60 - i) + ".00", "caps: [{window: day, count: 0}]");
        }
        Marketplace market = WORLD.open(text.buys("modest", "price: 12.00", "caps: [{window: day, count: 2}]"));

        assertThat(market.ping(market.consumer()).price()).isEqualTo("12.00");
        assertThat(market.ping(market.consumer()).price()).isEqualTo("12.00");
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("caps_full");
    }

    @Test
    void aPromiseEndsWithTheWindowOfTheCapThatItCountsAgainst() {
        Marketplace market =
                WORLD.open(MarketText.auto("ping_ttl: 1h").buys("beacon", "caps: [{window: hour, count: 5}]"));

        HttpAnswer ping = market.ping(market.consumer());

        Instant expires = Instant.parse(ping.at("/expires_at"));
        assertThat(expires.getEpochSecond() % 3_600).isZero();
        assertThat(expires).isBefore(Instant.now().plus(Duration.ofHours(1)));
    }

    @Test
    void whoeverPostsFirstGetsTheRoomWhereItIsReservedAtThePost() {
        Marketplace market =
                WORLD.open(MarketText.auto("reservation: post").buys("beacon", "caps: [{window: day, count: 1}]"));
        Consumer slow = market.consumer();
        Consumer quick = market.consumer();
        HttpAnswer slowPing = market.ping(slow);
        HttpAnswer quickPing = market.ping(quick);
        assertThat(slowPing.status()).isEqualTo("accepted");
        assertThat(slowPing.body()).contains("\"firm\":false");
        assertThat(quickPing.status()).isEqualTo("accepted");

        HttpAnswer sold = market.post(quickPing, quick);
        assertThat(sold.status()).isEqualTo("sold");
        HttpAnswer late = market.post(slowPing, slow);

        assertThat(late.status()).isEqualTo("rejected");
        assertThat(late.reason()).isEqualTo("caps_full");
        assertThat(market.used("contract/beacon/day/count")).isEqualTo(1);
        assertThat(market.post(quickPing, quick).body()).isEqualTo(sold.body());
        assertThat(market.ping(quick).reason()).isEqualTo("duplicate");
        assertThat(market.full(market.consumer()).reason()).isEqualTo("caps_full");
    }

    @Test
    void aMoneyCapCountsWhatIsPaid() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon", "caps: [{window: month, money: 25.00}]"));

        assertThat(market.ping(market.consumer()).status()).isEqualTo("accepted");
        assertThat(market.ping(market.consumer()).status()).isEqualTo("accepted");
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("caps_full");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hour", "day", "week", "month", "total"})
    void aBuyersSpendIsLimitedInEveryWindow(String window) {
        Marketplace market = WORLD.open(MarketText.auto()
                .buyer("beacon", "caps: [{window: " + window + ", money: 25.00}]")
                .contract("beacon-one", "beacon", "price: 12.00")
                .contract("beacon-two", "beacon", "price: 10.00"));

        assertThat(market.ping(market.consumer()).price()).isEqualTo("12.00");
        assertThat(market.full(market.consumer()).price()).isEqualTo("12.00");
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("caps_full");
        assertThat(market.used("buyer/beacon/" + window + "/money")).isEqualTo(12_000_000);
    }

    @Test
    void aBuyersCapOnASourceLeavesOtherSourcesAlone() {
        Marketplace market = WORLD.open(MarketText.auto()
                .buyer("beacon", "caps: [{scope: buyer_source, window: day, count: 1}]")
                .contract("beacon", "beacon"));

        assertThat(market.ping(market.consumer(), "fb-17").status()).isEqualTo("accepted");
        assertThat(market.ping(market.consumer(), "fb-17").reason()).isEqualTo("caps_full");
        assertThat(market.ping(market.consumer(), "google-3").status()).isEqualTo("accepted");
    }

    @Test
    void aBuyersCapHoldsOverAllItsContracts() {
        Marketplace market = WORLD.open(MarketText.auto()
                .buyer("beacon", "caps: [{window: total, count: 1}]")
                .contract("beacon-one", "beacon", "price: 20.00")
                .contract("beacon-two", "beacon", "price: 15.00"));

        assertThat(market.ping(market.consumer()).price()).isEqualTo("20.00");
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("caps_full");
    }

    @Test
    void whoHasNoFundsBuysNothingUntilTheyPayIn() {
        Marketplace market = WORLD.open(
                MarketText.auto().buyer("beacon", "credit_limit: 0.00").contract("beacon", "beacon"),
                Map.of("beacon", "15.00"));
        Consumer first = market.consumer();
        assertThat(market.post(market.ping(first), first).status()).isEqualTo("sold");
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("no_funds");

        World.Ended paidIn = WORLD.gavel(
                "funds", "add", "--tenant", market.tenant(), "--buyer", "beacon", "--reference", "wire-1", "5.00");

        assertThat(paidIn.exitCode()).as(paidIn.err()).isZero();
        Consumer second = market.consumer();
        assertThat(market.post(market.ping(second), second).status()).isEqualTo("sold");
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("no_funds");
        assertThat(market.balances()).containsEntry("buyer/beacon", "0.00");
    }

    @Test
    void aPromiseThatIsNotTakenUpIsFreeAgain() {
        Marketplace market = WORLD.open(
                MarketText.auto("ping_ttl: 1s")
                        .buyer("beacon", "credit_limit: 0.00")
                        .contract("beacon", "beacon", "caps: [{window: day, count: 1}]"),
                Map.of("beacon", "10.00"));
        Consumer consumer = market.consumer();
        HttpAnswer lapsing = market.ping(consumer);
        assertThat(lapsing.status()).isEqualTo("accepted");
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("caps_full");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> market.pingStatus(lapsing.pingId()).status().equals("expired"));
        HttpAnswer late = market.post(lapsing, consumer);
        assertThat(late.status()).isEqualTo("rejected");
        assertThat(late.reason()).isEqualTo("ping_expired");
        assertThat(market.buyer("beacon").posts()).isEmpty();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> market.full(market.consumer()).status().equals("sold"));
        assertThat(market.balances()).containsEntry("buyer/beacon", "0.00");
    }
}
