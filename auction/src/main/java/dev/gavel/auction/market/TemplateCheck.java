package dev.gavel.auction.market;

import dev.gavel.auction.contract.BuiltIn;
import dev.gavel.auction.contract.FieldAllowance;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Vertical;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the names in an endpoint's request, once for each way in which the endpoint is used. Who asks for bids must not tell who the
 * consumer is: a request for bids that names a restricted or sensitive field is a problem.
 */
final class TemplateCheck {

    /** What an endpoint is called for. */
    enum Role {
        BID,
        DELIVERY
    }

    /** One way in which an endpoint is used. */
    record Use(String buyer, String endpoint, Role role, Vertical vertical, FieldAllowance fields) {

        boolean allows(Field field) {
            return switch (role) {
                case BID -> fields.allowsInBid(field);
                case DELIVERY -> fields.allowsInDelivery(field);
            };
        }
    }

    private final Set<Use> uses = new LinkedHashSet<>();

    void add(Use use) {
        if (use.vertical() != CampaignReader.UNKNOWN) {
            uses.add(use);
        }
    }

    /** Checks the request of every endpoint; {@code requests} by buyer and endpoint. */
    void check(Map<String, Map<String, Item>> requests, Map<String, Vertical> verticals) {
        requests.forEach((buyer, byEndpoint) -> byEndpoint.forEach((endpoint, request) -> {
            List<Use> own = uses.stream()
                    .filter(use -> use.buyer().equals(buyer) && use.endpoint().equals(endpoint))
                    .toList();
            if (own.isEmpty()) {
                checkUnused(request, verticals);
            }
            own.forEach(use -> walk(request, use));
        }));
    }

    /** Nobody uses the endpoint yet: a name has to be one of any vertical. */
    private void checkUnused(Item item, Map<String, Vertical> verticals) {
        for (Named named : names(item)) {
            boolean known = BuiltIn.named(named.name()) != null
                    || verticals.values().stream().anyMatch(vertical -> vertical.fieldNamed(named.name()) != null);
            if (!known) {
                named.item()
                        .problem("unknown name " + Problems.quote(named.name())
                                + " (expected: a field or a built-in name)");
            }
        }
    }

    private void walk(Item request, Use use) {
        for (Named named : names(request)) {
            BuiltIn builtIn = BuiltIn.named(named.name());
            if (builtIn != null) {
                checkBuiltIn(named, builtIn, use.role());
            } else {
                checkField(named, use);
            }
        }
    }

    private static void checkBuiltIn(Named named, BuiltIn builtIn, Role role) {
        boolean known = switch (role) {
            case BID -> builtIn.isInBids();
            case DELIVERY -> builtIn.isInDeliveries();
        };
        if (!known) {
            named.item()
                    .problem(Problems.quote(named.name()) + " is not known "
                            + switch (role) {
                                case BID -> "while bids are asked for";
                                case DELIVERY -> "in a delivery";
                            });
        }
    }

    private static void checkField(Named named, Use use) {
        Field field = use.vertical().fieldNamed(named.name());
        if (field == null) {
            named.item()
                    .problem("unknown name " + Problems.quote(named.name()) + " (expected: a field of "
                            + use.vertical().name() + " or a built-in name" + Nearest.hint(named.name(), namesFor(use))
                            + ")");
        } else if (use.role() == Role.BID && !FieldAllowance.mayBeListedForBids(field)) {
            named.item()
                    .problem(Problems.quote(named.name()) + " is a " + Item.wordOf(field.dataClass())
                            + " field, which no bidder may see (expected: public and internal fields)");
        } else if (!use.allows(field)) {
            named.item()
                    .problem(Problems.quote(named.name()) + " is not among the fields that a contract's "
                            + switch (use.role()) {
                                case BID -> "request for bids may carry (expected: listed in its fields.bid)";
                                case DELIVERY -> "delivery may carry (expected: listed in its fields.delivery)";
                            });
        }
    }

    private static List<String> namesFor(Use use) {
        List<String> names = new ArrayList<>();
        use.vertical().fields().stream().filter(use::allows).map(Field::name).forEach(names::add);
        names.addAll(BuiltIn.wireNames());
        return names;
    }

    private record Named(String name, Item item) {}

    private static List<Named> names(Item item) {
        List<Named> names = new ArrayList<>();
        collect(item, names);
        return names;
    }

    private static void collect(Item item, List<Named> names) {
        switch (item.node()) {
            case Node.Mapping mapping ->
                mapping.nodes().forEach((key, inner) -> collect(item.at(Problems.key(key), inner), names));
            case Node.Sequence sequence -> {
                for (int i = 0; i < sequence.nodes().size(); i++) {
                    collect(new Item(sequence.nodes().get(i), item.path() + "[" + i + "]", item.problems()), names);
                }
            }
            case Node.Scalar scalar -> {
                Template template = Template.parse(scalar.text());
                if (template == null) {
                    item.problem("has a ${ without a }");
                } else {
                    template.names().forEach(name -> names.add(new Named(name, item)));
                }
            }
            case Node.Empty _, Node.Broken _ -> {}
        }
    }
}
