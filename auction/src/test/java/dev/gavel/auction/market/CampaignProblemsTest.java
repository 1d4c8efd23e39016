package dev.gavel.auction.market;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be wrong with a campaign. */
class CampaignProblemsTest {

    @ParameterizedTest
    @MethodSource("changes")
    void reportsTheChangeAtItsPath(String good, String bad, String path, String message) {
        Changes.requireProblem(good, bad, path, message);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Changes.change(
                        "buyer_vetting: false",
                        "buyer_vetting: no",
                        "campaigns.auto.gates.buyer_vetting",
                        "true or false"),
                Changes.change(
                        "least_form_time: 5s", "least_form_time: 2d", "campaigns.auto.gates.least_form_time", "from 0"),
                Changes.change(
                        "vertical: auto-insurance",
                        "vertical: auto",
                        "campaigns.auto.vertical",
                        "did you mean \"auto-insurance\"?"),
                Changes.change(
                        "ranking: weighted",
                        "ranking: weigted",
                        "campaigns.auto.ranking",
                        "did you mean \"weighted\"?"),
                Changes.change(
                        "{second_price: {increment: 0.05}}",
                        "third_price",
                        "campaigns.auto.pricing",
                        "unknown pricing"),
                Changes.change(
                        "increment: 0.05",
                        "increment: -1",
                        "campaigns.auto.pricing.second_price.increment",
                        "\"-1\" (expected: an amount"),
                Changes.change("max_legs: 4", "max_legs: 9", "campaigns.auto.max_legs", "from 1 to 8"),
                Changes.change("reserve: 7.50", "reserve: 7,50", "campaigns.auto.reserve", "\"7,50\""),
                Changes.change(
                        "percent: 12.5",
                        "percent: 120",
                        "campaigns.auto.margin.table[0].percent",
                        "from 0.00 to 100.00"),
                Changes.change(
                        "percent: 12.5", "percent: 12.555", "campaigns.auto.margin.table[0].percent", "two decimals"),
                Changes.change(
                        "from: 20.00, fixed", "from: 0, fixed", "campaigns.auto.margin.table[1].from", "not more than"),
                Changes.change(
                        "{from: 0, percent",
                        "{from: 1, percent",
                        "campaigns.auto.margin.table[0].from",
                        "must be from 0"),
                Changes.change(
                        "fixed: 4.00}",
                        "fixed: 4.00, percent: 3}",
                        "campaigns.auto.margin.table[1]",
                        "more than one of"),
                Changes.change(", margin: none", "", "campaigns.pets.margin", "is missing"),
                Changes.change(
                        "bid_timeout: 250ms",
                        "bid_timeout: 250",
                        "campaigns.auto.bid_timeout",
                        "a unit of ms, s, m, h or d"),
                Changes.change(
                        "seed: -42", "reservation: pings", "campaigns.auto.reservation", "did you mean \"ping\"?"),
                Changes.change("ping_ttl: 10m", "ping_ttl: 10w", "campaigns.auto.ping_ttl", "\"10w\""),
                Changes.change("ping_ttl: 10m", "ping_ttl: 2h", "campaigns.auto.ping_ttl", "1s to 1h"),
                Changes.change(
                        "named_sellers: true",
                        "named_sellers: yes",
                        "campaigns.auto.gates.named_sellers",
                        "false, true, individually"),
                Changes.change(
                        "calling_hours: false",
                        "callinghours: false",
                        "campaigns.auto.gates.callinghours",
                        "did you mean \"calling_hours\"?"),
                Changes.change(
                        "windows: [mon-fri 08:00-19:00]}",
                        "windows: [mon-fri 19:00-08:00]}",
                        "campaigns.auto.schedule.windows[0]",
                        "ends before it starts"),
                Changes.change(
                        "schedule: {zone: America/Denver,",
                        "schedule: {zone: Denver,",
                        "campaigns.auto.schedule.zone",
                        "unknown time zone"),
                Changes.change(
                        "max_pings_per_hour: 3",
                        "max_pings_per_hour: 3, lists: {litigator: 8d}",
                        "campaigns.auto.gates.lists.litigator",
                        "from 1s to 7d"),
                Changes.change(
                        "max_pings_per_hour: 3",
                        "max_pings_per_hour: 3, lists: {drop: 46d}",
                        "campaigns.auto.gates.lists.drop",
                        "from 1s to 45d"),
                Changes.change(
                        "max_pings_per_hour: 3",
                        "max_pings_per_hour: 3, lists: {dnc: 31d}",
                        "campaigns.auto.gates.lists.dnc",
                        "unknown key"));
    }
}
