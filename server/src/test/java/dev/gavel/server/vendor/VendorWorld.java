package dev.gavel.server.vendor;

import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.cap.CapClaim;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.contract.SourceRule;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.id.TypeId;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.market.Verticals;
import dev.gavel.auction.money.Margin;
import dev.gavel.gates.DncFacts;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.server.market.LiveMarket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A small marketplace and a post in it, for tests of the vendors' side without any server. */
final class VendorWorld {

    static final Instant NOW = Instant.parse("2026-11-21T15:04:05Z");
    static final Vertical AUTO = Verticals.standard().get("auto-insurance");
    static final TypeId PING = TypeId.at("ping", NOW.toEpochMilli(), 0x123, 0x456789);
    static final TenantKeys KEYS = keys("demo", 7);
    static final Consent CONSENT = new Consent(
            "I agree",
            "https://quotes.example.com/auto",
            "192.0.2.15",
            "Mozilla/5.0",
            NOW,
            "en",
            List.of("Lone Star Auto Quotes LLC", "Beacon Insurance Services Inc"),
            null,
            "8B36D3E6-0000-0000-0000-000000000000");

    private static final Campaign CAMPAIGN = new Campaign(
            "auto",
            AUTO,
            Campaign.Ranking.HIGHEST_PRICE,
            new Campaign.Pricing.FirstPrice(),
            3,
            0,
            new Margin.Percent(1_500),
            Duration.ofMillis(150),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            1,
            GatePolicy.STANDARD
                    .withCertificateRequired(false)
                    .withCallingHours(false)
                    .withDiligence(Diligence.NONE));

    private final List<Contract> contracts = new ArrayList<>();
    private final List<RememberedPing.Kept> candidates = new ArrayList<>();

    static TenantKeys keys(String tenant, int fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) fill);
        return TenantKeys.of(tenant, new TreeMap<>(Map.of(1, key)));
    }

    /** A contract, and its candidate behind those before it. */
    VendorWorld candidate(String id, SaleMode mode, @Nullable String group, long priceMicros) {
        return candidate(id, mode, group, priceMicros, false);
    }

    VendorWorld candidate(String id, SaleMode mode, @Nullable String group, long priceMicros, boolean paused) {
        contracts.add(new Contract(
                id,
                "auto",
                "buyer",
                Filter.ANY,
                SourceRule.ALL,
                Schedule.ALWAYS,
                new PriceRule.Fixed(priceMicros),
                List.of(),
                1,
                1,
                mode,
                group,
                null,
                paused));
        return keptOnly(id, priceMicros);
    }

    /** A candidate whose contract is no longer configured. */
    VendorWorld keptOnly(String id, long priceMicros) {
        candidates.add(new RememberedPing.Kept(
                id, priceMicros, priceMicros * 85 / 100, null, List.of(CapClaim.funds("buyer", priceMicros))));
        return this;
    }

    LiveMarket market() {
        Buyer buyer = new Buyer("buyer", "Buyer LLC", ZoneId.of("UTC"), List.of(), 0, List.of());
        Market market = new Market(
                "demo",
                3,
                "USD",
                Map.of("auto", CAMPAIGN),
                Map.of("acme", new Vendor("acme", Set.of(), 0)),
                Map.of("buyer", buyer),
                contracts);
        return LiveMarket.compile(market, KEYS, NOW, null).with(DncFacts.ACKNOWLEDGED);
    }

    static Lead lead(String... namesAndValues) {
        Lead.Builder lead = Lead.of(AUTO);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            lead.set(namesAndValues[i], namesAndValues[i + 1]);
        }
        return lead.build();
    }

    /** A post of a ping with these fields, that promised the candidates at these positions. */
    Post post(Lead pinged, Lead posted, int... chosen) {
        RememberedPing ping = new RememberedPing(
                "auto",
                "acme",
                "fb-17",
                3,
                PingSealer.fieldsOf(pinged),
                CONSENT,
                ConsumerKeys.of(pinged, KEYS),
                candidates);
        return new Post(
                market(),
                CAMPAIGN,
                "key_1",
                PING,
                "lead_01kb2d7pnmf8kba5x6w7y8z9a0",
                ping,
                chosen,
                NOW.getEpochSecond() + 300,
                true,
                posted,
                CONSENT,
                ConsumerKeys.of(posted, KEYS),
                NOW,
                Deadline.after(Duration.ofSeconds(10).toNanos(), 0));
    }

    Post post(int... chosen) {
        return post(lead("zip", "78701"), lead("zip", "78701"), chosen);
    }

    /** A map that keeps its order and may hold nulls. */
    static Map<String, @Nullable String> fields(@Nullable String... namesAndValues) {
        Map<String, @Nullable String> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
