package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.server.buyer.sim.Bidding;
import dev.gavel.server.buyer.sim.Manner;
import dev.gavel.server.buyer.sim.Received;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Buyers that are asked for a bid on each ping. */
class HttpBiddersIT {

    private static final String ASKED = "price: {realtime: {endpoint: bid, min: 5.00, max: 60.00}}";
    private static final long DOLLAR_MICROS = 1_000_000;

    @RegisterExtension
    static final World WORLD = World.with();

    private static MarketText twoBidders() {
        return MarketText.auto().buys("beacon", ASKED).buys("harbor", ASKED);
    }

    @Test
    void theBestBidWinsAndItsBuyerGetsTheLead() {
        Marketplace market = WORLD.open(twoBidders());
        market.buyer("beacon").bids(Bidding.fixed(20 * DOLLAR_MICROS));
        market.buyer("harbor").bids(Bidding.fixed(31 * DOLLAR_MICROS));
        Consumer consumer = market.consumer();

        HttpAnswer ping = market.ping(consumer);
        assertThat(ping.price()).isEqualTo("31.00");
        assertThat(market.post(ping, consumer).status()).isEqualTo("sold");

        assertThat(market.buyer("beacon").posts()).isEmpty();
        assertThat(market.buyer("harbor").posts())
                .singleElement()
                .extracting(Received::body)
                .asString()
                .contains("\"bid_id\":\"" + market.buyer("harbor").id() + "-1\"", "\"price\":\"31.00\"");
    }

    @Test
    void aFixedPriceCompetesWithBids() {
        Marketplace market = WORLD.open(twoBidders().buys("prairie", "price: 25.00"));
        market.buyer("beacon").bids(Bidding.fixed(24 * DOLLAR_MICROS));

        assertThat(market.ping(market.consumer()).price()).isEqualTo("25.00");
    }

    @Test
    void aBidOutsideItsBoundsIsVoid() {
        Marketplace market = WORLD.open(twoBidders());
        market.buyer("beacon").bids(Bidding.fixed(12 * DOLLAR_MICROS));
        market.buyer("harbor").bids(Bidding.fixed(600 * DOLLAR_MICROS));

        assertThat(market.ping(market.consumer()).price()).isEqualTo("12.00");

        market.buyer("beacon").bids(Bidding.fixed(4 * DOLLAR_MICROS));
        assertThat(market.ping(market.consumer()).reason()).isEqualTo("no_bid");
    }

    @Test
    void aSlowBidderIsNotWaitedForBeyondTheDeadline() {
        Marketplace market = WORLD.open(MarketText.auto("bid_timeout: 400ms")
                .buyer("beacon", "bid_timeout: 50s")
                .contract("beacon", "beacon", ASKED)
                .buys("harbor", ASKED));
        market.buyer("beacon").bids(Bidding.fixed(50 * DOLLAR_MICROS), new Manner.Never());
        market.buyer("harbor").bids(Bidding.fixed(10 * DOLLAR_MICROS));

        long started = System.nanoTime();
        HttpAnswer ping = market.ping(market.consumer());

        assertThat(ping.price()).isEqualTo("10.00");
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(400), Duration.ofSeconds(10));
    }

    @Test
    void nobodyBidsSoNothingIsSold() {
        Marketplace market = WORLD.open(twoBidders());

        assertThat(market.ping(market.consumer()).reason()).isEqualTo("no_bid");
        assertThat(market.buyer("beacon").bidsAsked()).isEqualTo(1);
    }

    @Test
    void onlyTheWinnerLearnsWhoTheConsumerIs() {
        Marketplace market = WORLD.open(twoBidders());
        market.buyer("beacon").bids(Bidding.fixed(20 * DOLLAR_MICROS)).keepBidRequests(10);
        market.buyer("harbor").bids(Bidding.fixed(30 * DOLLAR_MICROS)).keepBidRequests(10);
        Consumer consumer = market.consumer();

        // All in one call: the restricted fields are there before anyone is asked.
        assertThat(market.full(consumer).status()).isEqualTo("sold");

        for (String bidder : new String[] {"beacon", "harbor"}) {
            assertThat(market.buyer(bidder).bidRequests()).singleElement().satisfies(asked -> {
                assertThat(asked.body()).contains("\"zip\":\"78701\"", "\"vehicle_year\":2019");
                assertThat(asked.body() + asked.headers())
                        .doesNotContain(
                                consumer.phone(),
                                consumer.email(),
                                "Testina",
                                "100 Example Street",
                                Consumer.sha256(consumer.phone()));
                assertThat(asked.header("idempotency-key")).isNull();
            });
        }
        assertThat(market.buyer("beacon").posts()).isEmpty();
        assertThat(market.buyer("harbor").posts()).singleElement().satisfies(lead -> {
            assertThat(lead.body()).contains("\"first_name\":\"Testina\"", consumer.phone(), consumer.email());
            assertThat(lead.header("idempotency-key")).startsWith("delivery_");
        });
    }

    @Test
    void nobodyHearsOfASuppressedConsumer() {
        Marketplace market = WORLD.open(twoBidders());
        market.buyer("beacon").bids(Bidding.fixed(20 * DOLLAR_MICROS));
        Consumer consumer = market.consumer();
        market.suppress(consumer);

        assertThat(market.ping(consumer).reason()).isEqualTo("suppressed");
        assertThat(market.buyer("beacon").bidsAsked()).isZero();
        assertThat(market.buyer("harbor").bidsAsked()).isZero();
    }
}
