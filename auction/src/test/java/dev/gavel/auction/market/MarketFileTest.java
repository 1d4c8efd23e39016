package dev.gavel.auction.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.ContactPolicy;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.auction.contract.FieldAllowance;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.contract.Source;
import dev.gavel.auction.contract.SourceRule;
import dev.gavel.auction.contract.Standing;
import dev.gavel.auction.contract.Subscription;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.contract.Vetting;
import dev.gavel.auction.contract.Webhook;
import dev.gavel.auction.contract.WebhookEvent;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.ConsentTerms;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.money.Margin;
import dev.gavel.auction.returns.ReturnPolicy;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MarketFileTest {

    private static final Schedule WORKING_HOURS = new Schedule(
            ZoneId.of("America/Denver"),
            Stream.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY)
                    .map(day -> new Schedule.Window(day, 480, 1_140))
                    .toList());

    private final Market market = Markets.good(Markets.good());
    private final Contract live = market.contractById().get("zen-live");

    @Test
    void readsCampaigns() {
        Campaign auto = market.campaigns().get("auto");
        assertThat(auto)
                .isEqualTo(new Campaign(
                        "auto",
                        Verticals.standard().get("auto-insurance"),
                        Campaign.Ranking.WEIGHTED,
                        new Campaign.Pricing.SecondPrice(50_000),
                        4,
                        7_500_000,
                        new Margin.Table(List.of(
                                new Margin.Band(0, new Margin.Percent(1_250)),
                                new Margin.Band(20_000_000, new Margin.Fixed(4_000_000)))),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(8),
                        Duration.ofMinutes(10),
                        -42,
                        GatePolicy.STANDARD
                                .withConsent(ConsentTerms.STANDARD
                                        .withMaxAge(Duration.ofHours(12))
                                        .withNaming(ConsentTerms.Naming.NAMED)
                                        .withProof(ConsentTerms.Proof.ASSERTED)
                                        .withParts(Set.of(ConsentTerms.Part.SELLERS, ConsentTerms.Part.CHANNELS))
                                        .withMethods(Set.of(Consent.Method.WEB_FORM, Consent.Method.PHONE_RECORDING))
                                        .withAllChannels(true))
                                .withCallingHours(false)
                                .withDuplicateWindow(Duration.ofDays(7))
                                .withMostPingsPerHour(3)
                                .withDiligence(
                                        new Diligence(false, true, true, true, Duration.ofSeconds(5), true, true))
                                .withContact(ContactPolicy.STANDARD
                                        .withSchedule(WORKING_HOURS)
                                        .withExemptions(true)
                                        .withLimits(false))));
    }

    @Test
    void givesStatedDefaultsToWhatACampaignLeavesOut() {
        Campaign pets = market.campaigns().get("pets");
        assertThat(pets)
                .isEqualTo(new Campaign(
                        "pets",
                        pets.vertical(),
                        Campaign.Ranking.HIGHEST_PRICE,
                        new Campaign.Pricing.FirstPrice(),
                        1,
                        0,
                        Margin.NONE,
                        Duration.ofMillis(150),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5),
                        0,
                        GatePolicy.STANDARD
                                .withConsent(ConsentTerms.STANDARD
                                        .withNaming(ConsentTerms.Naming.INDIVIDUALLY)
                                        .withParts(Set.of(ConsentTerms.Part.METHOD)))
                                .withContact(ContactPolicy.STANDARD.withChannels(
                                        Set.of(CallChannel.CALL, CallChannel.TEXT)))));
    }

    @Test
    void aCampaignsLeadsAreReachedInEveryWayThatOneOfItsContractsMayUse() {
        assertThat(market.contractById().get("yak-pets").channels())
                .containsExactlyInAnyOrder(CallChannel.CALL, CallChannel.TEXT);
        assertThat(live.channels()).isEqualTo(CallChannel.ALL);
        assertThat(market.campaigns().get("auto").gates().contact().channels()).isEqualTo(CallChannel.ALL);
        assertThat(market.campaigns().get("pets").gates().contact().channels())
                .containsExactlyInAnyOrder(CallChannel.CALL, CallChannel.TEXT);
    }

    @Test
    void readsForHowLongABuyerTakesNoConsumerTwice() {
        assertThat(market.buyers().get("zen").repeatWindow()).isEqualTo(Duration.ofDays(90));
        assertThat(market.buyers().get("yak").repeatWindow()).isEqualTo(Duration.ZERO);
        assertThat(market.contractById().get("yak-pets").repeatWindow()).isEqualTo(Duration.ofDays(14));
        assertThat(live.repeatWindow()).isNull();
    }

    @Test
    void anInlineVerticalHasTheContactBlockToo() {
        assertThat(market.campaigns().get("pets").vertical().fieldNamed("phone"))
                .isNotNull();
        assertThat(market.campaigns()
                        .get("pets")
                        .vertical()
                        .fieldNamed("species")
                        .index())
                .isEqualTo(10);
    }

    @Test
    void readsWhatWasMadeSureOfAboutABuyer() {
        assertThat(market.buyers().get("zen").vetting())
                .isEqualTo(new Vetting(
                        LocalDate.parse("2026-05-01"),
                        "compliance desk",
                        LocalDate.parse("2027-05-01"),
                        "to call about car insurance",
                        Set.of("auto-insurance", "pets"),
                        List.of(new Vetting.Licence("pets", UsState.TX, "12345", LocalDate.parse("2027-01-01")))));
        assertThat(market.buyers().get("yak").vetting()).isNull();
    }

    @Test
    void readsWhichFieldsAContractsRequestsMayCarry() {
        assertThat(live.fields())
                .isEqualTo(new FieldAllowance(
                        Set.of("zip", "state", "phone_hash"), Set.of("first_name", "last_name", "credit_band")));
        assertThat(market.contractById().get("zen-table").fields()).isEqualTo(FieldAllowance.STANDARD);
    }

    @Test
    void readsVendors() {
        assertThat(market.vendors())
                .isEqualTo(Map.of(
                        "acme", new Vendor("acme", Set.of("fb-17", "google-3"), 3_000_000),
                        "lenz",
                                new Vendor(
                                        "lenz",
                                        Map.of(
                                                "gm-1",
                                                Source.ACTIVE,
                                                "gm-2",
                                                new Source(Standing.BLOCKED, List.of("quotes.example.com"))),
                                        0,
                                        Standing.PAUSED,
                                        List.of("*.example.com")),
                        "open", new Vendor("open", Set.of(), 0)));
    }

    @Test
    void readsWhatVendorsAndBuyersAreToldOf() {
        Market told = Markets.good(
                Markets.good()
                        .replace(
                                "legal_name: Yak LLC",
                                "legal_name: Yak LLC, webhook: {url: \"https://yak.example.com/h\", secret: YAK}")
                        .replace(
                                "acme: {sources",
                                "acme: {webhook: {url: \"https://acme.example.com/h\", secret: ACME, events: [reject]}, sources"));
        assertThat(told.buyers().get("yak").subscription())
                .isEqualTo(new Subscription(
                        new Webhook("https://yak.example.com/h", "YAK"), EnumSet.allOf(WebhookEvent.class)));
        assertThat(told.vendors().get("acme").subscription())
                .isEqualTo(new Subscription(
                        new Webhook("https://acme.example.com/h", "ACME"), EnumSet.of(WebhookEvent.REJECT)));
        assertThat(told.buyers().get("zen").subscription()).isNull();
    }

    @Test
    void derivesTheIdsOfCapsFromTheirOwnerWindowAndUnit() {
        assertThat(market.buyers().get("zen").caps())
                .containsExactly(
                        new Cap("buyer/zen/day/count", Cap.Scope.BUYER, Cap.Window.DAY, Cap.Unit.COUNT, 100),
                        new Cap("buyer/zen/day/money", Cap.Scope.BUYER, Cap.Window.DAY, Cap.Unit.MONEY, 2_000_000_000L),
                        new Cap(
                                "buyer-source/zen/hour/count",
                                Cap.Scope.BUYER_SOURCE,
                                Cap.Window.HOUR,
                                Cap.Unit.COUNT,
                                9));
        assertThat(live.caps())
                .containsExactly(
                        new Cap(
                                "contract/zen-live/total/money",
                                Cap.Scope.CONTRACT,
                                Cap.Window.TOTAL,
                                Cap.Unit.MONEY,
                                10_000_000_000L),
                        new Cap(
                                "contract/zen-live/week/count",
                                Cap.Scope.CONTRACT,
                                Cap.Window.WEEK,
                                Cap.Unit.COUNT,
                                50));
    }

    @Test
    void readsEndpointsAndLeavesSecretsUnresolved() {
        Endpoint bid = market.buyers().get("zen").endpoints().getFirst();
        assertThat(bid)
                .isEqualTo(new Endpoint(
                        "bid",
                        "https://zen.example.com/bid?plan=1",
                        Map.of("Authorization", "Bearer ${secret:ZEN_TOKEN}", "X-Plan", "gold"),
                        Map.of(
                                "id", "${ping_id}",
                                "zip", "${zip}",
                                "nested", Map.of("list", List.of("${state}", 5L, new BigDecimal("1.50"), true, "05")),
                                "floor", "${floor}"),
                        new Endpoint.ResponseMapping(
                                "result.status",
                                Set.of("bid", "true"),
                                Set.of("no_bid"),
                                "result.price",
                                "why",
                                "result.id"),
                        Duration.ofMillis(120),
                        8,
                        80));
        assertThat(market.buyers().get("zen").endpoints().getLast().maxConcurrent())
                .isEqualTo(100);
        assertThat(market.buyers().get("zen").endpoints().getLast().maxPerSecond())
                .isEqualTo(1_000);
    }

    @Test
    void readsTheRestOfABuyer() {
        assertThat(market.buyers().get("zen").legalName()).isEqualTo("Zen & Sons, Inc.");
        assertThat(market.buyers().get("zen").creditLimitMicros()).isEqualTo(250_000_000);
        assertThat(market.buyers().get("zen").lowBalanceMicros()).isEqualTo(75_000_000);
        assertThat(market.buyers().get("yak").zone()).isEqualTo(ZoneId.of("UTC"));
        assertThat(market.buyers().get("yak").creditLimitMicros()).isZero();
    }

    @Test
    void readsFilters() {
        assertThat(FilterText.of(live.filter()).whole())
                .isEqualTo("all(state in [FL, TX], vehicle_year 2010 to 2030,"
                        + " any(zip begins with 787, zip in [02134, 85001, 85002], zip in [02134, 60601]),"
                        + " not(credit_band in [poor]),"
                        + " all(email_hash exists, not(vehicle_make in [Yugo, Lada]), not(accidents in [3])))");
        assertThat(market.contractById().get("zen-table").filter()).isEqualTo(Filter.ANY);
    }

    @Test
    void readsSchedulesInTheBuyersZone() {
        Schedule schedule = live.schedule();
        assertThat(schedule.zone()).isEqualTo(ZoneId.of("America/Chicago"));
        assertThat(schedule.windows())
                .hasSize(7)
                .contains(
                        new Schedule.Window(DayOfWeek.MONDAY, 540, 1_080),
                        new Schedule.Window(DayOfWeek.FRIDAY, 540, 1_080),
                        new Schedule.Window(DayOfWeek.SUNDAY, 600, 1_440));
        assertThat(market.contractById().get("zen-table").schedule()).isEqualTo(Schedule.ALWAYS);
    }

    @Test
    void readsPrices() {
        assertThat(live.price()).isEqualTo(new PriceRule.RealTime("bid", 2_000_000, 90_000_000));
        assertThat(market.contractById().get("yak-pets").price()).isEqualTo(new PriceRule.Fixed(12_000_000));
        assertThat(((PriceRule.Table) market.contractById().get("zen-table").price()).rows())
                .extracting(PriceRule.Row::priceMicros)
                .containsExactly(14_000_000L, 9_125_000L);
    }

    @Test
    void readsTheRestOfAContract() {
        assertThat(market.contracts()).extracting(Contract::id).containsExactly("zen-live", "zen-table", "yak-pets");
        assertThat(live.sources()).isEqualTo(new SourceRule(Set.of("acme/fb-17", "open"), Set.of("open/bad")));
        assertThat(live.priority()).isEqualTo(5);
        assertThat(live.weight()).isEqualTo(3);
        assertThat(live.mode()).isEqualTo(SaleMode.SHARED);
        assertThat(live.conflictGroup()).isEqualTo("zen");
        assertThat(live.deliveryEndpoint()).isEqualTo("post");
        assertThat(live.paused()).isTrue();
        assertThat(live.returns())
                .isEqualTo(new ReturnPolicy(
                        Duration.ofDays(7),
                        Set.of("disconnected", "wrong-person"),
                        new ReturnPolicy.Limit(825, Duration.ofDays(30)),
                        true,
                        true,
                        ReturnPolicy.Approval.AUTOMATIC,
                        Duration.ofDays(5),
                        true,
                        5_000));
        Contract table = market.contractById().get("zen-table");
        assertThat(table.sources()).isEqualTo(SourceRule.ALL);
        assertThat(table.priority()).isEqualTo(100);
        assertThat(table.weight()).isEqualTo(1);
        assertThat(table.mode()).isEqualTo(SaleMode.EXCLUSIVE);
        assertThat(table.conflictGroup()).isNull();
        assertThat(table.deliveryEndpoint()).isNull();
        assertThat(table.paused()).isFalse();
        assertThat(table.returns()).isNull();
    }

    @Test
    void takesListsOfTensOfThousandsOfZips() {
        String codes =
                IntStream.range(20_000, 50_000).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        Market large = Markets.good(Markets.good()
                .replace("{zip_list: valley}", "{zip_list: large}")
                .replace("zip_lists:\n", "zip_lists:\n  large: " + codes + "\n")
                .replace("{in: \"60601 02134\"}", "{in: [" + codes.replace(' ', ',') + "]}"));
        Filter.And all = (Filter.And) large.contractById().get("zen-live").filter();
        List<Filter> zips = ((Filter.Or) all.parts().get(2)).parts();
        assertThat(((Filter.In) zips.get(1)).codes())
                .hasSize(30_000)
                .startsWith(20_000)
                .endsWith(49_999);
        assertThat(((Filter.In) zips.get(2)).codes()).hasSize(30_000);
    }

    @Test
    void emptyMarketsAreGood() {
        Market empty = Markets.good("currency: EUR\ncampaigns: {}\n");
        assertThat(empty.contracts()).isEmpty();
        assertThat(empty.currency()).isEqualTo("EUR");
    }
}
