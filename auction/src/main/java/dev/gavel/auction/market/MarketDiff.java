package dev.gavel.auction.market;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Vertical;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two versions of a market, for people who are about to apply one. Secrets are compared but never shown. Tenant and version do not
 * count.
 *
 * <p>Thread safety: stateless.
 */
public final class MarketDiff {

    private final List<Change> changes = new ArrayList<>();

    private MarketDiff() {}

    /** What changes, by kind of part and then by id; empty when the markets mean the same. */
    public static List<Change> between(Market before, Market after) {
        MarketDiff diff = new MarketDiff();
        diff.compare("market", Map.of("", MarketText.of(before)), Map.of("", MarketText.of(after)));
        diff.compareVerticals(verticals(before), verticals(after));
        diff.compare("campaign", each(before.campaigns(), MarketText::of), each(after.campaigns(), MarketText::of));
        diff.compare("vendor", each(before.vendors(), MarketText::of), each(after.vendors(), MarketText::of));
        diff.compare("buyer", each(before.buyers(), MarketText::of), each(after.buyers(), MarketText::of));
        diff.compare("endpoint", each(endpoints(before), MarketText::of), each(endpoints(after), MarketText::of));
        diff.compare(
                "contract", each(before.contractById(), MarketText::of), each(after.contractById(), MarketText::of));
        diff.compareOrder(
                "market",
                "",
                "contracts",
                before.contracts().stream().map(Contract::id).toList(),
                after.contracts().stream().map(Contract::id).toList());
        return List.copyOf(diff.changes);
    }

    /** The changes as text, one line each. */
    public static List<String> lines(List<Change> changes) {
        return changes.stream().flatMap(change -> change.lines().stream()).toList();
    }

    private void compareVerticals(SortedMap<String, Vertical> before, SortedMap<String, Vertical> after) {
        compare("vertical", each(before, MarketText::of), each(after, MarketText::of));
        before.forEach((name, vertical) -> {
            Vertical other = after.get(name);
            if (other != null) {
                compareOrder("vertical", name, "fields", fieldNames(vertical), fieldNames(other));
            }
        });
    }

    private void compare(String entity, Map<String, Map<String, Text>> before, Map<String, Map<String, Text>> after) {
        Set<String> ids = new TreeSet<>(before.keySet());
        ids.addAll(after.keySet());
        for (String id : ids) {
            Map<String, Text> old = before.get(id);
            Map<String, Text> now = after.get(id);
            if (old == null) {
                changes.add(new Change(Change.Kind.ADDED, entity, id, List.of()));
            } else if (now == null) {
                changes.add(new Change(Change.Kind.REMOVED, entity, id, List.of()));
            } else {
                List<Change.Attribute> attributes = differences(old, now);
                if (!attributes.isEmpty()) {
                    changes.add(new Change(Change.Kind.CHANGED, entity, id, attributes));
                }
            }
        }
    }

    private static List<Change.Attribute> differences(Map<String, Text> before, Map<String, Text> after) {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        List<Change.Attribute> attributes = new ArrayList<>();
        for (String name : names) {
            Text old = before.get(name);
            Text now = after.get(name);
            if (!Objects.equals(whole(old), whole(now))) {
                attributes.add(new Change.Attribute(name, shown(old), shown(now)));
            }
        }
        return attributes;
    }

    private static @Nullable String whole(@Nullable Text text) {
        return text == null ? null : text.whole();
    }

    private static @Nullable String shown(@Nullable Text text) {
        return text == null ? null : text.shown();
    }

    /** Equal bids are told apart by the order of the contracts, and slots by the order of the fields: so order is a difference too. */
    private void compareOrder(String entity, String id, String what, List<String> before, List<String> after) {
        List<String> kept =
                before.stream().filter(new LinkedHashSet<>(after)::contains).toList();
        List<String> keptNow =
                after.stream().filter(new LinkedHashSet<>(before)::contains).toList();
        if (!kept.equals(keptNow)) {
            Change.Attribute order = new Change.Attribute("order of " + what, "", "");
            changes.add(new Change(Change.Kind.CHANGED, entity, id, List.of(order)));
        }
    }

    private static SortedMap<String, Vertical> verticals(Market market) {
        SortedMap<String, Vertical> verticals = new TreeMap<>();
        market.campaigns()
                .values()
                .forEach(campaign -> verticals.put(campaign.vertical().name(), campaign.vertical()));
        return verticals;
    }

    private static Map<String, Endpoint> endpoints(Market market) {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        market.buyers()
                .values()
                .forEach(buyer -> buyer.endpoints()
                        .forEach(endpoint -> endpoints.put(buyer.id() + "/" + endpoint.id(), endpoint)));
        return endpoints;
    }

    private static List<String> fieldNames(Vertical vertical) {
        return vertical.fields().stream().map(Field::name).toList();
    }

    @FunctionalInterface
    private interface Describer<T> {
        Map<String, Text> describe(T part);
    }

    private static <T> Map<String, Map<String, Text>> each(Map<String, T> parts, Describer<T> describer) {
        Map<String, Map<String, Text>> texts = new LinkedHashMap<>();
        parts.forEach((id, part) -> texts.put(id, describer.describe(part)));
        return texts;
    }
}
