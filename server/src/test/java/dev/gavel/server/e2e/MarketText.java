package dev.gavel.server.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A market file in the making: what a test cares for is said, the rest has sensible values. Entries are lines {@code key: value} of YAML in flow
 * style, and win over the values from here; {@code key: -} leaves the key out.
 *
 * <p>Beside those of the market file a buyer takes {@code bid_timeout}, {@code post_timeout}, {@code post_url} and {@code post_also} (more members
 * of the post's request), which go into its endpoints {@code bid} and {@code post}.
 */
final class MarketText {

    private final Map<String, Map<String, String>> campaigns = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> vendors = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> buyers = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> contracts = new LinkedHashMap<>();

    private String provider = "";
    private String messageSecret = "";

    private MarketText() {}

    /** One campaign for auto insurance, {@code auto}, and the vendor {@code acme-media}; calls at any hour. */
    static MarketText auto(String... campaign) {
        return new MarketText().campaign("auto", campaign).vendor(Marketplace.VENDOR);
    }

    MarketText campaign(String id, String... entries) {
        campaigns.put(
                id,
                with(
                        entries,
                        "vertical: auto-insurance",
                        "margin: none",
                        "bid_timeout: 1s",
                        "gates: {calling_hours: false, max_pings_per_hour: 1000}"));
        return this;
    }

    MarketText vendor(String id, String... entries) {
        vendors.put(id, with(entries, "floor: 0.00"));
        return this;
    }

    MarketText buyer(String id, String... entries) {
        buyers.put(
                id,
                with(
                        entries,
                        "legal_name: " + id + " Inc",
                        "zone: America/Chicago",
                        "credit_limit: 10000.00",
                        "vetting: {verified_on: 2026-01-01, verified_by: compliance, valid_until: 2099-12-31, permitted_use: to call about what was asked for,"
                                + " verticals: [auto-insurance, solar, medicare, home-improvement, legal]}",
                        "bid_timeout: 900ms",
                        "post_timeout: 5s",
                        "post_url: \"\"",
                        "post_also: none"));
        return this;
    }

    /** A contract of a buyer in the campaign {@code auto}, for any lead at any time. */
    MarketText contract(String id, String buyer, String... entries) {
        contracts.put(
                id,
                with(
                        entries,
                        "campaign: auto",
                        "buyer: " + buyer,
                        "filter: any_lead",
                        "schedule: always",
                        "price: 10.00",
                        "delivery: post"));
        return this;
    }

    /** A buyer and its one contract, which has the same id. */
    MarketText buys(String id, String... contract) {
        return buyer(id).contract(id, id, contract);
    }

    /** Asks somebody about do-not-call. */
    MarketText provider(String url) {
        provider = """
                dnc_provider:
                  url: "%s"
                  headers: {Authorization: "Bearer ${secret:SCRUB}"}
                  timeout: 500ms
                  request: {number: "${phone}"}
                  response: {phone: phone, lists: found, federal: [national], state: [state]}""".formatted(url);
        return this;
    }

    /** Takes text messages signed with a secret of this name. */
    MarketText takesMessagesSignedWith(String secretName) {
        messageSecret = secretName;
        return this;
    }

    /** Has TrustedForm certificates verified by somebody. */
    MarketText trustedForm(String url) {
        provider += """
                certificate_verifiers:
                  trustedform:
                    url: "%s"
                    headers: {Authorization: "Basic ${secret:SCRUB}"}
                    timeout: 500ms
                """.formatted(url);
        return this;
    }

    /** The buyers' ids. */
    Set<String> buyers() {
        return buyers.keySet();
    }

    /** The file; bids and posts go to these addresses, in which {@code %s} is the buyer's id. */
    String yaml(String bidUrl, String postUrl) {
        List<String> lines = new ArrayList<>();
        lines.add("currency: USD");
        if (!provider.isEmpty()) {
            lines.add(provider);
        }
        if (!messageSecret.isEmpty()) {
            lines.add("incoming_messages: {secret: " + messageSecret + "}");
        }
        section(lines, "campaigns", campaigns);
        section(lines, "vendors", vendors);
        Map<String, Map<String, String>> withEndpoints = new LinkedHashMap<>();
        buyers.forEach((id, entries) -> withEndpoints.put(id, withEndpoints(id, entries, bidUrl, postUrl)));
        section(lines, "buyers", withEndpoints);
        section(lines, "contracts", contracts);
        return String.join("\n", lines) + "\n";
    }

    private static Map<String, String> withEndpoints(
            String id, Map<String, String> buyer, String bidUrl, String postUrl) {
        Map<String, String> entries = new LinkedHashMap<>(buyer);
        String bidTimeout = entries.remove("bid_timeout");
        String postTimeout = entries.remove("post_timeout");
        String otherPostUrl = entries.remove("post_url");
        String moreOfTheLead = entries.remove("post_also").replace("none", "");
        String url = "\"\"".equals(otherPostUrl) ? postUrl.formatted(id) : otherPostUrl;
        entries.put("endpoints", """
                {bid: {url: "%s", timeout: %s,
                       request: {auction: "${ping_id}", campaign: "${campaign}", source: "${source}", zip: "${zip}", state: "${state}",
                                 vehicle_year: "${vehicle_year}", currently_insured: "${currently_insured}", floor: "${floor}"},
                       response: {status: status, accepted: [bid], rejected: [no_bid], price: price, reference: bid_id}},
                     post: {url: "%s", timeout: %s,
                       request: {lead_id: "${lead_id}", price: "${price}", bid_id: "${bid_reference}", first_name: "${first_name}",
                                 last_name: "${last_name}", phone: "${phone}", email: "${email}", zip: "${zip}", %s
                                 consent: {text: "${consent.text}", certificate: "${consent.trustedform_cert_url}"}},
                       response: {status: status, accepted: [accepted], rejected: [rejected], reason: reason, reference: reference}}}""".formatted(bidUrl.formatted(id), bidTimeout, url, postTimeout, moreOfTheLead));
        return entries;
    }

    private static void section(List<String> lines, String name, Map<String, Map<String, String>> parts) {
        lines.add(name + ":" + (parts.isEmpty() ? " {}" : ""));
        parts.forEach((id, entries) -> {
            lines.add("  " + id + ":");
            entries.forEach((key, value) -> lines.add("    " + key + ": " + value));
        });
    }

    private static Map<String, String> with(String[] entries, String... defaults) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String line : defaults) {
            put(all, line);
        }
        for (String line : entries) {
            put(all, line);
        }
        return all;
    }

    private static void put(Map<String, String> entries, String line) {
        int colon = line.indexOf(": ");
        if (colon < 1) {
            throw new IllegalArgumentException("entry: " + line + " (expected: key: value)");
        }
        String value = line.substring(colon + 2);
        if (value.equals("-")) {
            entries.remove(line.substring(0, colon));
        } else {
            entries.put(line.substring(0, colon), value);
        }
    }
}
