package dev.gavel.auction.market;

import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Campaign.Pricing;
import dev.gavel.auction.contract.Campaign.Ranking;
import dev.gavel.auction.contract.Campaign.Reservation;
import dev.gavel.auction.contract.DncPolicy;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.contract.ListPolicy;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.money.Margin;
import dev.gavel.auction.money.Money;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads campaigns; holds their defaults. */
final class CampaignReader {

    /** Stands for a vertical that could not be read: what is built on it is not checked. */
    static final Vertical UNKNOWN = new Vertical("unknown", List.of());

    private static final Duration BID_TIMEOUT = Duration.ofMillis(150);
    private static final Duration POST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PING_TTL = Duration.ofMinutes(5);
    private static final Duration LIST_LEAST = Duration.ofSeconds(1);
    private static final long INCREMENT_MICROS = Money.UNIT_MICROS / 100;

    /** A percent is a hundred basis points; a price's micros give a percent with four decimals too many. */
    private static final long BASIS_POINT_MICROS = Money.UNIT_MICROS / 100;

    private final Map<String, Vertical> verticals;

    CampaignReader(Map<String, Vertical> verticals) {
        this.verticals = verticals;
    }

    Campaign read(String id, Item item) {
        Section section = item.section("a campaign");
        Vertical vertical = readVertical(section.required("vertical"));
        Ranking ranking = section.optional("ranking")
                .map(ranked -> ranked.constant(Ranking.values(), "ranking"))
                .orElse(Ranking.HIGHEST_PRICE);
        Pricing pricing =
                section.optional("pricing").map(CampaignReader::readPricing).orElseGet(Pricing.FirstPrice::new);
        int maxLegs = whole(section.optional("max_legs"), 1, Campaign.MOST_LEGS, 1);
        long reserve = section.optional("reserve")
                .map(amount -> amount.money(0, Money.MAX_MICROS))
                .orElse(0L);
        Margin margin = readMargin(section.required("margin"));
        Duration bidTimeout =
                duration(section.optional("bid_timeout"), Duration.ofMillis(1), Duration.ofMinutes(1), BID_TIMEOUT);
        Duration postTimeout =
                duration(section.optional("post_timeout"), Duration.ofMillis(100), Duration.ofMinutes(5), POST_TIMEOUT);
        Duration pingTtl = duration(section.optional("ping_ttl"), Duration.ofSeconds(1), Duration.ofHours(1), PING_TTL);
        Reservation reservation = section.optional("reservation")
                .map(moment -> moment.constant(Reservation.values(), "reservation"))
                .orElse(Reservation.PING);
        long seed = section.optional("seed")
                .map(number -> number.whole(Long.MIN_VALUE, Long.MAX_VALUE))
                .orElse(0L);
        GatePolicy gates =
                section.optional("gates").map(map -> readGates(map, vertical)).orElseGet(() -> ofNothing(vertical));
        Schedule schedule =
                section.optional("schedule").map(CampaignReader::readSchedule).orElse(Schedule.ALWAYS);
        section.close();
        return new Campaign(
                id,
                vertical,
                ranking,
                pricing,
                maxLegs,
                reserve,
                margin,
                bidTimeout,
                postTimeout,
                pingTtl,
                reservation,
                seed,
                gates.withContact(gates.contact().withSchedule(schedule)));
    }

    private Vertical readVertical(Item item) {
        return verticals.getOrDefault(item.reference(verticals.keySet(), "vertical"), UNKNOWN);
    }

    private static Pricing readPricing(Item item) {
        if (item.isText()) {
            String word = item.word(List.of("first_price", "second_price"), "pricing");
            return word.equals("second_price") ? new Pricing.SecondPrice(INCREMENT_MICROS) : new Pricing.FirstPrice();
        }
        Section section = item.section("first_price, second_price or {second_price: {increment: 0.01}}");
        Section second = section.required("second_price").section("{increment: 0.01}");
        long increment = second.required("increment").money(0, Money.MAX_MICROS);
        second.close();
        section.close();
        return new Pricing.SecondPrice(increment);
    }

    private static Margin readMargin(Item item) {
        if (item.isText("none")) {
            return Margin.NONE;
        }
        Section section = item.section("none, {percent: 15}, {fixed: 5.00} or {table: [...]}");
        Margin margin = section.choice("percent", "fixed", "table")
                .map(choice -> choice.key().equals("table") ? readBands(choice.item()) : readFlat(choice))
                .orElse(Margin.NONE);
        section.close();
        return margin;
    }

    private static Margin readFlat(Section.Choice choice) {
        if (choice.key().equals("fixed")) {
            return new Margin.Fixed(choice.item().money(0, Money.MAX_MICROS));
        }
        long micros = choice.item().money(0, 100 * Money.UNIT_MICROS);
        if (micros % BASIS_POINT_MICROS != 0) {
            choice.item().problem("has more than two decimals");
        }
        return new Margin.Percent((int) (micros / BASIS_POINT_MICROS));
    }

    private static Margin readBands(Item item) {
        SortedMap<Long, Margin> marginByFrom = new TreeMap<>();
        long previous = -1;
        for (Item row : item.items("rows such as {from: 20.00, percent: 15}")) {
            Section section = row.section("a row such as {from: 20.00, percent: 15}");
            Item fromItem = section.required("from");
            long from = fromItem.money(0, Money.MAX_MICROS);
            Margin margin = section.choice("percent", "fixed")
                    .map(CampaignReader::readFlat)
                    .orElse(Margin.NONE);
            section.close();
            if (previous < 0 && from != 0) {
                fromItem.problem("the first row must be from 0");
            } else if (from <= previous) {
                fromItem.problem("is not more than the row before");
            }
            marginByFrom.put(previous < 0 ? 0 : from, margin);
            previous = from;
        }
        List<Margin.Band> bands = new ArrayList<>();
        marginByFrom.forEach((from, margin) -> bands.add(new Margin.Band(from, margin)));
        return bands.isEmpty() ? Margin.NONE : new Margin.Table(bands);
    }

    private static Schedule readSchedule(Item item) {
        if (item.isText()) {
            return ScheduleReader.read(item, ZoneOffset.UTC);
        }
        Section section = item.section("always, or {zone: America/Chicago, windows: [mon-fri 09:00-18:00]}");
        ZoneId zone = BuyerReader.readZone(section.required("zone"));
        Schedule schedule = ScheduleReader.read(section.required("windows"), zone);
        section.close();
        return schedule;
    }

    /** What holds in a vertical for a campaign that says nothing. */
    private static GatePolicy ofNothing(Vertical vertical) {
        return GatePolicy.STANDARD.withConsent(ConsentTermsReader.ofNothing(vertical.consentTerms()));
    }

    private static GatePolicy readGates(Item item, Vertical vertical) {
        Section section = item.section("a map of gate settings");
        GatePolicy usual = GatePolicy.STANDARD;
        GatePolicy gates = usual.withConsent(ConsentTermsReader.ofCampaign(section, vertical.consentTerms()))
                .withCallingHours(yesOrNo(section.optional("calling_hours"), usual.callingHours()))
                .withDuplicateWindow(duration(
                        section.optional("duplicate_window"),
                        Duration.ZERO,
                        Duration.ofDays(365),
                        usual.duplicateWindow()))
                .withMostPingsPerHour(
                        whole(section.optional("max_pings_per_hour"), 1, 1_000_000, usual.mostPingsPerHour()))
                .withDnc(readDnc(section, usual.dnc()))
                .withDiligence(DiligenceReader.read(section))
                .withLists(
                        section.optional("lists").map(CampaignReader::readLists).orElse(usual.lists()))
                .withContact(usual.contact()
                        .withExemptions(yesOrNo(
                                section.optional("hours_exemptions"),
                                usual.contact().exemptions()))
                        .withLimits(yesOrNo(
                                section.optional("contact_limits"),
                                usual.contact().limits())))
                .withHold(section.optional("hold").map(HoldReader::read).orElse(usual.hold()));
        section.close();
        return gates;
    }

    private static DncPolicy readDnc(Section section, DncPolicy usual) {
        return new DncPolicy(
                yesOrNo(section.optional("dnc_ping_by_hash"), usual.pingByHash()),
                yesOrNo(section.optional("dnc_exempt_written_consent"), usual.exemptWrittenConsent()),
                yesOrNo(section.optional("dnc_exempt_relationship"), usual.exemptRelationship()));
    }

    private static ListPolicy readLists(Item item) {
        Section section = item.section("the lists asked for and their ages, such as {litigator: 7d, drop: 45d}");
        ListPolicy lists = new ListPolicy(
                section.optional("litigator")
                        .map(age -> age.duration(LIST_LEAST, ListPolicy.LITIGATOR_MOST))
                        .orElse(null),
                section.optional("drop")
                        .map(age -> age.duration(LIST_LEAST, ListPolicy.DROP_MOST))
                        .orElse(null));
        section.close();
        return lists;
    }

    private static Duration duration(Optional<Item> item, Duration least, Duration most, Duration otherwise) {
        return item.map(time -> time.duration(least, most)).orElse(otherwise);
    }

    private static boolean yesOrNo(Optional<Item> item, boolean otherwise) {
        return item.map(Item::yesOrNo).orElse(otherwise);
    }

    private static int whole(Optional<Item> item, int least, int most, int otherwise) {
        return item.map(number -> (int) number.whole(least, most)).orElse(otherwise);
    }
}
