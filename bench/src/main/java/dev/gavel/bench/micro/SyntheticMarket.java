package dev.gavel.bench.micro;

import dev.gavel.auction.book.ContractBook;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.contract.SourceRule;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.lead.Zip;
import dev.gavel.auction.market.Verticals;
import dev.gavel.auction.money.Margin;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A made-up auto-insurance market of any size, the same for the same size: filters as buyers have them (some states or a ZIP list, a range of
 * vehicle years, insured or not, credit bands), fixed prices, one contract in eight for some sources only, one in four shared.
 */
final class SyntheticMarket {

    static final String VENDOR = "acme-media";
    static final String SOURCE = "fb-17";

    private static final long SEED = 20_261_122L;
    private static final Instant NOW = Instant.parse("2026-11-22T15:00:00Z");
    private static final int CONTRACTS_PER_BUYER = 5;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Vertical vertical =
            Objects.requireNonNull(Verticals.standard().get("auto-insurance"));
    private final Campaign campaign = campaign(Campaign.Ranking.HIGHEST_PRICE, new Campaign.Pricing.FirstPrice(), 3);

    /** A compiled book. */
    ContractBook book(int contracts) {
        List<Contract> all = new ArrayList<>(contracts);
        Map<String, Buyer> buyers = new HashMap<>();
        for (int i = 0; i < contracts; i++) {
            Contract contract = contract(i);
            all.add(contract);
            buyers.computeIfAbsent(
                    contract.buyer(), id -> new Buyer(id, "Example " + id, ZoneOffset.UTC, List.of(), 0, List.of()));
        }
        return ContractBook.compile(campaign, all, buyers).withOpenAt(NOW);
    }

    /** Leads that differ in all that filters look at. */
    Lead[] leads(int count) {
        Lead[] leads = new Lead[count];
        for (int i = 0; i < count; i++) {
            leads[i] = Lead.of(vertical)
                    .set("zip", Zip.format(random.nextInt(501, 99_951)))
                    .set(
                            "state",
                            UsState.of(random.nextInt(UsState.values().length)).name())
                    .set(
                            "birth_date",
                            LocalDate.of(1950, 1, 1)
                                    .plusDays(random.nextInt(20_000))
                                    .toString())
                    .set("currently_insured", Boolean.toString(random.nextInt(3) > 0))
                    .set("vehicle_year", Integer.toString(random.nextInt(1998, 2027)))
                    .set("credit_band", random.nextBoolean() ? "good" : "fair")
                    .build();
        }
        return leads;
    }

    Campaign campaign() {
        return campaign;
    }

    /** The same campaign, selling in another way. */
    Campaign campaign(Campaign.Ranking ranking, Campaign.Pricing pricing, int maxLegs) {
        return new Campaign(
                "auto-insurance",
                vertical,
                ranking,
                pricing,
                maxLegs,
                5_000_000L,
                new Margin.Percent(1_500),
                Duration.ofMillis(150),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                SEED,
                GatePolicy.STANDARD.withMostPingsPerHour(60).withDiligence(Diligence.NONE));
    }

    Vertical vertical() {
        return vertical;
    }

    Contract contract(int number) {
        SourceRule sources = number % 8 == 0 ? new SourceRule(Set.of(VENDOR + "/" + SOURCE), Set.of()) : SourceRule.ALL;
        return new Contract(
                "contract-" + number,
                campaign.id(),
                "buyer-" + number / CONTRACTS_PER_BUYER,
                filter(),
                sources,
                Schedule.ALWAYS,
                new PriceRule.Fixed(random.nextLong(500, 8_000) * 10_000L),
                List.of(),
                random.nextInt(1, 10),
                1,
                number % 4 == 0 ? SaleMode.SHARED : SaleMode.EXCLUSIVE,
                null,
                null,
                false);
    }

    private Filter filter() {
        List<Filter> parts = new ArrayList<>();
        int place = random.nextInt(10);
        if (place < 6) {
            parts.add(new Filter.In(field("state"), codes(random.nextInt(1, 9), UsState.values().length)));
        } else if (place < 9) {
            parts.add(new Filter.In(field("zip"), codes(random.nextInt(50, 1_000), Zip.COUNT)));
        }
        if (random.nextBoolean()) {
            parts.add(new Filter.Range(field("vehicle_year"), random.nextInt(1998, 2018), 2100));
        }
        if (random.nextBoolean()) {
            parts.add(new Filter.In(field("currently_insured"), new long[] {random.nextInt(2)}));
        }
        if (random.nextInt(4) == 0) {
            parts.add(new Filter.In(field("credit_band"), codes(2, 4)));
        }
        return new Filter.And(parts);
    }

    /** Without repetition. */
    private long[] codes(int count, int bound) {
        return random.longs(0, bound).distinct().limit(count).toArray();
    }

    private Field field(String name) {
        return Objects.requireNonNull(vertical.fieldNamed(name), name);
    }
}
