package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.persistence.postgres.LeadViews;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exclusive against shared, conflict groups, the second price: as vendors and buyers see it. */
class AuctionsIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private static MarketText oneExclusiveAndThreeShared(String... beaconToo) {
        String[] beacon = new String[beaconToo.length + 2];
        beacon[0] = "price: 14.00";
        beacon[1] = "mode: shared";
        System.arraycopy(beaconToo, 0, beacon, 2, beaconToo.length);
        return MarketText.auto("max_legs: 3")
                .buys("alone", "price: 30.00")
                .buys("beacon", beacon)
                .buys("harbor", "price: 12.00", "mode: shared", "conflict_group: coastal")
                .buys("prairie", "price: 11.00", "mode: shared");
    }

    @Test
    void sharedBuyersWinWhenTogetherTheyPayMore() {
        Marketplace market = WORLD.open(oneExclusiveAndThreeShared());
        Consumer consumer = market.consumer();

        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.price()).isEqualTo("37.00");
        assertThat(ping.json().path("legs").size()).isEqualTo(3);

        HttpAnswer post = market.post(ping, consumer);
        assertThat(post.status()).isEqualTo("sold");
        assertThat(post.price()).isEqualTo("37.00");
        assertThat(market.buyer("alone").posts()).isEmpty();
        assertThat(market.lead(ping.pingId()).sales())
                .extracting(LeadViews.SaleView::buyer)
                .containsExactlyInAnyOrder("beacon", "harbor", "prairie");
        assertThat(market.balances())
                .containsEntry("buyer/beacon", "-14.00")
                .containsEntry("buyer/harbor", "-12.00")
                .containsEntry("buyer/prairie", "-11.00")
                .containsEntry("vendor/acme-media", "37.00");
    }

    @Test
    void aConflictGroupGetsOneLegAtMost() {
        Marketplace market = WORLD.open(oneExclusiveAndThreeShared("conflict_group: coastal"));
        Consumer consumer = market.consumer();

        // Without harbor the shared ones pay 25.
        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.price()).isEqualTo("30.00");
        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");
        assertThat(market.buyer("alone").posts()).hasSize(1);
        assertThat(market.buyer("beacon").posts()).isEmpty();
    }

    @Test
    void theWinnerPaysTheSecondPriceAndTheIncrement() {
        Marketplace market = WORLD.open(MarketText.auto("pricing: {second_price: {increment: 0.25}}")
                .buys("beacon", "price: 30.00")
                .buys("harbor", "price: 20.00"));
        Consumer consumer = market.consumer();

        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.price()).isEqualTo("20.25");
        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");
        assertThat(market.balances()).containsEntry("buyer/beacon", "-20.25");
    }

    @Test
    void priorityGoesBeforePriceWhereTheCampaignSaysSo() {
        Marketplace market = WORLD.open(MarketText.auto("ranking: priority_then_price")
                .buys("beacon", "price: 30.00", "priority: 20")
                .buys("harbor", "price: 20.00", "priority: 10"));

        assertThat(market.ping(market.consumer()).price()).isEqualTo("20.00");
    }

    @Test
    void aLeadThatFitsNoFilterFindsNoContract() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon", "filter: {state: {equals: FL}}"));

        assertThat(market.ping(market.consumer()).reason()).isEqualTo("no_contract");
    }

    @Test
    void theReserveHolds() {
        Marketplace market = WORLD.open(MarketText.auto("reserve: 10.01").buys("beacon", "price: 10.00"));

        assertThat(market.ping(market.consumer()).reason()).isEqualTo("below_reserve");
    }
}
