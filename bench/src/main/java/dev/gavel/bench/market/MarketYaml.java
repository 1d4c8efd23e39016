package dev.gavel.bench.market;

import dev.gavel.auction.contract.Market;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.lead.Zip;
import dev.gavel.auction.market.MarketFile;
import dev.gavel.auction.market.MarketReading;
import dev.gavel.auction.market.Verticals;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A made-up auto-insurance market as a {@code market.yaml}, the same for the same size: fixed prices, and filters as buyers have them (some
 * states, or a region's ZIP codes, or anywhere; a range of vehicle years; insured or not; credit bands). Every contract and every buyer has
 * caps of count and money per day, too large to fill. One contract in eight takes some sources only, one in four is shared.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class MarketYaml {

    public static final String TENANT = "bench";
    public static final String CAMPAIGN = "auto-insurance";
    public static final String VENDOR = "acme-media";
    public static final String SOURCE = "fb-17";

    private static final long SEED = 20_261_122L;
    /** Where nobody listens. */
    private static final int NOBODY = 9;

    /** Beyond so many contracts buyers have more of them, with smaller regions: the file would be larger than a market's may be. */
    private static final int LARGE = 10_000;

    private static final int FIRST_ZIP = 501;
    private static final int LAST_ZIP = 99_950;
    private static final String NEVER_FULL = "{window: day, count: 1000000000, money: 1000000000.00}";

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final StringBuilder yaml = new StringBuilder(1 << 20);

    private final int leastZips;
    private final int mostZips;
    private final int contractsPerBuyer;

    private MarketYaml(int contracts) {
        boolean large = contracts > LARGE;
        this.leastZips = large ? 2 : 50;
        this.mostZips = large ? 5 : 1_000;
        this.contractsPerBuyer = large ? 50 : 5;
    }

    /**
     * The text.
     *
     * @param callingHours whether the campaign has its gate of calling hours
     */
    public static String of(int contracts, boolean callingHours) {
        return of(contracts, callingHours, Bidders.NONE);
    }

    /** The same, with contracts that are asked for their price beside those of fixed prices. */
    public static String of(int contracts, boolean callingHours, Bidders bidders) {
        MarketYaml market = new MarketYaml(contracts);
        market.appendCampaign(callingHours, bidders);
        market.yaml.append("buyers:\n");
        market.appendBuyers((contracts + market.contractsPerBuyer - 1) / market.contractsPerBuyer, bidders.farmPort());
        bidders.appendBuyers(market.yaml, NEVER_FULL);
        market.yaml.append("contracts:\n");
        market.appendContracts(contracts);
        bidders.appendContracts(market.yaml, CAMPAIGN, NEVER_FULL);
        return market.yaml.toString();
    }

    /** The market as Gavel reads it. */
    public static Market read(String yaml) {
        return switch (MarketFile.read(yaml, TENANT, Verticals.standard())) {
            case MarketReading.Accepted accepted -> accepted.market();
            case MarketReading.Refused refused ->
                throw new IllegalStateException(refused.problems().toString());
        };
    }

    private void appendCampaign(boolean callingHours, Bidders bidders) {
        yaml.append("""
                currency: USD
                campaigns:
                  %s:
                    vertical: auto-insurance
                    ranking: highest_price
                    pricing: first_price
                    max_legs: 3
                    reserve: 5.00
                    margin: {percent: 15}
                    ping_ttl: 1m
                    bid_timeout: %dms
                    seed: %d
                    gates: {consent_max_age: 30d, certificate_required: true, calling_hours: %b, duplicate_window: 30d,
                            max_pings_per_hour: 10}
                vendors:
                  %s: {sources: [%s, google-3], floor: 2.00}
                """.formatted(CAMPAIGN, bidders.timeoutMillis(), SEED, callingHours, VENDOR, SOURCE));
    }

    private void appendBuyers(int buyers, int farmPort) {
        for (int i = 0; i < buyers; i++) {
            yaml.append("""
                      buyer-%d:
                        legal_name: Example Buyer %d LLC
                        zone: America/Chicago
                        credit_limit: 1000000000.00
                        vetting: {verified_on: 2026-01-01, verified_by: bench, valid_until: 2099-12-31, permitted_use: none, verticals: [auto-insurance]}
                        caps: [%s]
                        endpoints:
                          post:
                            url: http://127.0.0.1:%d/buyers/%d/post
                            timeout: 2s
                            request: {lead_id: "${lead_id}"}
                            response: {status: status, accepted: [accepted], rejected: [rejected]}
                    """.formatted(i, i, NEVER_FULL, farmPort == 0 ? NOBODY : farmPort, i));
        }
    }

    private void appendContracts(int contracts) {
        for (int i = 0; i < contracts; i++) {
            yaml.append("  contract-%d:\n".formatted(i))
                    .append("    campaign: %s\n".formatted(CAMPAIGN))
                    .append("    buyer: buyer-%d\n".formatted(i / contractsPerBuyer))
                    .append("    filter: ")
                    .append(filter())
                    .append("\n    schedule: always\n")
                    .append("    price: %s\n".formatted(price()))
                    .append("    caps: [%s]\n".formatted(NEVER_FULL))
                    .append("    delivery: post\n");
            if (i % 8 == 0) {
                yaml.append("    sources: {allow: [%s/%s]}\n".formatted(VENDOR, SOURCE));
            }
            if (i % 4 == 0) {
                yaml.append("    mode: shared\n");
            }
        }
    }

    private String price() {
        return String.format(Locale.ROOT, "%d.%02d", random.nextInt(5, 80), random.nextInt(100));
    }

    private String filter() {
        StringBuilder parts = new StringBuilder("{all: [{birth_date: exists}");
        int place = random.nextInt(10);
        if (place < 6) {
            parts.append(", {state: {in: ").append(states(random.nextInt(1, 9))).append("}}");
        } else if (place < 9) {
            parts.append(", {zip: {in: \"")
                    .append(region(random.nextInt(leastZips, mostZips)))
                    .append("\"}}");
        }
        if (random.nextBoolean()) {
            parts.append(", {vehicle_year: {range: [%d, 2100]}}".formatted(random.nextInt(1998, 2018)));
        }
        if (random.nextBoolean()) {
            parts.append(", {currently_insured: {equals: %b}}".formatted(random.nextBoolean()));
        }
        if (random.nextInt(4) == 0) {
            parts.append(", {credit_band: {in: [good, fair]}}");
        }
        return parts.append("]}").toString();
    }

    private Set<String> states(int count) {
        Set<String> states = new TreeSet<>();
        while (states.size() < count) {
            states.add(UsState.of(random.nextInt(UsState.values().length)).name());
        }
        return states;
    }

    /** ZIP codes in a row, as a region has them. */
    private String region(int zips) {
        int first = random.nextInt(FIRST_ZIP, LAST_ZIP - zips);
        StringBuilder codes = new StringBuilder(zips * 6);
        for (int zip = first; zip < first + zips; zip++) {
            codes.append(Zip.format(zip)).append(' ');
        }
        return codes.toString().strip();
    }
}
