package dev.gavel.server.simulation;

import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.money.Account;
import dev.gavel.auction.money.Entry;
import dev.gavel.auction.money.Money;
import dev.gavel.auction.money.Transfer;
import dev.gavel.persistence.postgres.LegOutcome;
import dev.gavel.persistence.testkit.FakeSalesBook;
import dev.gavel.persistence.testkit.FakeSalesBook.Delivery;
import dev.gavel.persistence.testkit.FakeSalesBook.Sale;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What must hold when a run is over, whatever happened in it. */
final class Invariants {

    private static final JsonMapper JSON = new JsonMapper();

    private final Simulation run;
    private final FakeSalesBook truth;
    private final Map<String, Delivery> deliveries = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();

    Invariants(Simulation run) {
        this.run = run;
        this.truth = run.truth;
        truth.deliveries().forEach(delivery -> deliveries.put(delivery.leg().deliveryId(), delivery));
    }

    List<String> violations() {
        capsAreKept();
        moneyAddsUp();
        nobodyIsSoldTwice();
        buyersPayForWhatTheyAccepted();
        nothingStaysOpen();
        vendorsAreToldTheTruth();
        eventsAreWhole();
        redisErrsOnTheSafeSide();
        return violations;
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            violations.add(what);
        }
    }

    private void capsAreKept() {
        Map<String, Long> limits = SimMarket.limits(run.market);
        Map<FakeSalesBook.Window, Long> held = new HashMap<>();
        for (Delivery delivery : deliveries.values()) {
            if (delivery.isOpen() || delivery.outcome() == LegOutcome.ACCEPTED) {
                delivery.leg().claims().stream()
                        .filter(claim -> !claim.isFunds())
                        .forEach(claim -> held.merge(
                                new FakeSalesBook.Window(
                                        claim.counter(), claim.windowStartSeconds(), claim.windowEndSeconds()),
                                claim.amount(),
                                Long::sum));
            }
        }
        truth.capUsed().forEach((window, used) -> {
            long limit = limits.getOrDefault(window.counter(), -1L);
            require(used <= limit, "cap " + window.counter() + " used " + used + " of " + limit);
            long expected = held.getOrDefault(window, 0L);
            require(used == expected, "cap " + window.counter() + " counts " + used + " but holds " + expected);
        });
    }

    private void moneyAddsUp() {
        Map<String, Long> sums = new TreeMap<>();
        for (Transfer transfer : truth.transfers()) {
            for (Entry entry : transfer.entries()) {
                sums.merge(entry.account().text(), entry.amountMicros(), Long::sum);
            }
        }
        require(sums.equals(truth.balances()), "balances are not the sums of their entries");
        require(sums.values().stream().mapToLong(Long::longValue).sum() == 0, "the ledger is not zero");
        for (int i = 0; i < SimMarket.BUYERS; i++) {
            String buyer = SimMarket.buyer(i);
            require(truth.available(buyer) >= 0, buyer + " is below its limit by " + -truth.available(buyer));
            long held = deliveries.values().stream()
                    .filter(delivery ->
                            delivery.isOpen() && delivery.leg().buyer().equals(buyer))
                    .mapToLong(delivery -> delivery.leg().priceMicros())
                    .sum();
            require(truth.balance(Account.held(buyer).text()) == held, buyer + ": held money has no open delivery");
        }
        for (int i = 0; i < SimMarket.VENDORS; i++) {
            String vendor = SimMarket.vendor(i);
            long earned = truth.sales().stream()
                    .filter(sale -> sale.vendor().equals(vendor))
                    .mapToLong(Sale::payoutMicros)
                    .sum();
            require(truth.balance(Account.vendor(vendor).text()) == earned, vendor + " is not paid for its sales");
        }
    }

    private void nobodyIsSoldTwice() {
        Map<String, List<Sale>> byPing = new LinkedHashMap<>();
        truth.sales()
                .forEach(sale -> byPing.computeIfAbsent(sale.pingId(), _ -> new ArrayList<>())
                        .add(sale));
        int maxLegs = Objects.requireNonNull(run.market.campaigns().get(SimMarket.CAMPAIGN))
                .maxLegs();
        byPing.forEach((ping, sales) -> {
            Set<String> legs = new HashSet<>();
            Set<String> groups = new HashSet<>();
            for (Sale sale : sales) {
                Contract contract = contract(sale.contract());
                require(legs.add(sale.legId()), ping + ": leg " + sale.legId() + " is sold twice");
                require(
                        contract.conflictGroup() == null || groups.add(contract.conflictGroup()),
                        ping + ": group " + contract.conflictGroup() + " is sold twice");
                require(
                        contract.mode() == SaleMode.SHARED || sales.size() == 1,
                        ping + ": exclusive, and sold " + sales.size() + " times");
            }
            require(sales.size() <= maxLegs, ping + ": sold to " + sales.size() + " of at most " + maxLegs);
        });
        Map<String, Set<String>> pingsByConsumer = new HashMap<>();
        for (FakeSalesBook.Lead lead : truth.leads()) {
            if (byPing.containsKey(lead.intent().pingId())) {
                lead.intent()
                        .consumerKeys()
                        .forEach(key -> pingsByConsumer
                                .computeIfAbsent(key, _ -> new HashSet<>())
                                .add(lead.intent().pingId()));
            }
        }
        pingsByConsumer.values().forEach(pings -> require(pings.size() == 1, "a consumer is sold by " + pings));
    }

    private Contract contract(String id) {
        return run.market.contracts().stream()
                .filter(contract -> contract.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void buyersPayForWhatTheyAccepted() {
        for (Sale sale : truth.sales()) {
            boolean fetches = contract(sale.contract()).deliveryEndpoint() == null;
            require(
                    fetches || Boolean.TRUE.equals(run.buyers.decisions().get(sale.deliveryId())),
                    sale.buyer() + " pays for " + sale.deliveryId() + ", which it did not accept");
        }
        run.buyers.decisions().forEach((deliveryId, accepted) -> {
            Delivery delivery = deliveries.get(deliveryId);
            require(delivery != null, "a buyer heard of " + deliveryId + " without any intent");
            if (delivery != null && accepted) {
                require(
                        delivery.isOpen() || delivery.outcome() == LegOutcome.ACCEPTED,
                        deliveryId + " was accepted, and ended as " + delivery.outcome());
            }
        });
    }

    /** All buyers answered in the end, so that everything was resolved. */
    private void nothingStaysOpen() {
        deliveries.values().stream()
                .filter(Delivery::isOpen)
                .forEach(
                        delivery -> require(false, delivery.leg().deliveryId() + " stays open: " + delivery.outcome()));
        truth.leads().stream()
                .filter(lead -> !lead.isSettled() || lead.answer() == null)
                .forEach(lead -> require(false, lead.intent().pingId() + " is not settled"));
    }

    private void vendorsAreToldTheTruth() {
        Map<String, String> finals = new HashMap<>();
        for (SimVendors.Told told : run.vendors.told()) {
            JsonNode json = JSON.readTree(told.body());
            FakeSalesBook.Lead lead = truth.lead(told.pingId());
            if (!json.has("lead_id")) {
                String status = json.path("status").asString();
                long begunNanos = run.begunNanos.getOrDefault(told.pingId(), Long.MAX_VALUE);
                require(
                        status.equals("pending") || told.askedNanos() <= begunNanos,
                        told.pingId() + " was begun, and later told " + told.body());
                require(!status.equals("pending") || lead != null, told.pingId() + ": pending, and never begun");
                continue;
            }
            require(lead != null, told.pingId() + ": told of a lead that is not there");
            toldOfLegs(told, json);
            if (!told.body().contains("\"pending\"")) {
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
    }

    /** Sold legs are sales at the promised price; rejected legs are none. */
    private void toldOfLegs(SimVendors.Told told, JsonNode json) {
        SimVendors.Promise promise =
                Objects.requireNonNull(run.vendors.promises().get(told.pingId()));
        for (JsonNode leg : json.path("legs")) {
            String legId = leg.path("leg").asString();
            String price = leg.path("price").asString();
            require(
                    price.equals(promise.priceByLeg().get(legId)),
                    legId + " promised " + promise.priceByLeg().get(legId) + " and told " + price);
            List<Sale> sales = truth.sales().stream()
                    .filter(sale ->
                            sale.pingId().equals(told.pingId()) && sale.legId().equals(legId))
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
        List<String> outbox = truth.outbox();
        require(new HashSet<>(outbox).size() == outbox.size(), "an event is written twice");
        for (FakeSalesBook.Lead lead : truth.leads()) {
            String ping = lead.intent().pingId();
            long begun = outbox.stream()
                    .filter(event -> is(event, "post_begun", ping))
                    .count();
            require(begun == 1, ping + " has " + begun + " events of its beginning");
            long settled = outbox.stream()
                    .filter(event -> is(event, "post_settled", ping))
                    .count();
            require(settled <= 1, ping + " was settled " + settled + " times");
        }
        for (Sale sale : truth.sales()) {
            long told = outbox.stream().filter(event -> tellsOf(event, sale)).count();
            require(told == 1, sale.legId() + " of " + sale.pingId() + " has " + told + " events of its sale");
        }
    }

    private static boolean is(String event, String type, String ping) {
        return event.contains("\"type\":\"" + type + "\"") && event.contains(ping);
    }

    private static boolean tellsOf(String event, Sale sale) {
        if (is(event, "delivery_resolved", sale.pingId())) {
            return event.contains(sale.deliveryId()) && event.contains("\"outcome\":\"accepted\"");
        }
        return is(event, "post_settled", sale.pingId())
                // What was sold before the post's end has an event of its own.
                && event.contains("\"leg\":\"" + sale.legId() + "\",\"state\":\"sold\",\"payout_micros\"");
    }

    /** Redis may count too much after faults, never too little; and exactly what is true where nothing but buyers failed. */
    private void redisErrsOnTheSafeSide() {
        if (!run.redis.isTrusted()) {
            return;
        }
        boolean exact = run.faults.kind == Faults.Kind.CALM;
        truth.capUsed().forEach((window, used) -> {
            long taken = run.redis.taken(window.counter(), window.startSeconds());
            require(taken >= used, "redis counts " + taken + " of " + window.counter() + ", sold are " + used);
            require(
                    !exact || taken == used,
                    "redis counts " + taken + " of " + window.counter() + ", true are " + used);
        });
        if (exact) {
            Set<String> sold = new HashSet<>();
            truth.consumers().forEach(claim -> sold.add(claim.consumerKey()));
            // Each once: to ask is to take.
            Map<String, String> pingOfConsumer = new LinkedHashMap<>();
            for (FakeSalesBook.Lead lead : truth.leads()) {
                lead.intent()
                        .consumerKeys()
                        .forEach(key -> pingOfConsumer.put(key, lead.intent().pingId()));
            }
            pingOfConsumer.forEach((key, ping) -> {
                boolean taken = run.redis.takesForDuplicate(key);
                require(
                        sold.contains(key) == taken,
                        "the consumer of " + ping
                                + (taken ? " is free, and taken in redis" : " is taken, and free in redis"));
            });
        }
    }

    static String statusOf(String body) {
        return JSON.readTree(body).path("status").asString();
    }
}
