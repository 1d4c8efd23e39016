package dev.gavel.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How often a consumer is sold: by the law of the consumer's state, and by the wish of a buyer; and for how long a price holds. */
class ContactsIT {

    @RegisterExtension
    static final World WORLD = World.with();

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    /** Campaigns {@code auto}, {@code auto-2} and so on, each with a buyer of its own, {@code b1}, {@code b2} and so on. */
    private static MarketText campaigns(int count) {
        MarketText market = MarketText.auto().buys("b1");
        for (int i = 2; i <= count; i++) {
            market.campaign("auto-" + i).buyer("b" + i).contract("b" + i, "b" + i, "campaign: auto-" + i);
        }
        return market;
    }

    private static Consumer inFlorida(Consumer consumer) {
        String phone = "+1305" + consumer.phone().substring(5);
        return consumer.pinging("zip", "33139")
                .pinging("state", "FL")
                .pinging("phone_hash", Consumer.sha256(phone))
                .posting("phone", phone);
    }

    private static Consumer in(String campaign, Consumer consumer) {
        return consumer.pinging("campaign", campaign);
    }

    @Test
    void aFloridianIsSoldThreeTimesADay() {
        Marketplace market = WORLD.open(campaigns(4));
        Consumer floridian = inFlorida(market.consumer());
        Consumer texan = market.consumer();

        for (String campaign : List.of("auto", "auto-2", "auto-3")) {
            assertThat(market.full(in(campaign, floridian)).status()).isEqualTo("sold");
            assertThat(market.full(in(campaign, texan)).status()).isEqualTo("sold");
        }

        HttpAnswer fourth = market.ping(in("auto-4", floridian));
        assertThat(fourth.status()).isEqualTo("rejected");
        assertThat(fourth.reason()).isEqualTo("contact_limit_reached");
        assertThat(market.full(in("auto-4", texan)).status()).isEqualTo("sold");
        assertThat(market.buyer("b4").posts()).hasSize(1);
    }

    @Test
    void whatWasSoldBetweenPingAndPostCounts() {
        Marketplace market = WORLD.open(campaigns(4));
        Consumer consumer = inFlorida(market.consumer());
        HttpAnswer early = market.ping(in("auto-4", consumer));
        assertThat(early.status()).isEqualTo("accepted");
        for (String campaign : List.of("auto", "auto-2", "auto-3")) {
            assertThat(market.full(in(campaign, consumer)).status()).isEqualTo("sold");
        }

        HttpAnswer post = market.post(early, consumer);

        assertThat(post.status()).isEqualTo("rejected");
        assertThat(post.reason()).isEqualTo("contact_limit_reached");
        assertThat(market.buyer("b4").posts()).isEmpty();
    }

    @Test
    void aSharedSaleIsCutToTheLegsThatAreLeft() {
        Marketplace market = WORLD.open(MarketText.auto("max_legs: 4")
                .campaign("auto-2")
                .buys("s1", "mode: shared", "price: 14.00")
                .buys("s2", "mode: shared", "price: 13.00")
                .buys("s3", "mode: shared", "price: 12.00")
                .buys("s4", "mode: shared", "price: 11.00")
                .buyer("first")
                .contract("first", "first", "campaign: auto-2"));
        Consumer floridian = inFlorida(market.consumer());
        assertThat(market.full(in("auto-2", floridian)).status()).isEqualTo("sold");

        HttpAnswer ping = market.ping(floridian);
        assertThat(ping.json().path("legs").size()).isEqualTo(2);
        assertThat(ping.price()).isEqualTo("27.00");
        assertThat(market.post(ping, floridian).price()).isEqualTo("27.00");
        assertThat(market.ping(market.consumer()).json().path("legs").size()).isEqualTo(4);
    }

    @Test
    void aBuyerThatTakesNoConsumerTwiceIsPassedOver() {
        Marketplace market = WORLD.open(MarketText.auto()
                .campaign("auto-2")
                .campaign("auto-3")
                .buyer("beacon", "repeat_window: 30d")
                .buyer("harbor")
                .contract("beacon", "beacon", "price: 20.00")
                .contract("beacon-2", "beacon", "price: 20.00", "campaign: auto-2")
                .contract("harbor-2", "harbor", "price: 9.00", "campaign: auto-2")
                .contract("beacon-3", "beacon", "price: 20.00", "campaign: auto-3", "repeat_window: 0s"));
        Consumer consumer = market.consumer();
        assertThat(market.full(in("auto", consumer)).price()).isEqualTo("20.00");

        assertThat(market.full(in("auto-2", consumer)).price()).as("harbor's").isEqualTo("9.00");
        assertThat(market.full(in("auto-2", market.consumer())).price())
                .as("somebody else")
                .isEqualTo("20.00");
        assertThat(market.full(in("auto-3", consumer)).price())
                .as("a contract that does not mind")
                .isEqualTo("20.00");
    }

    @Test
    void whereNoOtherBuyerIsTheReasonIsTheBuyers() {
        Marketplace market = WORLD.open(MarketText.auto()
                .campaign("auto-2")
                .buyer("beacon", "repeat_window: 30d")
                .contract("beacon", "beacon")
                .contract("beacon-2", "beacon", "campaign: auto-2"));
        Consumer consumer = market.consumer();
        HttpAnswer early = market.ping(in("auto-2", consumer));
        assertThat(market.full(consumer).status()).isEqualTo("sold");

        assertThat(market.ping(in("auto-2", market.consumer())).status()).isEqualTo("accepted");
        assertThat(market.full(in("auto-2", consumer.pingingNo("email_hash"))).reason())
                .isEqualTo("duplicate");
        assertThat(market.post(early, consumer).status()).isEqualTo("rejected");
        assertThat(market.buyer("beacon").posts()).hasSize(1);
    }

    @Test
    void aPriceHoldsNoLongerThanTheCampaignSells() {
        ZonedDateTime close = ZonedDateTime.now(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(20);
        Marketplace market = WORLD.open(
                MarketText.auto("ping_ttl: 1h", "schedule: " + until(close)).buys("beacon"));

        HttpAnswer ping = market.ping(market.consumer());

        assertThat(ping.status()).isEqualTo("accepted");
        assertThat(Instant.parse(ping.at("/expires_at")))
                .isBetween(close.toInstant().minusSeconds(1), close.toInstant().plusSeconds(2));
        Marketplace closed = WORLD.open(
                MarketText.auto("schedule: {zone: UTC, windows: [" + DAYS.get(dayAfterTomorrow()) + " 00:00-00:01]}")
                        .buys("beacon"));
        assertThat(closed.ping(closed.consumer()).reason()).isEqualTo("campaign_closed");
    }

    private static int dayAfterTomorrow() {
        return ZonedDateTime.now(ZoneOffset.UTC).plusDays(2).getDayOfWeek().getValue() - 1;
    }

    /** A schedule that is open from an hour ago until then; in two windows where midnight lies between. */
    private static String until(ZonedDateTime close) {
        ZonedDateTime open = close.minusMinutes(80);
        String first = DAYS.get(open.getDayOfWeek().getValue() - 1) + " " + open.toLocalTime() + "-";
        String windows = open.getDayOfWeek() == close.getDayOfWeek()
                ? first + close.toLocalTime()
                : first + "24:00, " + DAYS.get(close.getDayOfWeek().getValue() - 1) + " 00:00-"
                        + (close.toLocalTime().equals(LocalTime.MIDNIGHT) ? "00:01" : close.toLocalTime());
        return "{zone: UTC, windows: [" + windows + "]}";
    }

    @Test
    void ofManyPostsAtOnceNoMoreThanTheLimitAreSold() throws Exception {
        int count = 12;
        Marketplace market = WORLD.open(campaigns(count));
        Consumer consumer = inFlorida(market.consumer());
        List<CompletableFuture<HttpAnswer>> calls = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String campaign = i == 1 ? "auto" : "auto-" + i;
            calls.add(World.atTheSameTime(() -> market.full(in(campaign, consumer))));
        }

        int sold = 0;
        for (CompletableFuture<HttpAnswer> call : calls) {
            sold += call.get().status().equals("sold") ? 1 : 0;
        }
        assertThat(sold).isEqualTo(3);
    }
}
