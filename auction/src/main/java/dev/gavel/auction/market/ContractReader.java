package dev.gavel.auction.market;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.CallChannel;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.auction.contract.FieldAllowance;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.contract.SourceRule;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.market.TemplateCheck.Role;
import dev.gavel.auction.money.Money;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads contracts, which refer to everything else. */
final class ContractReader {

    private static final int PRIORITY = 100;
    private static final int MOST_PRIORITY = 1_000_000;
    private static final int MOST_WEIGHT = 1_000_000;
    private static final long CENT_MICROS = Money.UNIT_MICROS / 100;

    private final Map<String, Campaign> campaigns;
    private final Map<String, Vendor> vendors;
    private final Map<String, Buyer> buyers;
    private final FilterReader filters;
    private final TemplateCheck templates;

    ContractReader(
            Map<String, Campaign> campaigns,
            Map<String, Vendor> vendors,
            Map<String, Buyer> buyers,
            FilterReader filters,
            TemplateCheck templates) {
        this.campaigns = campaigns;
        this.vendors = vendors;
        this.buyers = buyers;
        this.filters = filters;
        this.templates = templates;
    }

    Contract read(String id, Item item) {
        Section section = item.section("a contract");
        String campaignId = section.required("campaign").reference(campaigns.keySet(), "campaign");
        String buyerId = section.required("buyer").reference(buyers.keySet(), "buyer");
        Buyer buyer = buyers.get(buyerId);
        Campaign campaign = campaigns.get(campaignId);
        Vertical vertical = campaign == null ? CampaignReader.UNKNOWN : campaign.vertical();
        ZoneId zone = buyer == null ? ZoneOffset.UTC : buyer.zone();
        FieldAllowance fields =
                section.optional("fields").map(map -> readFields(map, vertical)).orElse(FieldAllowance.STANDARD);
        Contract contract = new Contract(
                id,
                campaignId,
                buyerId,
                readFilter(section.required("filter"), vertical),
                section.optional("sources").map(this::readSources).orElse(SourceRule.ALL),
                readSchedule(section.required("schedule"), zone),
                readPrice(section.required("price"), buyer, vertical, fields),
                CapReader.ofContract(id, section.optional("caps")),
                section.optional("priority")
                        .map(number -> (int) number.whole(0, MOST_PRIORITY))
                        .orElse(PRIORITY),
                section.optional("weight")
                        .map(number -> (int) number.whole(1, MOST_WEIGHT))
                        .orElse(1),
                section.optional("mode")
                        .map(mode -> mode.constant(SaleMode.values(), "mode"))
                        .orElse(SaleMode.EXCLUSIVE),
                section.optional("conflict_group").map(Item::slug).orElse(null),
                section.optional("delivery")
                        .map(name -> readEndpoint(name, buyer, Role.DELIVERY, vertical, fields))
                        .orElse(null),
                section.optional("paused").map(Item::yesOrNo).orElse(false),
                section.optional("returns").map(ReturnsReader::read).orElse(null),
                fields,
                section.optional("channels").map(ContractReader::readChannels).orElse(CallChannel.ALL),
                section.optional("repeat_window")
                        .map(BuyerReader::readRepeatWindow)
                        .orElse(null));
        section.close();
        return contract;
    }

    private static Set<CallChannel> readChannels(Item item) {
        Set<CallChannel> channels = new LinkedHashSet<>();
        for (Item entry : item.items("channels such as call, text, prerecorded")) {
            channels.add(entry.constant(CallChannel.values(), "channel"));
        }
        return channels.isEmpty() ? CallChannel.ALL : channels;
    }

    private static FieldAllowance readFields(Item item, Vertical vertical) {
        Section section = item.section("a map with bid or delivery");
        Set<String> inBids = section.optional("bid")
                .map(list -> readFieldNames(list, vertical, FieldAllowance::mayBeListedForBids))
                .orElse(null);
        Set<String> inDeliveries = section.optional("delivery")
                .map(list -> readFieldNames(list, vertical, _ -> true))
                .orElse(null);
        if (!section.has("bid") && !section.has("delivery")) {
            item.problem("has neither bid nor delivery");
        }
        section.close();
        return new FieldAllowance(inBids, inDeliveries);
    }

    private static Set<String> readFieldNames(Item item, Vertical vertical, Predicate<Field> mayBeListed) {
        Set<String> names = new LinkedHashSet<>();
        for (Item entry : item.items("names of fields")) {
            String name = entry.text("the name of a field");
            Field field = vertical.fieldNamed(name);
            if (field == null && vertical != CampaignReader.UNKNOWN && !name.isEmpty()) {
                entry.problem("unknown field " + Problems.quote(name)
                        + Nearest.hint(
                                name,
                                vertical.fields().stream().map(Field::name).toList()));
            } else if (field != null && !mayBeListed.test(field)) {
                entry.problem(Problems.quote(name) + " is a " + Item.wordOf(field.dataClass())
                        + " field, which no bidder may see (expected: public and internal fields, and hashes)");
            }
            names.add(name);
        }
        return names;
    }

    private Filter readFilter(Item item, Vertical vertical) {
        return vertical == CampaignReader.UNKNOWN ? Filter.ANY : filters.read(item, vertical);
    }

    private static Schedule readSchedule(Item item, ZoneId zone) {
        return ScheduleReader.read(item, zone);
    }

    private SourceRule readSources(Item item) {
        Section section = item.section("a map with allow or deny");
        Set<String> allow = section.optional("allow").map(this::readSourceList).orElse(Set.of());
        Set<String> deny = section.optional("deny").map(this::readSourceList).orElse(Set.of());
        if (!section.has("allow") && !section.has("deny")) {
            item.problem("has neither allow nor deny");
        }
        section.close();
        return new SourceRule(allow, deny);
    }

    private Set<String> readSourceList(Item item) {
        Set<String> sources = new LinkedHashSet<>();
        for (Item entry : item.items("vendors or vendor/source")) {
            String text = entry.text("a vendor or vendor/source");
            int slash = text.indexOf('/');
            String vendorId = slash < 0 ? text : text.substring(0, slash);
            Vendor vendor = vendors.get(vendorId);
            if (vendor == null && !text.isEmpty()) {
                entry.problem("unknown vendor " + Problems.quote(vendorId) + Nearest.hint(vendorId, vendors.keySet()));
            } else if (vendor != null && slash >= 0 && !vendor.hasSource(text.substring(slash + 1))) {
                entry.problem("vendor " + vendorId + " has no source " + Problems.quote(text.substring(slash + 1))
                        + Nearest.hint(text.substring(slash + 1), vendor.sources()));
            }
            sources.add(text);
        }
        return sources;
    }

    private PriceRule readPrice(Item item, @Nullable Buyer buyer, Vertical vertical, FieldAllowance fields) {
        if (item.isText()) {
            return new PriceRule.Fixed(readAmount(item));
        }
        Section section = item.section("an amount, {fixed: 12.50}, {table: [...]} or {realtime: {...}}");
        PriceRule rule = section.choice("fixed", "table", "realtime")
                .map(choice -> switch (choice.key()) {
                    case "fixed" -> new PriceRule.Fixed(readAmount(choice.item()));
                    case "table" -> readTable(choice.item(), vertical);
                    default -> readRealTime(choice.item(), buyer, vertical, fields);
                })
                .orElseGet(() -> new PriceRule.Fixed(0));
        section.close();
        return rule;
    }

    private static long readAmount(Item item) {
        return item.money(CENT_MICROS, Money.MAX_MICROS);
    }

    private PriceRule readTable(Item item, Vertical vertical) {
        List<PriceRule.Row> rows = new ArrayList<>();
        for (Item row : item.items("rows such as {when: {state: {in: [TX]}}, price: 14.00}")) {
            Section section = row.section("a row such as {when: {state: {in: [TX]}}, price: 14.00}");
            Filter when = readFilter(section.required("when"), vertical);
            rows.add(new PriceRule.Row(when, readAmount(section.required("price"))));
            section.close();
        }
        return new PriceRule.Table(rows);
    }

    private PriceRule readRealTime(Item item, @Nullable Buyer buyer, Vertical vertical, FieldAllowance fields) {
        Section section = item.section("{endpoint: bid, min: 1.00, max: 60.00}");
        Item name = section.required("endpoint");
        String endpointId = readEndpoint(name, buyer, Role.BID, vertical, fields);
        long least = section.optional("min").map(ContractReader::readAmount).orElse(CENT_MICROS);
        Item mostItem = section.required("max");
        long most = readAmount(mostItem);
        if (most < least) {
            mostItem.problem("is less than min");
        }
        section.close();
        return new PriceRule.RealTime(endpointId, least, most);
    }

    private String readEndpoint(Item item, @Nullable Buyer buyer, Role role, Vertical vertical, FieldAllowance fields) {
        if (buyer == null) {
            return item.text("the id of an endpoint");
        }
        String id = item.reference(
                buyer.endpoints().stream().map(Endpoint::id).toList(), "endpoint of buyer " + buyer.id());
        for (Endpoint endpoint : buyer.endpoints()) {
            if (endpoint.id().equals(id)) {
                templates.add(new TemplateCheck.Use(buyer.id(), id, role, vertical, fields));
                if (role == Role.BID && endpoint.response().pricePath() == null) {
                    item.problem("endpoint " + id + " has no response.price, so that no bid can be read");
                }
                if (role == Role.DELIVERY && endpoint.protocol() == Endpoint.Protocol.STREAM) {
                    item.problem(
                            "endpoint " + id + " is a bid stream, which carries no leads (expected: http or https)");
                }
            }
        }
        return id;
    }
}
