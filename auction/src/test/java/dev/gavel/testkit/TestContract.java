package dev.gavel.testkit;

import dev.gavel.auction.bid.Bid;
import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.contract.SourceRule;
import dev.gavel.auction.money.Money;
import java.util.List;

/**
 * Builds contracts for tests: an exclusive one that accepts every lead at any time, for 10.00, of the buyer {@code buyer}, except for what
 * is said.
 */
public final class TestContract {

    private final String id;
    private String campaign = TestCampaign.ID;
    private String buyer = "buyer";
    private Filter filter = Filter.ANY;
    private SourceRule sources = SourceRule.ALL;
    private Schedule schedule = Schedule.ALWAYS;
    private PriceRule price = new PriceRule.Fixed(10 * Money.UNIT_MICROS);
    private List<Cap> caps = List.of();
    private int priority;
    private int weight = 1;
    private SaleMode mode = SaleMode.EXCLUSIVE;
    private String conflictGroup;
    private boolean paused;

    private TestContract(String id) {
        this.id = id;
    }

    public static TestContract contract(String id) {
        return new TestContract(id);
    }

    public TestContract campaign(String value) {
        campaign = value;
        return this;
    }

    public TestContract buyer(String value) {
        buyer = value;
        return this;
    }

    public TestContract filter(Filter value) {
        filter = value;
        return this;
    }

    public TestContract sources(SourceRule value) {
        sources = value;
        return this;
    }

    public TestContract schedule(Schedule value) {
        schedule = value;
        return this;
    }

    /** Whole units of the currency. */
    public TestContract price(long units) {
        return price(new PriceRule.Fixed(units * Money.UNIT_MICROS));
    }

    public TestContract price(PriceRule value) {
        price = value;
        return this;
    }

    public TestContract caps(Cap... values) {
        caps = List.of(values);
        return this;
    }

    public TestContract priority(int value) {
        priority = value;
        return this;
    }

    public TestContract weight(int value) {
        weight = value;
        return this;
    }

    public TestContract shared() {
        mode = SaleMode.SHARED;
        return this;
    }

    public TestContract mode(SaleMode value) {
        mode = value;
        return this;
    }

    public TestContract conflictGroup(String value) {
        conflictGroup = value;
        return this;
    }

    public TestContract paused() {
        paused = true;
        return this;
    }

    public Contract build() {
        return new Contract(
                id,
                campaign,
                buyer,
                filter,
                sources,
                schedule,
                price,
                caps,
                priority,
                weight,
                mode,
                conflictGroup,
                null,
                paused);
    }

    /** A bid of the contract, in whole units of the currency. */
    public Bid bids(long units) {
        return new Bid(build(), units * Money.UNIT_MICROS, null);
    }
}
