package dev.gavel.auction.market;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Cap;
import dev.gavel.auction.contract.CertificateVerifier;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.DncProvider;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.contract.Webhook;
import dev.gavel.auction.lead.ConsentTerms;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.money.Margin;
import dev.gavel.auction.money.Money;
import dev.gavel.auction.reason.Reason;
import dev.gavel.auction.returns.ReturnPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parts of a market as attributes with the names that they have in the file. */
final class MarketText {

    private MarketText() {}

    static Map<String, Text> of(Market market) {
        Map<String, Text> texts = new LinkedHashMap<>();
        texts.put("currency", Text.of(market.currency()));
        if (market.dncProvider() != null) {
            putProvider(texts, market.dncProvider());
        }
        new TreeMap<>(market.verifiers()).values().forEach(verifier -> putVerifier(texts, verifier));
        if (market.messageSecretName() != null) {
            texts.put("incoming_messages.secret", Text.of(market.messageSecretName()));
        }
        return texts;
    }

    private static void putProvider(Map<String, Text> texts, DncProvider provider) {
        texts.put("dnc_provider.url", urlText(provider.url()));
        new TreeMap<>(provider.headers())
                .forEach((name, value) -> texts.put("dnc_provider.headers." + name, Text.hidden(value)));
        texts.put("dnc_provider.timeout", Text.of(Durations.format(provider.timeout())));
        texts.put("dnc_provider.limits.concurrent", Text.of(provider.maxConcurrent()));
        texts.put("dnc_provider.limits.per_second", Text.of(provider.maxPerSecond()));
        texts.put("dnc_provider.cache", Text.of(Durations.format(provider.cache())));
        new TreeMap<>(provider.request())
                .forEach((name, value) -> texts.put("dnc_provider.request." + name, Text.hidden(value)));
        DncProvider.ResponseMapping response = provider.response();
        putPath(texts, "dnc_provider.response.phone", response.phone());
        putPath(texts, "dnc_provider.response.lists", response.lists());
        putPath(texts, "dnc_provider.response.as_of", response.asOf());
        texts.put("dnc_provider.response.clear", Text.of(Text.sorted(response.clear())));
        texts.put("dnc_provider.response.federal", Text.of(Text.sorted(response.federal())));
        texts.put("dnc_provider.response.state", Text.of(Text.sorted(response.state())));
        texts.put("dnc_provider.response.internal", Text.of(Text.sorted(response.internal())));
    }

    private static void putVerifier(Map<String, Text> texts, CertificateVerifier verifier) {
        String name = "certificate_verifiers." + Item.wordOf(verifier.issuer()) + ".";
        texts.put(name + "url", urlText(verifier.url()));
        new TreeMap<>(verifier.headers())
                .forEach((header, value) -> texts.put(name + "headers." + header, Text.hidden(value)));
        new TreeMap<>(verifier.parameters())
                .forEach((parameter, value) -> texts.put(name + "parameters." + parameter, Text.hidden(value)));
        texts.put(name + "timeout", Text.of(Durations.format(verifier.timeout())));
        texts.put(name + "limits.concurrent", Text.of(verifier.maxConcurrent()));
        texts.put(name + "limits.per_second", Text.of(verifier.maxPerSecond()));
        texts.put(name + "cache", Text.of(Durations.format(verifier.cache())));
        texts.put(name + "retain", Text.of(verifier.retains()));
        CertificateVerifier.ResponseMapping response = verifier.response();
        texts.put(name + "response.outcome", Text.of(String.join(", ", response.outcome())));
        texts.put(name + "response.confirmed", Text.of(Text.sorted(response.confirmed())));
        texts.put(name + "response.refused", Text.of(Text.sorted(response.refused())));
        texts.put(name + "response.reason", Text.of(String.join(", ", response.reason())));
        texts.put(name + "response.inconclusive", Text.of(Text.sorted(response.inconclusive())));
        texts.put(name + "response.matched", Text.of(String.join(", ", response.matched())));
        texts.put(name + "response.matching", Text.of(Text.sorted(response.matching())));
        texts.put(name + "response.mismatching", Text.of(Text.sorted(response.mismatching())));
        texts.put(name + "response.expires_at", Text.of(String.join(", ", response.expiresAt())));
        texts.put(name + "response.created_at", Text.of(String.join(", ", response.createdAt())));
        texts.put(name + "response.page", Text.of(String.join(", ", response.page())));
    }

    static Map<String, Text> of(Vertical vertical) {
        Map<String, Text> texts = new LinkedHashMap<>();
        for (Field field : vertical.fields()) {
            texts.put("fields." + field.name(), Text.of(fieldText(field)));
        }
        return texts;
    }

    private static String fieldText(Field field) {
        return Item.wordOf(field.type()) + ", " + Item.wordOf(field.dataClass())
                + (field.requiredFrom() == null ? "" : ", required from " + Item.wordOf(field.requiredFrom()))
                + (field.locked() ? ", locked" : "")
                + (field.type() == FieldType.ENUM
                        ? ", one of " + field.values().stream().map(Text::word).collect(Collectors.joining(", "))
                        : ", " + FilterReader.expected(field));
    }

    static Map<String, Text> of(Campaign campaign) {
        Map<String, Text> texts = new LinkedHashMap<>();
        texts.put("vertical", Text.of(campaign.vertical().name()));
        texts.put("ranking", Text.of(Item.wordOf(campaign.ranking())));
        texts.put("pricing", Text.of(pricingText(campaign.pricing())));
        texts.put("max_legs", Text.of(campaign.maxLegs()));
        texts.put("reserve", Text.of(Money.format(campaign.reserveMicros())));
        texts.put("margin", Text.of(marginText(campaign.margin())));
        texts.put("bid_timeout", Text.of(Durations.format(campaign.bidTimeout())));
        texts.put("post_timeout", Text.of(Durations.format(campaign.postTimeout())));
        texts.put("ping_ttl", Text.of(Durations.format(campaign.pingTtl())));
        texts.put("reservation", Text.of(Item.wordOf(campaign.reservation())));
        texts.put("seed", Text.of(campaign.seed()));
        GatePolicy gates = campaign.gates();
        putConsent(texts, gates.consent());
        texts.put(
                "gates.evidence.trustedform",
                Text.of(Item.wordOf(gates.evidence().trustedForm())));
        texts.put("gates.evidence.jornaya", Text.of(Item.wordOf(gates.evidence().jornaya())));
        texts.put("gates.evidence.at", Text.of(gates.evidence().fromPing() ? "ping" : "post"));
        texts.put("gates.calling_hours", Text.of(gates.callingHours()));
        texts.put("gates.duplicate_window", Text.of(Durations.format(gates.duplicateWindow())));
        texts.put("gates.max_pings_per_hour", Text.of(gates.mostPingsPerHour()));
        texts.put("gates.hours_exemptions", Text.of(gates.contact().exemptions()));
        texts.put("gates.contact_limits", Text.of(gates.contact().limits()));
        texts.put("schedule", Text.of(scheduleText(gates.contact().schedule())));
        texts.put("gates.dnc_ping_by_hash", Text.of(gates.dnc().pingByHash()));
        texts.put("gates.dnc_exempt_written_consent", Text.of(gates.dnc().exemptWrittenConsent()));
        texts.put("gates.dnc_exempt_relationship", Text.of(gates.dnc().exemptRelationship()));
        DiligenceText.put(texts, gates.diligence());
        putAge(texts, "gates.lists.litigator", gates.lists().litigatorMaxAge());
        putAge(texts, "gates.lists.drop", gates.lists().dropMaxAge());
        if (!gates.hold().reasons().isEmpty()) {
            texts.put(
                    "gates.hold.reasons",
                    Text.of(Text.sorted(
                            gates.hold().reasons().stream().map(Reason::text).toList())));
        }
        putAge(texts, "gates.hold.price_holds", gates.hold().priceHolds());
        return texts;
    }

    private static void putConsent(Map<String, Text> texts, ConsentTerms terms) {
        texts.put("gates.consent_max_age", Text.of(Durations.format(terms.maxAge())));
        texts.put("gates.named_sellers", Text.of(ConsentTermsReader.wordOf(terms.naming())));
        texts.put("gates.consent_proof", Text.of(Item.wordOf(terms.proof())));
        texts.put("gates.consent_requires", Text.of(ConsentTermsReader.words(terms.parts())));
        texts.put("gates.consent_methods", Text.of(ConsentTermsReader.words(terms.methods())));
        texts.put("gates.consent_channels", Text.of(terms.allChannels() ? "all" : "some"));
    }

    private static void putAge(Map<String, Text> texts, String name, @Nullable Duration age) {
        if (age != null) {
            texts.put(name, Text.of(Durations.format(age)));
        }
    }

    private static String pricingText(Campaign.Pricing pricing) {
        return switch (pricing) {
            case Campaign.Pricing.FirstPrice _ -> "first_price";
            case Campaign.Pricing.SecondPrice(long incrementMicros) ->
                "second_price + " + Money.format(incrementMicros);
        };
    }

    private static String marginText(Margin margin) {
        return switch (margin) {
            case Margin.Percent(int basisPoints) -> percentText(basisPoints);
            case Margin.Fixed(long amountMicros) -> Money.format(amountMicros);
            case Margin.Table(List<Margin.Band> bands) ->
                bands.stream()
                        .map(band -> "from " + Money.format(band.fromMicros()) + ": " + marginText(band.margin()))
                        .collect(Collectors.joining(", ", "[", "]"));
        };
    }

    static Map<String, Text> of(Vendor vendor) {
        Map<String, Text> texts = new LinkedHashMap<>();
        texts.put("sources", Text.of(vendor.sources().isEmpty() ? "any" : Text.sorted(vendor.sources())));
        texts.put("floor", Text.of(Money.format(vendor.floorMicros())));
        DiligenceText.put(texts, vendor);
        if (vendor.subscription() != null) {
            WebhookReader.put(texts, vendor.subscription());
        }
        return texts;
    }

    static Map<String, Text> of(Buyer buyer) {
        Map<String, Text> texts = new LinkedHashMap<>();
        texts.put("legal_name", Text.of(buyer.legalName()));
        if (!buyer.aliases().isEmpty()) {
            texts.put("aliases", Text.of(Text.sorted(buyer.aliases())));
        }
        texts.put("zone", Text.of(buyer.zone()));
        texts.put("credit_limit", Text.of(Money.format(buyer.creditLimitMicros())));
        texts.put("low_balance", Text.of(Money.format(buyer.lowBalanceMicros())));
        texts.put("repeat_window", Text.of(Durations.format(buyer.repeatWindow())));
        putCaps(texts, buyer.caps());
        DiligenceText.put(texts, buyer.vetting());
        Webhook revocations = buyer.revocations();
        if (revocations != null) {
            texts.put("revocations.url", urlText(revocations.url()));
            texts.put("revocations.secret", Text.of(revocations.secretName()));
        }
        if (buyer.subscription() != null) {
            WebhookReader.put(texts, buyer.subscription());
        }
        return texts;
    }

    /** A cap's name leaves its owner out: {@code caps.buyer_source.day.count}. */
    private static void putCaps(Map<String, Text> texts, List<Cap> caps) {
        for (Cap cap : caps) {
            String scope = switch (cap.scope()) {
                case CONTRACT, BUYER -> "";
                case BUYER_SOURCE -> Item.wordOf(cap.scope()) + ".";
            };
            String limit = switch (cap.unit()) {
                case COUNT -> Long.toString(cap.limit());
                case MONEY -> Money.format(cap.limit());
            };
            texts.put("caps." + scope + Item.wordOf(cap.window()) + "." + Item.wordOf(cap.unit()), Text.of(limit));
        }
    }

    static Map<String, Text> of(Endpoint endpoint) {
        Map<String, Text> texts = new LinkedHashMap<>();
        texts.put("url", urlText(endpoint.url()));
        if (endpoint.protocol() == Endpoint.Protocol.HTTP_2) {
            texts.put("http", Text.of(2));
        }
        if (endpoint.secret() != null) {
            texts.put("secret", Text.of(endpoint.secret()));
        }
        new TreeMap<>(endpoint.headers()).forEach((name, value) -> texts.put("headers." + name, Text.hidden(value)));
        texts.put("timeout", Text.of(Durations.format(endpoint.timeout())));
        texts.put("limits.concurrent", Text.of(endpoint.maxConcurrent()));
        texts.put("limits.per_second", Text.of(endpoint.maxPerSecond()));
        putBody(texts, "request", endpoint.request());
        Endpoint.ResponseMapping response = endpoint.response();
        texts.put("response.status", Text.of(response.statusPath()));
        texts.put("response.accepted", Text.of(Text.sorted(response.accepted())));
        texts.put("response.rejected", Text.of(Text.sorted(response.rejected())));
        putPath(texts, "response.price", response.pricePath());
        putPath(texts, "response.reason", response.reasonPath());
        putPath(texts, "response.reference", response.referencePath());
        return texts;
    }

    private static void putPath(Map<String, Text> texts, String name, @Nullable String path) {
        if (path != null) {
            texts.put(name, Text.of(path));
        }
    }

    /** A query may carry a key. */
    static Text urlText(String url) {
        int query = url.indexOf('?');
        return new Text(url, query < 0 ? url : url.substring(0, query + 1) + Text.HIDDEN);
    }

    /** The leaves of a request. Texts that are not just a name may carry a key. */
    private static void putBody(Map<String, Text> texts, String path, Object body) {
        switch (body) {
            case Map<?, ?> map
            when !map.isEmpty() ->
                map.forEach((key, inner) -> putBody(texts, path + "." + Text.word(String.valueOf(key)), inner));
            case List<?> list
            when !list.isEmpty() -> {
                for (int i = 0; i < list.size(); i++) {
                    putBody(texts, path + "[" + i + "]", list.get(i));
                }
            }
            case String text -> texts.put(path, isName(text) ? Text.of(text) : Text.hidden('"' + text + '"'));
            default -> texts.put(path, Text.of(body));
        }
    }

    private static boolean isName(String text) {
        Template template = Template.parse(text);
        return template != null
                && template.parts().size() == 1
                && template.names().size() == 1;
    }

    static Map<String, Text> of(Contract contract) {
        Map<String, Text> texts = new LinkedHashMap<>();
        texts.put("campaign", Text.of(contract.campaign()));
        texts.put("buyer", Text.of(contract.buyer()));
        texts.put("filter", FilterText.of(contract.filter()));
        texts.put(
                "sources.allow",
                Text.of(
                        contract.sources().allow().isEmpty()
                                ? "all"
                                : Text.sorted(contract.sources().allow())));
        texts.put("sources.deny", Text.of(Text.sorted(contract.sources().deny())));
        texts.put("schedule", Text.of(scheduleText(contract.schedule())));
        texts.put("price", priceText(contract.price()));
        putCaps(texts, contract.caps());
        texts.put("priority", Text.of(contract.priority()));
        texts.put("weight", Text.of(contract.weight()));
        texts.put("mode", Text.of(Item.wordOf(contract.mode())));
        putPath(texts, "conflict_group", contract.conflictGroup());
        putPath(texts, "delivery", contract.deliveryEndpoint());
        texts.put("paused", Text.of(contract.paused()));
        texts.put(
                "channels",
                Text.of(Text.sorted(
                        contract.channels().stream().map(Item::wordOf).collect(Collectors.toSet()))));
        putPath(
                texts,
                "repeat_window",
                contract.repeatWindow() == null ? null : Durations.format(contract.repeatWindow()));
        if (contract.returns() != null) {
            putReturns(texts, contract.returns());
        }
        putFields(texts, "fields.bid", contract.fields().inBids());
        putFields(texts, "fields.delivery", contract.fields().inDeliveries());
        return texts;
    }

    private static void putFields(Map<String, Text> texts, String name, @Nullable Set<String> fields) {
        if (fields != null) {
            texts.put(name, Text.of(Text.sorted(fields)));
        }
    }

    private static void putReturns(Map<String, Text> texts, ReturnPolicy policy) {
        texts.put("returns.window", Text.of(Durations.format(policy.window())));
        texts.put("returns.reasons", Text.of(Text.sorted(policy.reasons())));
        texts.put(
                "returns.limit",
                Text.of(percentText(policy.limit().basisPoints()) + " in "
                        + Durations.format(policy.limit().period())));
        texts.put("returns.evidence", Text.of(policy.evidenceRequired()));
        texts.put("returns.stop_use", Text.of(policy.stopUseRequired()));
        texts.put("returns.approval", Text.of(Item.wordOf(policy.approval())));
        texts.put("returns.decide_within", Text.of(Durations.format(policy.decideWithin())));
        texts.put("returns.gives_cap_back", Text.of(policy.givesCapBack()));
        texts.put("returns.clawback", Text.of(percentText(policy.clawbackBasisPoints())));
    }

    private static String percentText(int basisPoints) {
        return Money.format(basisPoints * 10_000L) + " %";
    }

    private static String scheduleText(Schedule schedule) {
        if (schedule.equals(Schedule.ALWAYS)) {
            return "always";
        }
        return schedule.windows().stream().map(MarketText::windowText).collect(Collectors.joining(", ", "[", "]")) + " "
                + schedule.zone();
    }

    private static String windowText(Schedule.Window window) {
        String day = window.day().name().substring(0, 3).toLowerCase(Locale.ROOT);
        return day + " " + timeText(window.startMinute()) + "-" + timeText(window.endMinute());
    }

    private static String timeText(int minute) {
        return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
    }

    private static Text priceText(PriceRule price) {
        return switch (price) {
            case PriceRule.Fixed(long priceMicros) -> Text.of(Money.format(priceMicros));
            case PriceRule.RealTime(String endpoint, long leastMicros, long mostMicros) ->
                Text.of("realtime from " + endpoint + ", " + Money.format(leastMicros) + " to "
                        + Money.format(mostMicros));
            case PriceRule.Table(List<PriceRule.Row> rows) -> {
                StringBuilder whole = new StringBuilder("table");
                StringBuilder shown = new StringBuilder("table");
                for (PriceRule.Row row : rows) {
                    Text when = FilterText.of(row.when());
                    whole.append(" [")
                            .append(when.whole())
                            .append(": ")
                            .append(Money.format(row.priceMicros()))
                            .append(']');
                    shown.append(" [")
                            .append(when.shown())
                            .append(": ")
                            .append(Money.format(row.priceMicros()))
                            .append(']');
                }
                yield new Text(whole.toString(), shown.toString());
            }
        };
    }
}
