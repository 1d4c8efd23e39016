package dev.gavel.server.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The market that is traded on under faults. Insured consumers go to the <em>stairs</em>: exclusive contracts at falling prices, each soon full (by
 * leads, by money, or because its prepaid buyer has no funds left), so that at any moment some limit is about to be reached. Of the others every second one is sold
 * to up to three of four shared contracts, two of which exclude each other; the rest goes to buyers that are asked for a bid.
 *
 * @param steps of the stairs
 */
record FaultMarket(int steps, String buyersUrl) {

    static final String VENDOR = "acme-media";
    static final int MOST_LEGS = 3;
    static final int PING_TTL_SECONDS = 8;
    static final String DEPOSIT = "60.00";

    private static final int LEADS_PER_STEP = 8;
    private static final List<String> SHARED = List.of("shared-a", "shared-b", "shared-c", "shared-d");
    private static final List<String> BIDDERS = List.of("bidder-a", "bidder-b");

    /** A market whose stairs last for about so many leads. */
    static FaultMarket lastingFor(int leads, String buyersUrl) {
        return new FaultMarket(Math.clamp(leads / (2 * LEADS_PER_STEP), 9, 300), buyersUrl);
    }

    /** The deposits of the prepaid buyers. */
    Map<String, String> funds() {
        Map<String, String> funds = new LinkedHashMap<>();
        for (int step = 2; step < steps; step += 3) {
            funds.put(step(step), DEPOSIT);
        }
        return funds;
    }

    static boolean isShared(String contract) {
        return SHARED.contains(contract);
    }

    /** Whether two of these contracts may not both buy one lead. */
    static boolean exclude(List<String> contracts) {
        return contracts.contains("shared-c") && contracts.contains("shared-d");
    }

    String yaml() {
        List<String> buyers = new ArrayList<>();
        List<String> contracts = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            buyers.add(buyer(step(step), step % 3 == 2 ? "0.00" : "1000000.00"));
            String cap = switch (step % 3) {
                case 0 -> "[{window: total, count: 8}]";
                case 1 -> "[{window: day, money: 60.00}]";
                default -> "[{window: week, count: 100000}]";
            };
            String cents = String.format(Locale.ROOT, "%d.%02d", 12 - step / 50, 99 - step % 50);
            contracts.add(
                    contract(step(step), "currently_insured: {equals: true}", cents, "exclusive", "caps: " + cap));
        }
        buyers.add(buyer("floor", "1000000.00"));
        contracts.add(contract(
                "floor",
                "currently_insured: {equals: true}",
                "4.00",
                "exclusive",
                "caps: [{window: month, count: 1000000}]"));
        for (String shared : SHARED) {
            buyers.add(buyer(shared, "1000000.00"));
            String group = shared.compareTo("shared-b") > 0 ? ", conflict_group: rivals" : "";
            contracts.add(contract(
                    shared,
                    "currently_insured: {equals: false}",
                    "3.00",
                    "shared",
                    "caps: [{window: hour, count: 100000}]" + group));
        }
        for (String bidder : BIDDERS) {
            buyers.add(buyer(bidder, "1000000.00"));
            contracts.add(contract(
                    bidder,
                    "vehicle_year: {range: [2015, 2030]}, currently_insured: {equals: false}",
                    "{realtime: {endpoint: bid, min: 5.00, max: 60.00}}",
                    "exclusive",
                    "caps: [{window: total, count: 1000000}]"));
        }
        return """
                currency: USD
                campaigns:
                  auto:
                    vertical: auto-insurance
                    margin: {percent: 10}
                    max_legs: %d
                    ping_ttl: %ds
                    bid_timeout: 400ms
                    post_timeout: 4s
                    gates: {calling_hours: false, max_pings_per_hour: 1000000, certificate_required: false, buyer_vetting: false, contact_limits: false}
                vendors:
                  %s: {floor: 0.00}
                buyers:
                %s
                contracts:
                %s
                """.formatted(
                        MOST_LEGS, PING_TTL_SECONDS, VENDOR, String.join("\n", buyers), String.join("\n", contracts));
    }

    private static String step(int number) {
        return "step-" + number;
    }

    private String buyer(String id, String credit) {
        String url = buyersUrl + "/" + id;
        return """
                  %s:
                    legal_name: %s Inc
                    zone: UTC
                    credit_limit: %s
                    endpoints:
                      bid: {url: "%s/bid", timeout: 300ms, request: {auction: "${ping_id}", zip: "${zip}", floor: "${floor}"},
                        response: {status: status, accepted: [bid], rejected: [no_bid], price: price, reference: bid_id}}
                      post: {url: "%s/post", timeout: 800ms, request: {lead_id: "${lead_id}", leg_id: "${leg_id}", price: "${price}", phone: "${phone}", email: "${email}"},
                        response: {status: status, accepted: [accepted], rejected: [rejected], reason: reason, reference: reference}}""".formatted(id, id, credit, url, url).indent(2).stripTrailing();
    }

    private static String contract(String id, String filter, String price, String mode, String more) {
        return "  %s: {campaign: auto, buyer: %s, filter: {%s}, schedule: always, price: %s, mode: %s, delivery: post, %s}"
                .formatted(id, id, filter, price, mode, more);
    }
}
