package dev.gavel.auction.market;

import dev.gavel.auction.contract.Source;
import dev.gavel.auction.contract.Standing;
import dev.gavel.auction.contract.Subscription;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.money.Money;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads vendors and their sources. */
final class VendorReader {

    private static final int MOST_SOURCE = 64;
    private static final int MOST_DOMAIN = 253;
    private static final int MOST_LABEL = 63;
    private static final String ANY_BELOW = "*.";

    private VendorReader() {}

    static Vendor read(String id, Item item) {
        Section section = item.section("a vendor");
        Map<String, Source> sources =
                section.optional("sources").map(VendorReader::readSources).orElse(Map.of());
        long floor = section.optional("floor")
                .map(amount -> amount.money(0, Money.MAX_MICROS))
                .orElse(0L);
        Standing standing = readStanding(section.optional("status"));
        List<String> domains = readDomains(section.optional("domains"));
        Subscription subscription =
                section.optional("webhook").map(WebhookReader::readSubscription).orElse(null);
        section.close();
        return new Vendor(id, sources, floor, standing, domains, subscription);
    }

    private static Map<String, Source> readSources(Item item) {
        Map<String, Source> sources = new LinkedHashMap<>();
        for (Item entry : item.items("sources")) {
            if (entry.node() instanceof Node.Mapping) {
                Section section = entry.section("a source such as {id: fb-17, status: paused}");
                Item id = section.required("id");
                Source source =
                        new Source(readStanding(section.optional("status")), readDomains(section.optional("domains")));
                section.close();
                add(sources, id, source);
            } else {
                add(sources, entry, Source.ACTIVE);
            }
        }
        return sources;
    }

    private static void add(Map<String, Source> sources, Item id, Source source) {
        String text = id.text("a source such as fb-17");
        if (!text.isEmpty() && !isSource(text)) {
            id.problem(Problems.quote(text) + " is not a source (expected: 1 to 64 letters, digits, dots, _ and -)");
        } else if (!text.isEmpty() && sources.put(text, source) != null) {
            id.problem(Problems.quote(text) + " is there twice");
        }
    }

    private static Standing readStanding(Optional<Item> item) {
        return item.map(word -> word.constant(Standing.values(), "status")).orElse(Standing.ACTIVE);
    }

    private static List<String> readDomains(Optional<Item> item) {
        Set<String> domains = new LinkedHashSet<>();
        item.ifPresent(list -> {
            for (Item entry : list.items("domains such as quotes.example.com or *.example.com")) {
                String domain = entry.text("a domain such as quotes.example.com or *.example.com");
                if (!domain.isEmpty() && !isDomain(domain)) {
                    entry.problem(
                            Problems.quote(domain)
                                    + " is not a domain (expected: quotes.example.com, or *.example.com for all below, in lower case)");
                } else if (!domain.isEmpty() && !domains.add(domain)) {
                    entry.problem(Problems.quote(domain) + " is there twice");
                }
            }
        });
        return List.copyOf(domains);
    }

    private static boolean isSource(String text) {
        return text.length() <= MOST_SOURCE
                && text.chars().allMatch(c -> isLetterOrDigit(c, true) || c == '.' || c == '_' || c == '-');
    }

    /** Two labels at least: nobody may allow a whole top-level domain. Names beyond ASCII are written as punycode. */
    private static boolean isDomain(String text) {
        String host = text.startsWith(ANY_BELOW) ? text.substring(ANY_BELOW.length()) : text;
        String[] labels = host.split("\\.", -1);
        if (host.length() > MOST_DOMAIN || labels.length < 2) {
            return false;
        }
        for (String label : labels) {
            if (label.isEmpty()
                    || label.length() > MOST_LABEL
                    || label.startsWith("-")
                    || label.endsWith("-")
                    || !label.chars().allMatch(c -> isLetterOrDigit(c, false) || c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(int c, boolean upperCase) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (upperCase && c >= 'A' && c <= 'Z');
    }
}
