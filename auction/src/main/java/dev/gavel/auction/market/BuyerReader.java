package dev.gavel.auction.market;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.auction.contract.Subscription;
import dev.gavel.auction.contract.Vetting;
import dev.gavel.auction.contract.Webhook;
import dev.gavel.auction.money.Money;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads buyers, and keeps where their endpoints' requests stand for {@link TemplateCheck}. */
final class BuyerReader {

    private final Map<String, Map<String, Item>> requests = new LinkedHashMap<>();
    private final VettingReader vettings;

    BuyerReader(VettingReader vettings) {
        this.vettings = vettings;
    }

    Buyer read(String id, Item item) {
        Section section = item.section("a buyer");
        String legalName = section.required("legal_name").line("the company's legal name");
        List<String> aliases = new ArrayList<>();
        section.optional("aliases")
                .ifPresent(list -> list.items("other registered names")
                        .forEach(name -> aliases.add(name.line("a registered name"))));
        ZoneId zone = readZone(section.required("zone"));
        long creditLimit = section.optional("credit_limit")
                .map(limit -> limit.money(0, Money.MAX_MICROS))
                .orElse(0L);
        long lowBalance = section.optional("low_balance")
                .map(amount -> amount.money(0, Money.MAX_MICROS))
                .orElse(0L);
        List<Cap> caps = CapReader.ofBuyer(id, section.optional("caps"));
        List<Endpoint> endpoints = new ArrayList<>();
        section.optional("endpoints").ifPresent(map -> {
            for (Map.Entry<String, Item> entry : map.entriesById("a map of endpoints")) {
                endpoints.add(EndpointReader.read(entry.getKey(), entry.getValue()));
                keepRequest(id, entry.getKey(), entry.getValue());
            }
        });
        Vetting vetting = section.optional("vetting").map(vettings::read).orElse(null);
        Webhook revocations =
                section.optional("revocations").map(WebhookReader::read).orElse(null);
        Duration repeatWindow = section.optional("repeat_window")
                .map(BuyerReader::readRepeatWindow)
                .orElse(Duration.ZERO);
        Subscription subscription =
                section.optional("webhook").map(WebhookReader::readSubscription).orElse(null);
        section.close();
        return new Buyer(
                id,
                legalName,
                zone,
                caps,
                creditLimit,
                endpoints,
                lowBalance,
                vetting,
                revocations,
                repeatWindow,
                subscription,
                aliases);
    }

    /** Where the requests stand, by buyer and endpoint. */
    Map<String, Map<String, Item>> requests() {
        return requests;
    }

    private void keepRequest(String buyer, String endpoint, Item item) {
        if (item.node() instanceof Node.Mapping mapping && mapping.nodes().containsKey("request")) {
            Item request = new Section(item, "").required("request");
            requests.computeIfAbsent(buyer, _ -> new LinkedHashMap<>()).put(endpoint, request);
        }
    }

    /** As in buyers, so in contracts. */
    static Duration readRepeatWindow(Item item) {
        return item.duration(Duration.ZERO, Duration.ofDays(365));
    }

    /** A time zone, as in buyers, so in a campaign's schedule. */
    static ZoneId readZone(Item item) {
        String text = item.text("a time zone such as America/Chicago");
        if (text.equals("UTC")
                || (text.indexOf('/') > 0 && ZoneId.getAvailableZoneIds().contains(text))) {
            return ZoneId.of(text);
        }
        if (!text.isEmpty()) {
            item.problem("unknown time zone " + Problems.quote(text) + " (expected: UTC or one such as America/Chicago"
                    + Nearest.hint(text, ZoneId.getAvailableZoneIds()) + ")");
        }
        return ZoneOffset.UTC;
    }
}
