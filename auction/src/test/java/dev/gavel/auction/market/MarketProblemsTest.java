package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One change makes the good file bad; the one problem stands at the path of the change. */
class MarketProblemsTest {

    @ParameterizedTest
    @MethodSource("changes")
    void reportsTheChangeAtItsPath(String good, String bad, String path, String message) {
        String file = Markets.good();
        assertThat(file).contains(good);
        assertThat(Markets.problems(Markets.read(file.replace(good, bad))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo(path);
                    assertThat(problem.message()).contains(message);
                });
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("currency: USD", "currency: DOLLARS", "currency", "unknown currency \"DOLLARS\""),
                change("currency: USD\n", "", "currency", "is missing"),
                // diligence
                change(
                        "buyer_vetting: false",
                        "buyer_vetting: no",
                        "campaigns.auto.gates.buyer_vetting",
                        "true or false"),
                change("least_form_time: 5s", "least_form_time: 2d", "campaigns.auto.gates.least_form_time", "from 0"),
                change("status: paused", "status: pausing", "vendors.lenz.status", "unknown status \"pausing\""),
                change("id: gm-2", "id: gm-1", "vendors.lenz.sources[1].id", "is there twice"),
                change("status: blocked", "state: blocked", "vendors.lenz.sources[1].state", "unknown key"),
                change("[quotes.example.com]", "[com]", "vendors.lenz.sources[1].domains[0]", "is not a domain"),
                change("\"*.example.com\"", "\"a*.example.com\"", "vendors.lenz.domains[0]", "is not a domain"),
                change("\"*.example.com\"", "\"*.com\"", "vendors.lenz.domains[0]", "is not a domain"),
                change(
                        "verified_on: 2026-05-01",
                        "verified_on: May",
                        "buyers.zen.vetting.verified_on",
                        "is not a date"),
                change("verified_by: compliance desk", "", "buyers.zen.vetting.verified_by", "is missing"),
                change(
                        "valid_until: 2027-05-01",
                        "valid_until: 2026-04-30",
                        "buyers.zen.vetting.valid_until",
                        "is before"),
                change(
                        "verticals: [auto-insurance, pets]",
                        "verticals: [auto-insurance, petz]",
                        "buyers.zen.vetting.verticals[1]",
                        "did you mean \"pets\"?"),
                change(
                        "state: TX, number",
                        "state: Texas, number",
                        "buyers.zen.vetting.licences[0].state",
                        "unknown state"),
                change(
                        "expires_on: 2027-01-01",
                        "expires_on: 2027-13-01",
                        "buyers.zen.vetting.licences[0].expires_on",
                        "is not a date"),
                // fields
                change(
                        "bid: [zip, state, phone_hash]",
                        "bid: [zip, state, phone]",
                        "contracts.zen-live.fields.bid[2]",
                        "no bidder may see"),
                change(
                        "bid: [zip, state, phone_hash]",
                        "bid: [zip, state, phone_has]",
                        "contracts.zen-live.fields.bid[2]",
                        "did you mean \"phone_hash\"?"),
                change(
                        "phone_hash], delivery: [first",
                        "phone_hash], deliveries: [first",
                        "contracts.zen-live.fields.deliveries",
                        "unknown key"),
                change(
                        "name: \"${first_name} ${last_name}\"",
                        "name: \"${first_name} ${city}\"",
                        "buyers.zen.endpoints.post.request.name",
                        "fields.delivery"),
                change(
                        "zip: \"${zip}\", nested",
                        "zip: \"${vehicle_year}\", nested",
                        "buyers.zen.endpoints.bid.request.zip",
                        "fields.bid"),
                // returns
                change("low_balance: 75.00", "low_balance: -1", "buyers.zen.low_balance", "an amount from 0.00"),
                change("window: 7d\n", "window: 7w\n", "contracts.zen-live.returns.window", "\"7w\""),
                change("      window: 7d\n", "", "contracts.zen-live.returns.window", "is missing"),
                change(
                        "[disconnected, wrong-person]",
                        "[disconnected, Wrong Person]",
                        "contracts.zen-live.returns.reasons[1]",
                        "is not an id"),
                change(
                        "[disconnected, wrong-person]",
                        "[disconnected, disconnected]",
                        "contracts.zen-live.returns.reasons[1]",
                        "is there twice"),
                change("[disconnected, wrong-person]", "[]", "contracts.zen-live.returns.reasons", "is an empty list"),
                change(
                        "{percent: 8.25, period: 30d}",
                        "{percent: 8.25, period: 3d}",
                        "contracts.zen-live.returns.limit.period",
                        "is shorter than the window"),
                change(
                        "{percent: 8.25, period: 30d}",
                        "{percent: 8.255, period: 30d}",
                        "contracts.zen-live.returns.limit.percent",
                        "more than two decimals"),
                change(
                        "approval: automatic",
                        "approval: automatik",
                        "contracts.zen-live.returns.approval",
                        "did you mean \"automatic\"?"),
                change("clawback: 50", "clawback: 101", "contracts.zen-live.returns.clawback", "from 0.00 to 100.00"),
                change("stop_use: true", "stopuse: true", "contracts.zen-live.returns.stopuse", "unknown key"),
                // campaigns
                change(
                        "vertical: auto-insurance",
                        "vertical: auto",
                        "campaigns.auto.vertical",
                        "did you mean \"auto-insurance\"?"),
                change("ranking: weighted", "ranking: weigted", "campaigns.auto.ranking", "did you mean \"weighted\"?"),
                change("{second_price: {increment: 0.05}}", "third_price", "campaigns.auto.pricing", "unknown pricing"),
                change(
                        "increment: 0.05",
                        "increment: -1",
                        "campaigns.auto.pricing.second_price.increment",
                        "\"-1\" (expected: an amount"),
                change("max_legs: 4", "max_legs: 9", "campaigns.auto.max_legs", "from 1 to 8"),
                change("reserve: 7.50", "reserve: 7,50", "campaigns.auto.reserve", "\"7,50\""),
                change(
                        "percent: 12.5",
                        "percent: 120",
                        "campaigns.auto.margin.table[0].percent",
                        "from 0.00 to 100.00"),
                change("percent: 12.5", "percent: 12.555", "campaigns.auto.margin.table[0].percent", "two decimals"),
                change("from: 20.00, fixed", "from: 0, fixed", "campaigns.auto.margin.table[1].from", "not more than"),
                change(
                        "{from: 0, percent",
                        "{from: 1, percent",
                        "campaigns.auto.margin.table[0].from",
                        "must be from 0"),
                change(
                        "fixed: 4.00}",
                        "fixed: 4.00, percent: 3}",
                        "campaigns.auto.margin.table[1]",
                        "more than one of"),
                change(", margin: none", "", "campaigns.pets.margin", "is missing"),
                change(
                        "bid_timeout: 250ms",
                        "bid_timeout: 250",
                        "campaigns.auto.bid_timeout",
                        "a unit of ms, s, m, h or d"),
                change("seed: -42", "reservation: pings", "campaigns.auto.reservation", "did you mean \"ping\"?"),
                change("ping_ttl: 10m", "ping_ttl: 10w", "campaigns.auto.ping_ttl", "\"10w\""),
                change("ping_ttl: 10m", "ping_ttl: 2h", "campaigns.auto.ping_ttl", "1s to 1h"),
                change(
                        "named_sellers: true",
                        "named_sellers: yes",
                        "campaigns.auto.gates.named_sellers",
                        "false, true, individually"),
                change(
                        "calling_hours: false",
                        "callinghours: false",
                        "campaigns.auto.gates.callinghours",
                        "did you mean \"calling_hours\"?"),
                change(
                        "windows: [mon-fri 08:00-19:00]}",
                        "windows: [mon-fri 19:00-08:00]}",
                        "campaigns.auto.schedule.windows[0]",
                        "ends before it starts"),
                change(
                        "schedule: {zone: America/Denver,",
                        "schedule: {zone: Denver,",
                        "campaigns.auto.schedule.zone",
                        "unknown time zone"),
                change("channels: [call, text]", "channels: [call, fax]", "contracts.yak-pets.channels[1]", "fax"),
                change("repeat_window: 14d", "repeat_window: 400d", "contracts.yak-pets.repeat_window", "365d"),
                // verticals
                change("type: integer", "type: int", "verticals.pets.fields[1].type", "did you mean \"integer\"?"),
                // vendors
                change(
                        "sources: [fb-17, google-3]",
                        "sources: [fb-17, fb-17, google-3]",
                        "vendors.acme.sources[1]",
                        "twice"),
                change("google-3]", "google-3, a/b]", "vendors.acme.sources[2]", "is not a source"),
                change("floor: 3.00", "floor: free", "vendors.acme.floor", "\"free\""),
                // buyers
                change("  yak-pets:", "  yak_pets:", "contracts.yak_pets", "is not an id"),
                change("zone: America/Chicago", "zone: America/Chicgo", "buyers.zen.zone", "unknown time zone"),
                change("zone: UTC", "zone: +05:00", "buyers.yak.zone", "unknown time zone"),
                change("credit_limit: 250.00", "credit_limit: 1e9", "buyers.zen.credit_limit", "\"1e9\""),
                change("window: hour", "window: minute", "buyers.zen.caps[1].window", "unknown window"),
                change("scope: buyer_source", "scope: contract", "buyers.zen.caps[1].scope", "unknown scope"),
                change(
                        "scope: buyer_source, window: hour",
                        "window: day",
                        "buyers.zen.caps[1]",
                        "same scope, window and unit"),
                change("count: 9", "count: 9.5", "buyers.zen.caps[1].count", "a whole number"),
                change(", count: 9", "", "buyers.zen.caps[1]", "neither count nor money"),
                // endpoints
                change(
                        "https://zen.example.com/post",
                        "zen.example.com/post",
                        "buyers.zen.endpoints.post.url",
                        "absolute"),
                change(
                        "https://zen.example.com/post",
                        "ftp://zen.example.com/post",
                        "buyers.zen.endpoints.post.url",
                        "absolute"),
                change(
                        "https://zen.example.com/post",
                        "https://u:p@zen.example.com/",
                        "buyers.zen.endpoints.post.url",
                        "absolute"),
                change(
                        "X-Plan: gold",
                        "X Plan: gold",
                        "buyers.zen.endpoints.bid.headers.X Plan",
                        "not the name of a header"),
                change(
                        "X-Plan: gold",
                        "Content-Length: 5",
                        "buyers.zen.endpoints.bid.headers.Content-Length",
                        "sets itself"),
                change(
                        "X-Plan: gold",
                        "authorization: gold",
                        "buyers.zen.endpoints.bid.headers.authorization",
                        "twice"),
                change(
                        "X-Plan: gold",
                        "X-Plan: \"a\\r\\nb\"",
                        "buyers.zen.endpoints.bid.headers.X-Plan",
                        "cannot have"),
                change(
                        "${secret:ZEN_TOKEN}",
                        "${ZEN_TOKEN}",
                        "buyers.zen.endpoints.bid.headers.Authorization",
                        "not a secret"),
                change("timeout: 3s", "timeout: 3 s", "buyers.zen.endpoints.post.timeout", "\"3 s\""),
                change("per_second: 80", "per_second: 0", "buyers.zen.endpoints.bid.limits.per_second", "from 1 to"),
                change(
                        "zip: \"${zip}\"",
                        "zip: \"${zipp}\"",
                        "buyers.zen.endpoints.bid.request.zip",
                        "did you mean \"zip\"?"),
                change(
                        "[\"${state}\"",
                        "[\"${phone}\"",
                        "buyers.zen.endpoints.bid.request.nested.list[0]",
                        "no bidder may see"),
                change(
                        "id: \"${ping_id}\"",
                        "id: \"${lead_id}\"",
                        "buyers.zen.endpoints.bid.request.id",
                        "not known while bids"),
                change(
                        "${bid_reference}",
                        "${floor}",
                        "buyers.zen.endpoints.post.request.bid",
                        "not known in a delivery"),
                change("${bid_reference}", "${bid_reference", "buyers.zen.endpoints.post.request.bid", "without a }"),
                change("status: ok", "status: ok.", "buyers.zen.endpoints.post.response.status", "is not a path"),
                change(
                        "rejected: [false]",
                        "rejected: [True]",
                        "buyers.zen.endpoints.post.response.rejected[0]",
                        "twice"),
                change(
                        "rejected: [no_bid]",
                        "rejected: []",
                        "buyers.zen.endpoints.bid.response.rejected",
                        "empty list"),
                change(", price: result.price", "", "contracts.zen-live.price.realtime.endpoint", "no response.price"),
                // contracts
                change("campaign: pets", "campaign: pet", "contracts.yak-pets.campaign", "did you mean \"pets\"?"),
                change("buyer: yak", "buyer: gnu", "contracts.yak-pets.buyer", "unknown buyer \"gnu\""),
                change("    filter: any_lead\n", "", "contracts.zen-table.filter", "is missing"),
                change("filter: any_lead", "filter: {}", "contracts.zen-table.filter", "empty map"),
                change("filter: any_lead", "filter: everyone", "contracts.zen-table.filter", "found \"everyone\""),
                change("acme/fb-17", "acme/fb-71", "contracts.zen-live.sources.allow[0]", "did you mean \"fb-17\"?"),
                change("acme/fb-17", "acne", "contracts.zen-live.sources.allow[0]", "did you mean \"acme\"?"),
                change(
                        "mon-fri 09:00-18:00",
                        "mon-fry 09:00-18:00",
                        "contracts.zen-live.schedule[0]",
                        "is not a window"),
                change(
                        "mon-fri 09:00-18:00",
                        "mon-fri 18:00-09:00",
                        "contracts.zen-live.schedule[0]",
                        "ends before it starts"),
                change("mon-fri 09:00-18:00", "mon-fri 9-18", "contracts.zen-live.schedule[0]", "is not a window"),
                change("schedule: always", "schedule: never", "contracts.zen-table.schedule", "unknown schedule"),
                change("schedule: always", "schedule: []", "contracts.zen-table.schedule", "empty list"),
                change("price: 12\n", "price: 0\n", "contracts.yak-pets.price", "\"0\""),
                change("min: 2.00", "min: 200.00", "contracts.zen-live.price.realtime.max", "is less than min"),
                change(
                        "endpoint: bid",
                        "endpoint: bod",
                        "contracts.zen-live.price.realtime.endpoint",
                        "did you mean \"bid\"?"),
                change(
                        "delivery: post",
                        "delivery: mail",
                        "contracts.zen-live.delivery",
                        "unknown endpoint of buyer zen"),
                change("weight: 3", "weight: 0", "contracts.zen-live.weight", "from 1 to"),
                change("mode: shared", "mode: share", "contracts.zen-live.mode", "did you mean \"shared\"?"),
                change(
                        "conflict_group: zen",
                        "conflict_group: Zen!",
                        "contracts.zen-live.conflict_group",
                        "is not an id"),
                change("paused: true", "paused:", "contracts.zen-live.paused", "found nothing"),
                change("paused: true", "pause: true", "contracts.zen-live.pause", "did you mean \"paused\"?"),
                // filters
                change(
                        "{state: {in: [TX, FL]}}",
                        "{state: {in: [TX, ZZ]}}",
                        "contracts.zen-live.filter.all[0].state.in[1]",
                        "two-letter code"),
                change(
                        "{state: {in: [TX, FL]}}",
                        "{state: {is: TX}}",
                        "contracts.zen-live.filter.all[0].state.is",
                        "unknown operator"),
                change(
                        "{state: {in: [TX, FL]}}",
                        "{stat: {in: [TX]}}",
                        "contracts.zen-live.filter.all[0].stat",
                        "did you mean \"state\"?"),
                change(
                        "{state: {in: [TX, FL]}}",
                        "{city: {in: [Austin]}}",
                        "contracts.zen-live.filter.all[0].city",
                        "which no ping has"),
                change(
                        "{range: [2010, 2030]}",
                        "{range: [2030, 2010]}",
                        "contracts.zen-live.filter.all[1].vehicle_year.range",
                        "more than the second"),
                change(
                        "{range: [2010, 2030]}",
                        "{range: [2010]}",
                        "contracts.zen-live.filter.all[1].vehicle_year.range",
                        "has 1 values"),
                change(
                        "{range: [2010, 2030]}",
                        "{range: [2010, 3000]}",
                        "contracts.zen-live.filter.all[1].vehicle_year.range[1]",
                        "1900 to 2100"),
                change(
                        "{range: [2010, 2030]}",
                        "{prefix: 20}",
                        "contracts.zen-live.filter.all[1].vehicle_year.prefix",
                        "has no prefix"),
                change(
                        "{prefix: \"787\"}",
                        "{prefix: \"78x\"}",
                        "contracts.zen-live.filter.all[2].any[0].zip.prefix",
                        "cannot begin"),
                change(
                        "{zip_list: valley}",
                        "{zip_list: vally}",
                        "contracts.zen-live.filter.all[2].any[1].zip.zip_list",
                        "did you mean \"valley\"?"),
                change(
                        "60601 02134\"",
                        "60601 2134\"",
                        "contracts.zen-live.filter.all[2].any[2].zip.in",
                        "\"2134\" is not a ZIP"),
                change(
                        "{equals: poor}",
                        "{equals: pour}",
                        "contracts.zen-live.filter.all[3].not.credit_band.equals",
                        "did you mean \"poor\"?"),
                change(
                        "{equals: poor}",
                        "{range: [poor, good]}",
                        "contracts.zen-live.filter.all[3].not.credit_band.range",
                        "has no range"),
                change(
                        "email_hash: exists",
                        "email_hash: there",
                        "contracts.zen-live.filter.all[4].email_hash",
                        "expected: exists"),
                change(
                        "email_hash: exists",
                        "email_hash: {equals: abc}",
                        "contracts.zen-live.filter.all[4].email_hash.equals",
                        "64 hex digits"),
                change(
                        "{when: {state: {equals: TX}}",
                        "{when: {state: {equals: XX}}",
                        "contracts.zen-table.price.table[0].when.state.equals",
                        "two-letter"),
                change(
                        "{when: any_lead, price: 9.125}",
                        "{when: any_lead}",
                        "contracts.zen-table.price.table[1].price",
                        "is missing"),
                change(
                        "max_pings_per_hour: 3",
                        "max_pings_per_hour: 3, lists: {litigator: 8d}",
                        "campaigns.auto.gates.lists.litigator",
                        "from 1s to 7d"),
                change(
                        "max_pings_per_hour: 3",
                        "max_pings_per_hour: 3, lists: {drop: 46d}",
                        "campaigns.auto.gates.lists.drop",
                        "from 1s to 45d"),
                change(
                        "max_pings_per_hour: 3",
                        "max_pings_per_hour: 3, lists: {dnc: 31d}",
                        "campaigns.auto.gates.lists.dnc",
                        "unknown key"),
                change(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, revocations: {url: \"https://yak.example.com/r\"}",
                        "buyers.yak.revocations.secret",
                        "is missing"),
                change(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, revocations: {url: \"https://yak.example.com/r\", secret: yak-1}",
                        "buyers.yak.revocations.secret",
                        "is not the name of a secret"),
                change(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, revocations: {url: \"ftp://yak.example.com/r\", secret: YAK}",
                        "buyers.yak.revocations.url",
                        "is not an absolute http or https address"),
                change(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, webhook: {url: \"https://yak.example.com/h\", secret: YAK, events: [ping]}",
                        "buyers.yak.webhook.events[0]",
                        "expected: one of sale, reject, return"),
                change(
                        "legal_name: Yak LLC",
                        "legal_name: Yak LLC, webhook: {url: \"https://yak.example.com/h\", secret: YAK, events: [sale, sale]}",
                        "buyers.yak.webhook.events[1]",
                        "is there twice"),
                change(
                        "acme: {sources",
                        "acme: {webhook: {url: \"https://acme.example.com/h\"}, sources",
                        "vendors.acme.webhook.secret",
                        "is missing"),
                // ZIP lists and YAML
                change("85001 85002", "85001 8500a", "zip_lists.valley", "\"8500a\" is not a ZIP"),
                change("60602-1234", "606021234", "zip_lists.lake[1]", "is not a ZIP"),
                change("weight: 3\n", "weight: 3\n    priority: 6\n", "contracts.zen-live.priority", "is there twice"),
                change("acme: {sources", "acme: &acme {sources", "vendors.acme", "anchors are not taken"),
                change("zone: UTC", "zone: *zone", "buyers.yak.zone", "aliases are not taken"),
                change("zone: UTC", "zone: !!str UTC", "buyers.yak.zone", "tags are not taken"));
    }

    private static Arguments change(String good, String bad, String path, String message) {
        return Arguments.of(good, bad, path, message);
    }

    @Test
    void reportsEverythingAtOnceWithItsLine() {
        String file = Markets.good()
                .replace("currency: USD", "currency: US")
                .replace("window: hour", "window: hours")
                .replace("price: 12\n", "prize: 12\n");
        List<Problem> problems = Markets.problems(Markets.read(file));
        assertThat(problems)
                .extracting(Problem::path)
                .containsExactly(
                        "currency",
                        "buyers.zen.caps[1].window",
                        "contracts.yak-pets.price",
                        "contracts.yak-pets.prize");
        assertThat(problems.getFirst().line()).isEqualTo(1);
        assertThat(file.lines().toList().get(problems.getLast().line() - 1)).contains("prize");
    }

    @Test
    void readsLikeASentence() {
        assertThat(Markets.problems(Markets.read(Markets.good().replace("max_legs: 4", "max_legs: 12")))
                        .getFirst())
                .hasToString("campaigns.auto.max_legs: \"12\" (expected: a whole number from 1 to 8)");
    }

    @Test
    void neverQuotesHeadersOrAddresses() {
        String file = Markets.good()
                .replace("Bearer ${secret:ZEN_TOKEN}", "Bearer hunter2 ${oops}")
                .replace("https://zen.example.com/post", "https://zen.example.com/post?key=hunter2#x");
        assertThat(Markets.problems(Markets.read(file)))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.toString()).doesNotContain("hunter2"));
    }

    @Test
    void refusesWhatIsNotOnePlainDocument() {
        String deep = "a: " + "[".repeat(10_000) + "]".repeat(10_000);
        String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        for (String file : List.of(
                "",
                "# nothing\n",
                "just text",
                "[1, 2]",
                "currency: USD\n---\na: 1\n",
                "a: [",
                "\t",
                "a: 1\n b: 2",
                deep,
                bomb)) {
            assertThat(Markets.problems(Markets.read(file))).isNotEmpty();
        }
        assertThat(Markets.problems(Markets.read("a".repeat(Yaml.MOST_CHARACTERS + 1))))
                .hasSize(1);
    }

    @Test
    void listsTheFirstProblemsAndCountsTheOthers() {
        String codes = "x ".repeat(1_000);
        List<Problem> problems = Markets.problems(Markets.read(Markets.good().replace("85001 85002", codes)));
        assertThat(problems).hasSize(201);
        assertThat(problems.getLast()).hasToString("and 800 more problems");
    }
}
