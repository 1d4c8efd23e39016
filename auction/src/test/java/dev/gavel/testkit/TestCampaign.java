package dev.gavel.testkit;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.money.Margin;
import dev.gavel.auction.money.Money;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** Builds campaigns for tests: highest price, first price, one leg, no reserve, no margin, except for what is said. */
public final class TestCampaign {

    /** The id of all of them. */
    public static final String ID = "campaign";

    private Vertical vertical = new Vertical("empty", List.of());
    private Campaign.Ranking ranking = Campaign.Ranking.HIGHEST_PRICE;
    private Campaign.Pricing pricing = new Campaign.Pricing.FirstPrice();
    private int maxLegs = 1;
    private long reserveMicros;
    private Margin margin = Margin.NONE;
    private long seed = 7;

    private TestCampaign() {}

    public static TestCampaign campaign() {
        return new TestCampaign();
    }

    /** A buyer without caps or endpoints. */
    public static Buyer buyer(String id) {
        return new Buyer(id, id + " Inc.", ZoneId.of("America/Chicago"), List.of(), 0, List.of());
    }

    public TestCampaign vertical(Vertical value) {
        vertical = value;
        return this;
    }

    public TestCampaign ranking(Campaign.Ranking value) {
        ranking = value;
        return this;
    }

    /** The increment in whole units of the currency. */
    public TestCampaign secondPrice(long incrementUnits) {
        pricing = new Campaign.Pricing.SecondPrice(incrementUnits * Money.UNIT_MICROS);
        return this;
    }

    public TestCampaign maxLegs(int value) {
        maxLegs = value;
        return this;
    }

    /** Whole units of the currency. */
    public TestCampaign reserve(long units) {
        reserveMicros = units * Money.UNIT_MICROS;
        return this;
    }

    public TestCampaign margin(Margin value) {
        margin = value;
        return this;
    }

    public TestCampaign seed(long value) {
        seed = value;
        return this;
    }

    public Campaign build() {
        return new Campaign(
                ID,
                vertical,
                ranking,
                pricing,
                maxLegs,
                reserveMicros,
                margin,
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofMinutes(2),
                seed,
                GatePolicy.STANDARD
                        .withCertificateRequired(false)
                        .withCallingHours(false)
                        .withDiligence(Diligence.NONE));
    }
}
