package dev.gavel.bench.micro;

import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Diligence;
import dev.gavel.auction.contract.Source;
import dev.gavel.auction.contract.Standing;
import dev.gavel.auction.contract.Vendor;
import dev.gavel.auction.contract.Vetting;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.lead.UsState;
import dev.gavel.auction.market.Verticals;
import dev.gavel.bench.market.MarketYaml;
import dev.gavel.gates.DncFacts;
import dev.gavel.gates.EvidenceFacts;
import dev.gavel.gates.Facts;
import dev.gavel.gates.Gate;
import dev.gavel.gates.GateRules;
import dev.gavel.gates.Gates;
import dev.gavel.gates.Screening;
import dev.gavel.gates.Verdict;
import dev.gavel.gates.source.CidrList;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A lead that passes, judged by one gate and by all of them, with everything asked of it that memory can answer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GatesBenchmark {

    private static final Instant NOON_IN_TEXAS = Instant.parse("2026-11-24T18:00:00Z");
    private static final LocalDate LAST_DAY = LocalDate.parse("2099-12-31");
    private static final int RANGES = 20_000;

    private final Gates gates = Gates.standard(GateRules.bundled(), badAddresses());
    private final Facts facts = facts();
    private final Facts buyerFacts = facts.forBuyer(buyer());

    /** One gate's name. */
    @State(Scope.Thread)
    public static class One {

        @Param({
            "fields",
            "consent",
            "source",
            "privacy",
            "vetting",
            "hours",
            "dnc",
            "suppression",
            "frequency",
            "duplicates",
            "evidence"
        })
        private String name = "";

        private Gate gate = Gates.standard(GateRules.bundled()).all().getFirst();

        /** Finds the gate. */
        @Setup
        public void setUp(GatesBenchmark all) {
            gate = all.gates.all().stream()
                    .filter(named -> named.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Refuses to measure a lead that a gate stops. */
    @Setup
    public void setUp() {
        Verdict lead = gates.screenAll(facts);
        Verdict buyer = gates.screenBuyer(buyerFacts);
        if (!lead.passes() || !buyer.passes()) {
            throw new IllegalStateException("the lead does not pass: " + lead + ", " + buyer);
        }
    }

    /** All gates on the lead, and those that look at one buyer for one. */
    @Benchmark
    public boolean together() {
        return gates.screenAll(facts).passes() && gates.screenBuyer(buyerFacts).passes();
    }

    /** What a ping waits for before its buyers are matched. */
    @Benchmark
    public boolean local() {
        return gates.screenLocal(facts).passes();
    }

    /** One gate, with a buyer where it looks at one. */
    @Benchmark
    public boolean one(One one) {
        return one.gate.judge(buyerFacts).passes();
    }

    private static Facts facts() {
        Campaign market = Objects.requireNonNull(
                MarketYaml.read(MarketYaml.of(1, true)).campaigns().get(MarketYaml.CAMPAIGN));
        Campaign campaign = new Campaign(
                market.id(),
                Objects.requireNonNull(Verticals.standard().get("auto-insurance")),
                market.ranking(),
                market.pricing(),
                market.maxLegs(),
                market.reserveMicros(),
                market.margin(),
                market.bidTimeout(),
                market.postTimeout(),
                market.pingTtl(),
                market.seed(),
                market.gates()
                        .withNamedSellers(true)
                        .withDiligence(new Diligence(true, true, true, true, Duration.ofSeconds(2), true, true)));
        Lead lead = Lead.of(campaign.vertical())
                .set("zip", "78701")
                .set("state", "TX")
                .set("vehicle_year", "2019")
                .set("currently_insured", "true")
                .set("birth_date", "1984-05-12")
                .set("phone", "+15125550100")
                .set("email", "ada@example.com")
                .build();
        Vendor vendor = new Vendor(
                "acme-media",
                Map.of("fb-17", new Source(Standing.ACTIVE, List.of("www.example.com", "*.example.com"))),
                0,
                Standing.ACTIVE,
                List.of());
        return Facts.of(Phase.POST, campaign, lead, consent(), NOON_IN_TEXAS)
                .from(vendor, "fb-17")
                .with(DncFacts.ACKNOWLEDGED)
                .with(EvidenceFacts.NO_VERIFIER)
                .with(Screening.CLEAR);
    }

    private static Consent consent() {
        return new Consent(
                "By pressing the button I agree that the companies named below may call me.",
                "https://quotes.example.com/auto",
                "192.0.2.15",
                "Mozilla/5.0",
                NOON_IN_TEXAS.minusSeconds(600),
                "en",
                List.of("Example Mutual", "Beacon Insurance Services Inc", "Harbor Quotes Corporation"),
                "https://cert.example.com/0123456789abcdef",
                null,
                new Consent.Signals(Consent.Gpc.ON, NOON_IN_TEXAS.minusSeconds(660), NOON_IN_TEXAS.minusSeconds(590)));
    }

    private static Buyer buyer() {
        List<Vetting.Licence> licences = new ArrayList<>();
        for (UsState state : UsState.values()) {
            licences.add(new Vetting.Licence("auto-insurance", state, "1", LAST_DAY));
        }
        return new Buyer("harbor", "Harbor Quotes Corporation", ZoneOffset.UTC, List.of(), 0, List.of())
                .withVetting(new Vetting(
                        LocalDate.parse("2026-01-01"), "desk", LAST_DAY, "calls", Set.of("auto-insurance"), licences));
    }

    private static CidrList badAddresses() {
        List<String> cidrs = new ArrayList<>();
        for (int i = 0; i < RANGES; i++) {
            cidrs.add("10." + i / 256 % 256 + "." + i % 256 + ".0/25");
        }
        return CidrList.of(NOON_IN_TEXAS, Duration.ofDays(7), cidrs);
    }
}
