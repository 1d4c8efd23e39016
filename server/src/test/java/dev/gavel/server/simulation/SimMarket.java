package dev.gavel.server.simulation;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.contract.SourceRule;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.market.Verticals;
import dev.gavel.auction.money.Margin;
import dev.gavel.auction.money.Money;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A small market, drawn anew for each run: few buyers with tight caps and short funds, so that everything runs out. */
final class SimMarket {

    static final String TENANT = "demo";
    static final String CAMPAIGN = "auto";
    static final int BUYERS = 4;
    static final int VENDORS = 3;

    private static final int MOST_CONTRACTS_OF_A_MODE = 5;
    private static final List<Duration> POST_TIMEOUTS =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(40));

    private SimMarket() {}

    static String buyer(int number) {
        return "buyer-" + number;
    }

    static int numberOf(String buyer) {
        return Integer.parseInt(buyer.substring("buyer-".length()));
    }

    static String vendor(int number) {
        return "vendor-" + number;
    }

    static Market draw(Timeline timeline) {
        Map<String, Buyer> buyers = new LinkedHashMap<>();
        for (int i = 0; i < BUYERS; i++) {
            String id = buyer(i);
            buyers.put(
                    id,
                    new Buyer(
                            id,
                            "Buyer " + i + " LLC",
                            ZoneId.of("UTC"),
                            caps(timeline, id, Cap.Scope.BUYER),
                            0,
                            List.of()));
        }
        List<Contract> contracts = new ArrayList<>();
        for (SaleMode mode : List.of(SaleMode.EXCLUSIVE, SaleMode.SHARED)) {
            for (int i = timeline.between(1, MOST_CONTRACTS_OF_A_MODE); i > 0; i--) {
                contracts.add(contract(timeline, "contract-" + contracts.size(), mode));
            }
        }
        Map<String, Vendor> vendors = new LinkedHashMap<>();
        for (int i = 0; i < VENDORS; i++) {
            vendors.put(vendor(i), new Vendor(vendor(i), Set.of(), 0));
        }
        Campaign campaign = campaign(timeline);
        return new Market(TENANT, 1, "USD", Map.of(CAMPAIGN, campaign), vendors, buyers, contracts);
    }

    private static Campaign campaign(Timeline timeline) {
        return new Campaign(
                CAMPAIGN,
                Verticals.standard().get("auto-insurance"),
                Campaign.Ranking.HIGHEST_PRICE,
                new Campaign.Pricing.FirstPrice(),
                timeline.between(1, 4),
                0,
                new Margin.Percent(1_500),
                Duration.ofMillis(150),
                timeline.any(POST_TIMEOUTS),
                Duration.ofSeconds(timeline.between(5, 90)),
                timeline.chance(250) ? Campaign.Reservation.POST : Campaign.Reservation.PING,
                1,
                GatePolicy.STANDARD
                        .withCertificateRequired(false)
                        .withCallingHours(false)
                        .withMostPingsPerHour(10_000)
                        .withDiligence(Diligence.NONE));
    }

    private static Contract contract(Timeline timeline, String id, SaleMode mode) {
        long dollars = timeline.between(5, 12);
        @Nullable String group = timeline.chance(500) ? null : "group-" + timeline.between(0, 1);
        @Nullable String endpoint = timeline.chance(120) ? null : "leads";
        return new Contract(
                id,
                CAMPAIGN,
                buyer(timeline.between(0, BUYERS - 1)),
                Filter.ANY,
                SourceRule.ALL,
                Schedule.ALWAYS,
                new PriceRule.Fixed(dollars * Money.UNIT_MICROS),
                caps(timeline, id, Cap.Scope.CONTRACT),
                1,
                1,
                mode,
                group,
                endpoint,
                false);
    }

    private static List<Cap> caps(Timeline timeline, String of, Cap.Scope scope) {
        List<Cap> caps = new ArrayList<>();
        if (timeline.chance(500)) {
            caps.add(new Cap(of + "/day", scope, Cap.Window.DAY, Cap.Unit.COUNT, timeline.between(1, 6)));
        }
        if (timeline.chance(200)) {
            long micros = timeline.between(10, 60) * Money.UNIT_MICROS;
            caps.add(new Cap(of + "/total", scope, Cap.Window.TOTAL, Cap.Unit.MONEY, micros));
        }
        return caps;
    }

    /** Every cap's limit. */
    static Map<String, Long> limits(Market market) {
        Map<String, Long> limits = new LinkedHashMap<>();
        Stream.concat(
                        market.contracts().stream().flatMap(contract -> contract.caps().stream()),
                        market.buyers().values().stream().flatMap(buyer -> buyer.caps().stream()))
                .forEach(cap -> limits.put(cap.id(), cap.limit()));
        return limits;
    }
}
