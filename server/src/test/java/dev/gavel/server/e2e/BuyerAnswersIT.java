package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gavel.persistence.postgres.LeadViews;
import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Posting;
import dev.gavel.server.buyer.sim.Received;
import dev.gavel.server.buyer.sim.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a lead when its buyer refuses, cannot be reached, or does not say. */
class BuyerAnswersIT {

    private static final Duration RESOLVED_WITHIN = Duration.ofSeconds(40);

    @RegisterExtension
    static final World WORLD = World.with();

    private static MarketText beaconBeforeHarbor(String... campaign) {
        return MarketText.auto(campaign)
                .buyer("beacon", "post_timeout: 300ms")
                .contract("beacon", "beacon", "price: 40.00", "caps: [{window: day, count: 1}]")
                .buys("harbor", "price: 30.00", "caps: [{window: day, count: 5}]");
    }

    @Test
    void aRejectedLeadGoesToTheNextAndTheVendorGetsWhatWasPromised() {
        Marketplace market = WORLD.open(beaconBeforeHarbor("margin: {percent: 50}"));
        market.buyer("beacon").posts(Posting.reject("duplicate"));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.price()).isEqualTo("20.00");

        HttpAnswer post = market.post(ping, consumer);

        assertThat(post.status()).isEqualTo("sold");
        assertThat(post.price()).isEqualTo("20.00");
        assertThat(market.buyer("harbor").posts()).hasSize(1);
        assertThat(market.balances())
                .containsEntry("buyer/beacon", "0.00")
                .containsEntry("buyer/harbor", "-30.00")
                .containsEntry("vendor/acme-media", "20.00")
                .containsEntry("margin/harbor", "10.00");
        assertThat(market.used("contract/beacon/day/count")).isZero();
        assertThat(market.used("contract/harbor/day/count")).isEqualTo(1);
        assertThat(market.lead(ping.pingId()).deliveries())
                .extracting(LeadViews.DeliveryView::state)
                .containsExactlyInAnyOrder("REJECTED", "ACCEPTED");
        // The cap of one is free in Redis, too.
        assertThat(market.ping(market.consumer()).price()).isEqualTo("20.00");
    }

    @Test
    void aPromiseThatNobodyElseCanHoldEndsRejected() {
        Marketplace market = WORLD.open(beaconBeforeHarbor());
        market.buyer("beacon").posts(Posting.reject("duplicate"));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.price()).isEqualTo("40.00");

        HttpAnswer post = market.post(ping, consumer);

        assertThat(post.status()).isEqualTo("rejected");
        assertThat(post.reason()).isEqualTo("buyers_rejected");
        assertThat(post.at("/lead_id")).startsWith("lead_");
        assertThat(market.buyer("harbor").posts()).isEmpty();
        assertThat(market.balances()).containsEntry("buyer/beacon", "0.00").containsEntry("held/beacon", "0.00");
        assertThat(market.post(ping, consumer).body()).isEqualTo(post.body());
        // Who was not sold is no duplicate.
        market.buyer("beacon").posts(Posting.accept());
        assertThat(market.full(consumer).status()).isEqualTo("sold");
    }

    @Test
    void nobodyElseGetsALeadWhoseBuyerDoesNotAnswerAndItsRepetitionSettlesIt() {
        Marketplace market = WORLD.open(beaconBeforeHarbor("margin: {percent: 50}"));
        market.buyer("beacon").posts(Posting.accept(), new Manner.Never());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        HttpAnswer post = market.post(ping, consumer);

        assertThat(post.status()).isEqualTo("pending");
        assertThat(post.reason()).isEqualTo("delivery_unresolved");
        assertThat(market.pingStatus(ping.pingId()).body()).isEqualTo(post.body());
        assertThat(market.post(ping, consumer).body()).isEqualTo(post.body());
        assertThat(market.used("contract/beacon/day/count")).isEqualTo(1);
        assertThat(market.balances())
                .containsEntry("buyer/beacon", "-40.00")
                .containsEntry("held/beacon", "40.00")
                .doesNotContainEntry("vendor/acme-media", "20.00");
        assertThat(market.ping(market.consumer()).price())
                .as("beacon's cap is held")
                .isEqualTo("15.00");

        market.buyer("beacon").posts(Posting.accept());

        await().atMost(RESOLVED_WITHIN)
                .until(() -> market.pingStatus(ping.pingId()).status().equals("sold"));
        HttpAnswer settled = market.post(ping, consumer);
        assertThat(settled.status()).isEqualTo("sold");
        assertThat(settled.price()).isEqualTo("20.00");
        assertThat(market.buyer("harbor").posts()).isEmpty();
        assertThat(market.buyer("beacon").posts())
                .singleElement()
                .satisfies(lead -> assertThat(market.buyer("beacon").timesPosted(lead.header("idempotency-key")))
                        .isGreaterThan(1));
        assertThat(market.balances())
                .containsEntry("buyer/beacon", "-40.00")
                .containsEntry("held/beacon", "0.00")
                .containsEntry("vendor/acme-media", "20.00")
                .containsEntry("margin/beacon", "20.00");
        assertThat(market.lead(ping.pingId()).sales()).hasSize(1);
    }

    @Test
    void aBuyerThatRefusesWhenAskedAgainGivesCapAndMoneyBack() {
        Marketplace market = WORLD.open(beaconBeforeHarbor("margin: {percent: 50}"));
        market.buyer("beacon").posts(Posting.reject("bad zip"), new Manner.Never());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        assertThat(market.post(ping, consumer).status()).isEqualTo("pending");

        market.buyer("beacon").posts(Posting.accept());

        await().atMost(RESOLVED_WITHIN)
                .until(() -> market.pingStatus(ping.pingId()).status().equals("rejected"));
        assertThat(market.used("contract/beacon/day/count")).isZero();
        assertThat(market.balances()).containsEntry("buyer/beacon", "0.00").containsEntry("held/beacon", "0.00");
        await("Redis has the cap free, too")
                .until(() -> market.ping(market.consumer()).price().equals("20.00"));
    }

    @Test
    void aBuyerThatNobodyListensForIsPassedOver() {
        Marketplace market = WORLD.open(MarketText.auto("margin: {percent: 50}")
                .buyer("beacon", "post_url: http://127.0.0.1:1/lead")
                .contract("beacon", "beacon", "price: 40.00")
                .buys("harbor", "price: 30.00"));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");

        assertThat(market.buyer("harbor").posts()).hasSize(1);
        assertThat(market.lead(ping.pingId()).deliveries())
                .extracting(LeadViews.DeliveryView::state)
                .containsExactlyInAnyOrder("NOT_SENT", "ACCEPTED");
    }

    @Test
    void aBrokenAnswerMayBeASaleSoNobodyElseGetsTheLead() {
        Marketplace market = WORLD.open(beaconBeforeHarbor("margin: {percent: 50}"));
        market.buyer("beacon").posts(Posting.reply(new Reply(500, "<html>")));
        Consumer consumer = market.consumer();

        assertThat(market.full(consumer).status()).isEqualTo("pending");
        assertThat(market.buyer("harbor").posts()).isEmpty();
    }

    @Test
    void aLegThatIsResolvedLaterLeavesTheOtherLegsOfItsLeadAsTheyWere() {
        Marketplace market = WORLD.open(MarketText.auto("max_legs: 2")
                .buys("beacon", "price: 14.00", "mode: shared")
                .buyer("harbor", "post_timeout: 300ms")
                .contract("harbor", "harbor", "price: 12.00", "mode: shared"));
        market.buyer("harbor").posts(Posting.accept(), new Manner.Never());
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);

        HttpAnswer post = market.post(ping, consumer);
        assertThat(post.status()).isEqualTo("sold");
        assertThat(post.price()).isEqualTo("14.00");
        assertThat(post.at("/legs/1/status")).isEqualTo("pending");

        market.buyer("harbor").posts(Posting.accept());

        await().atMost(RESOLVED_WITHIN)
                .until(() -> market.lead(ping.pingId()).sales().size() == 2);
        HttpAnswer settled = market.pingStatus(ping.pingId());
        assertThat(settled.status()).isEqualTo("sold");
        assertThat(settled.json().path("legs").size()).isEqualTo(2);
        assertThat(settled.price()).isEqualTo("26.00");
        assertThat(market.balances()).containsEntry("vendor/acme-media", "26.00");
    }

    @Test
    void aSharedLegThatIsRejectedGoesToTheNextSharedBuyerOfAnotherGroup() {
        Marketplace market = WORLD.open(MarketText.auto("max_legs: 2", "margin: {percent: 50}")
                .buys("alone", "price: 20.00")
                .buys("beacon", "price: 14.00", "mode: shared", "conflict_group: coastal")
                .buys("harbor", "price: 12.00", "mode: shared")
                .buys("inland", "price: 11.00", "mode: shared", "conflict_group: coastal")
                .buys("prairie", "price: 10.00", "mode: shared"));
        market.buyer("harbor").posts(Posting.reject("duplicate"));
        Consumer consumer = market.consumer();
        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.price()).isEqualTo("13.00");

        HttpAnswer post = market.post(ping, consumer);

        assertThat(post.status()).isEqualTo("sold");
        assertThat(post.price()).isEqualTo("13.00");
        assertThat(market.lead(ping.pingId()).sales())
                .extracting(LeadViews.SaleView::buyer)
                .containsExactlyInAnyOrder("beacon", "prairie");
        assertThat(market.buyer("alone").posts()).isEmpty();
        assertThat(market.buyer("inland").posts()).isEmpty();
        assertThat(market.balances())
                .containsEntry("vendor/acme-media", "13.00")
                .containsEntry("margin/prairie", "4.00");
    }

    @Test
    void aBuyerWithoutAnEndpointFetchesItsLeads() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon", "delivery: -"));

        HttpAnswer full = market.full(market.consumer());

        assertThat(full.status()).isEqualTo("sold");
        assertThat(market.buyer("beacon").posts()).isEmpty();
        assertThat(market.lead(full.pingId()).sales()).hasSize(1);
    }

    @Test
    void theConsumerIsSentWhereTheBuyerSays() {
        Marketplace market = WORLD.open(MarketText.auto().buys("beacon"));
        market.buyer("beacon")
                .posts(
                        Posting.reply(
                                Reply.ok(
                                        "{\"status\":\"accepted\",\"reference\":\"L-77\",\"redirect_url\":\"https://buyer.example.com/thanks\"}")));
        HttpAnswer full = market.full(market.consumer());

        assertThat(full.at("/redirect_url")).isEqualTo("https://buyer.example.com/thanks");
        assertThat(market.lead(full.pingId()).sales())
                .extracting(LeadViews.SaleView::reference)
                .containsExactly("L-77");
        assertThat(market.buyer("beacon").posts()).extracting(Received::body).hasSize(1);
    }
}
