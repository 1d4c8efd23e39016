package dev.gavel.server.faults;

import dev.gavel.auction.money.Money;
import dev.gavel.persistence.testkit.PostgresForTests;
import dev.gavel.server.faults.Books.Account;
import dev.gavel.server.faults.Books.Delivery;
import dev.gavel.server.faults.Books.Lead;
import dev.gavel.server.faults.Books.Sale;
import dev.gavel.server.faults.FaultBuyers.Heard;
import dev.gavel.server.faults.FaultVendors.Promise;
import dev.gavel.server.faults.FaultVendors.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What must hold when a run is over, whatever was killed in it: the simulation's invariants, held against what vendors were told, buyers
 * received and Postgres keeps. Redis is compared by {@link RedisBooks}, the chain by the audit's own verification.
 */
final class FaultInvariants {

    private final Books books;
    private final FaultVendors vendors;
    private final Map<String, Heard> heard;
    private final PostgresForTests postgres;
    private final Map<String, List<Sale>> salesByPing = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();

    FaultInvariants(Books books, FaultVendors vendors, Map<String, Heard> heard, PostgresForTests postgres) {
        this.books = books;
        this.vendors = vendors;
        this.heard = heard;
        this.postgres = postgres;
        books.sales()
                .forEach(sale -> salesByPing
                        .computeIfAbsent(sale.pingId(), _ -> new ArrayList<>())
                        .add(sale));
    }

    List<String> violations() {
        violations.addAll(vendors.breaches());
        capsAreKept();
        moneyAddsUp();
        nobodyIsSoldTwice();
        buyersPayForWhatTheyAccepted();
        nothingStaysOpen();
        vendorsAreToldTheTruth();
        eventsAreWhole();
        return violations;
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            violations.add(what);
        }
    }

    private void capsAreKept() {
        violations.addAll(postgres.superuserQuery("""
                WITH claim AS (
                    SELECT d.tenant, c.counter, c.start, c.top, c.amount, d.state
                    FROM gavel.delivery d,
                        unnest(claim_counters, claim_starts, claim_limits, claim_amounts) AS c(counter, start, top, amount)),
                right_use AS (
                    SELECT tenant, counter, start, max(top) AS top,
                        coalesce(sum(amount) FILTER (WHERE state IN ('INTENT', 'UNRESOLVED', 'ACCEPTED')), 0) AS used
                    FROM claim GROUP BY tenant, counter, start)
                SELECT 'cap ' || r.tenant || ' ' || r.counter || ' counts ' || coalesce(u.used, 0) || ', sold or open are ' || r.used
                    || ', limit ' || r.top
                FROM right_use r LEFT JOIN gavel.cap_usage u
                    ON u.tenant = r.tenant AND u.counter = r.counter AND u.window_start = r.start
                WHERE coalesce(u.used, 0) <> r.used OR r.used > r.top"""));
    }

    private void moneyAddsUp() {
        try {
            postgres.requireBalancedLedger();
        } catch (AssertionError e) {
            violations.add(e.getMessage());
        }
        Map<String, Long> paid = new HashMap<>();
        Map<String, Long> earned = new HashMap<>();
        for (Sale sale : books.sales()) {
            paid.merge(sale.tenant() + " buyer/" + sale.buyer(), sale.priceMicros(), Long::sum);
            earned.merge(sale.tenant() + " vendor/" + sale.vendor(), sale.payoutMicros(), Long::sum);
        }
        Map<String, Long> held = new HashMap<>();
        books.deliveries().values().stream()
                .filter(Delivery::isOpen)
                .forEach(open -> held.merge(open.tenant() + " held/" + open.buyer(), open.priceMicros(), Long::sum));
        long deposit = Money.parseMicros(FaultMarket.DEPOSIT);
        for (Account account : books.accounts()) {
            String name = account.tenant() + " " + account.account();
            long balance = account.balanceMicros();
            switch (account.account().split("/", 2)[0]) {
                case "buyer" -> {
                    require(balance >= -account.creditLimitMicros(), name + " is below its limit: " + balance);
                    long open = held.getOrDefault(name.replace(" buyer/", " held/"), 0L);
                    long spent = paid.getOrDefault(name, 0L) + open;
                    require(
                            balance == -spent || balance == deposit - spent,
                            name + " has " + balance + " and spent " + spent);
                }
                case "held" ->
                    require(
                            balance == held.getOrDefault(name, 0L),
                            name + ": " + balance + " is held without an open delivery");
                case "vendor" ->
                    require(
                            balance == earned.getOrDefault(name, 0L),
                            name + " has " + balance + " and earned " + earned.get(name));
                default -> {}
            }
        }
    }

    private void nobodyIsSoldTwice() {
        salesByPing.forEach((ping, sales) -> {
            Set<String> legs = new HashSet<>();
            sales.forEach(sale -> require(legs.add(sale.legId()), ping + ": leg " + sale.legId() + " is sold twice"));
            checkBuyersOf(ping, sales.stream().map(Sale::contract).toList(), "sold");
        });
        Map<String, List<String>> acceptedByPing = new HashMap<>();
        heard.values().stream()
                .filter(Heard::accepted)
                .forEach(one -> acceptedByPing
                        .computeIfAbsent(one.pingId(), _ -> new ArrayList<>())
                        .add(one.buyer()));
        acceptedByPing.forEach((ping, buyers) -> checkBuyersOf(ping, buyers, "accepted"));
        Map<String, Set<String>> pingsByConsumer = new HashMap<>();
        for (Lead lead : books.leads().values()) {
            if (salesByPing.containsKey(lead.pingId())) {
                lead.consumerKeys()
                        .forEach(key -> pingsByConsumer
                                .computeIfAbsent(lead.tenant() + key, _ -> new HashSet<>())
                                .add(lead.pingId()));
            }
        }
        pingsByConsumer.values().forEach(pings -> require(pings.size() == 1, "a consumer is sold by " + pings));
    }

    /** A buyer and its one contract have the same name. */
    private void checkBuyersOf(String ping, List<String> contracts, String verb) {
        boolean shared = contracts.stream().allMatch(FaultMarket::isShared);
        require(contracts.size() == 1 || shared, ping + ": exclusive, and " + verb + " by " + contracts);
        require(contracts.size() <= FaultMarket.MOST_LEGS, ping + ": " + verb + " by " + contracts);
        require(
                new HashSet<>(contracts).size() == contracts.size(),
                ping + ": " + verb + " twice by one of " + contracts);
        require(!FaultMarket.exclude(contracts), ping + ": " + verb + " by rivals " + contracts);
    }

    private void buyersPayForWhatTheyAccepted() {
        for (Sale sale : books.sales()) {
            Heard one = heard.get(sale.deliveryId());
            require(
                    one != null && one.accepted() && one.buyer().equals(sale.buyer()),
                    sale.buyer() + " pays for " + sale.deliveryId() + ", which it did not accept");
        }
        Set<String> sold = new HashSet<>();
        books.sales().forEach(sale -> require(sold.add(sale.deliveryId()), sale.deliveryId() + " is sold twice"));
        heard.values().forEach(one -> {
            Delivery delivery = books.deliveries().get(one.key());
            require(delivery != null, one.buyer() + " heard of " + one.key() + " without any intent");
            if (delivery != null && one.accepted()) {
                require(
                        delivery.isOpen() || sold.contains(one.key()),
                        one.key() + " was accepted, and ended as " + delivery.state());
            }
        });
    }

    private void nothingStaysOpen() {
        books.deliveries().values().stream()
                .filter(Delivery::isOpen)
                .forEach(open -> require(false, open.deliveryId() + " stays open: " + open.state()));
        books.leads().values().stream()
                .filter(lead -> !lead.settled() || lead.answer().isEmpty())
                .forEach(lead -> require(false, lead.pingId() + " is not settled"));
    }

    private void vendorsAreToldTheTruth() {
        Map<String, String> finals = new HashMap<>();
        for (Told told : vendors.told()) {
            JsonNode json = told.json();
            Lead lead = books.leads().get(told.pingId());
            if (!json.has("lead_id")) {
                String status = json.path("status").asString();
                require(!status.equals("pending") || lead != null, told.pingId() + ": pending, and never begun");
                continue;
            }
            require(lead != null, told.pingId() + ": told of a lead that is not there: " + told.body());
            toldOfLegs(told, json);
            if (told.isFinal()) {
                String first = finals.putIfAbsent(told.pingId(), told.body());
                require(
                        first == null || first.equals(told.body()),
                        told.pingId() + " was told " + first + " and " + told.body());
                require(
                        lead == null || told.body().equals(lead.answer()),
                        told.pingId() + " was told " + told.body() + " but kept is "
                                + (lead == null ? "" : lead.answer()));
            }
        }
        books.leads()
                .keySet()
                .forEach(ping -> require(finals.containsKey(ping), ping + " was posted, and its vendor never told"));
    }

    /** Sold legs are sales at the promised price; rejected legs are none. */
    private void toldOfLegs(Told told, JsonNode json) {
        Promise promise = vendors.promises().get(told.pingId());
        if (promise == null) {
            violations.add(told.pingId() + ": told of a ping that was never promised");
            return;
        }
        for (JsonNode leg : json.path("legs")) {
            String legId = leg.path("leg").asString();
            String price = leg.path("price").asString();
            require(
                    price.equals(promise.priceByLeg().get(legId)),
                    legId + " promised " + promise.priceByLeg().get(legId) + " and told " + price);
            List<Sale> sales = salesByPing.getOrDefault(told.pingId(), List.of()).stream()
                    .filter(sale -> sale.legId().equals(legId))
                    .toList();
            switch (leg.path("status").asString()) {
                case "sold" -> {
                    require(sales.size() == 1, legId + " was told sold and has " + sales.size() + " sales");
                    sales.forEach(sale -> require(
                            Money.format(sale.payoutMicros()).equals(price),
                            legId + " pays " + sale.payoutMicros() + " instead of " + price));
                }
                case "rejected" -> require(sales.isEmpty(), legId + " was told rejected and is sold");
                default -> {}
            }
        }
    }

    private void eventsAreWhole() {
        Map<String, Integer> begun = new HashMap<>();
        Map<String, Integer> settled = new HashMap<>();
        Map<String, Integer> awarded = new HashMap<>();
        Map<String, Integer> sold = new HashMap<>();
        for (JsonNode event : books.events()) {
            String ping = event.path("ping").asString("");
            switch (event.path("type").asString("")) {
                case "ping" -> {
                    if (event.path("outcome").asString("").equals("awarded")) {
                        awarded.merge(ping, 1, Integer::sum);
                    }
                }
                case "post_begun" -> begun.merge(ping, 1, Integer::sum);
                case "post_settled" -> {
                    settled.merge(ping, 1, Integer::sum);
                    for (JsonNode leg : event.path("legs")) {
                        if (leg.path("state").asString("").equals("sold") && !leg.has("sold_before")) {
                            sold.merge(ping + leg.path("leg").asString(), 1, Integer::sum);
                        }
                    }
                }
                case "delivery_resolved" -> {
                    if (event.path("outcome").asString("").equals("accepted")) {
                        sold.merge(ping + event.path("leg").asString(), 1, Integer::sum);
                    }
                }
                default -> {}
            }
        }
        books.leads()
                .keySet()
                .forEach(ping -> require(
                        begun.getOrDefault(ping, 0) == 1,
                        ping + " has " + begun.get(ping) + " events of its beginning"));
        settled.forEach((ping, times) -> require(times == 1, ping + " was settled " + times + " times"));
        awarded.forEach((ping, times) -> require(times == 1, ping + " has " + times + " events of its award"));
        for (Sale sale : books.sales()) {
            int times = sold.getOrDefault(sale.pingId() + sale.legId(), 0);
            require(times == 1, sale.legId() + " of " + sale.pingId() + " has " + times + " events of its sale");
        }
    }
}
