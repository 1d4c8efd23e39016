package dev.gavel.server.buyer;

import dev.gavel.auction.bid.BidOutcome;
import dev.gavel.auction.bid.BidSource;
import dev.gavel.auction.bid.Deadline;
import dev.gavel.auction.contract.Buyer;
import dev.gavel.auction.contract.Campaign;
import dev.gavel.auction.contract.Contract;
import dev.gavel.auction.contract.Endpoint;
import dev.gavel.auction.contract.Filter;
import dev.gavel.auction.contract.GatePolicy;
import dev.gavel.auction.contract.Market;
import dev.gavel.auction.contract.PriceRule;
import dev.gavel.auction.contract.SaleMode;
import dev.gavel.auction.contract.Schedule;
import dev.gavel.auction.contract.SourceRule;
import dev.gavel.auction.lead.Consent;
import dev.gavel.auction.lead.DataClass;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.FieldType;
import dev.gavel.auction.lead.Lead;
import dev.gavel.auction.lead.Vertical;
import dev.gavel.auction.money.Margin;
import dev.gavel.server.buyer.sim.SimBuyer;
import dev.gavel.server.buyer.sim.SimBuyers;
import dev.gavel.server.buyer.stream.StreamPolicy;
import dev.gavel.server.buyer.wire.Dialer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** Simulated buyers on a loopback port and the calls to them, ready for a test. */
final class BuyerWorld implements AutoCloseable {

    static final String TENANT = "acme-leads";
    static final Vertical AUTO = new Vertical(
            "auto",
            List.of(
                    field(0, "zip", FieldType.ZIP, DataClass.PUBLIC),
                    field(1, "vehicle_year", FieldType.INTEGER, DataClass.PUBLIC),
                    field(2, "currently_insured", FieldType.BOOLEAN, DataClass.PUBLIC),
                    field(3, "first_name", FieldType.TEXT, DataClass.RESTRICTED),
                    field(4, "phone", FieldType.PHONE, DataClass.RESTRICTED),
                    field(5, "birth_date", FieldType.DATE, DataClass.INTERNAL),
                    field(6, "state", FieldType.STATE, DataClass.PUBLIC),
                    new Field(
                            7,
                            "credit",
                            FieldType.ENUM,
                            DataClass.INTERNAL,
                            null,
                            List.of("good", "fair \"or\" so"),
                            0,
                            1,
                            false),
                    field(8, "coverage", FieldType.MONEY, DataClass.PUBLIC),
                    field(9, "comments", FieldType.TEXT, DataClass.PUBLIC),
                    field(10, "ssn", FieldType.TEXT, DataClass.SENSITIVE),
                    field(11, "email", FieldType.EMAIL, DataClass.RESTRICTED)));

    static final Endpoint.ResponseMapping BID_ANSWER = new Endpoint.ResponseMapping(
            "status", Set.of("bid"), Set.of("no_bid", "rejected"), "price", null, "bid_id");
    static final Endpoint.ResponseMapping POST_ANSWER =
            new Endpoint.ResponseMapping("status", Set.of("accepted"), Set.of("rejected"), null, "reason", "reference");

    final LoopResources loops = LoopResources.create("buyer-test", 2, true);
    final SimBuyers sims = SimBuyers.start(0, loops);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final FakeClock clock = new FakeClock();
    final Endpoints endpoints;
    final WireBidSource bids;
    final Deliveries deliveries;

    private final Endpoint.Protocol protocol;

    BuyerWorld() {
        this(CallPolicy.STANDARD);
    }

    BuyerWorld(CallPolicy policy) {
        this(policy, Endpoint.Protocol.HTTP_1, StreamPolicy.STANDARD, null);
    }

    /**
     * A world whose bids are asked for in this way.
     *
     * @param trust whose certificates are believed; null for the platform's
     */
    BuyerWorld(
            CallPolicy policy,
            Endpoint.Protocol protocol,
            StreamPolicy streamPolicy,
            @Nullable TrustManagerFactory trust) {
        Watch.begin();
        this.protocol = protocol;
        endpoints = new Endpoints(
                loops,
                meters,
                name -> name.equals("TOKEN") ? "s3cr3t" : null,
                policy,
                streamPolicy,
                new Dialer(loops, trust),
                clock);
        bids = new WireBidSource(endpoints);
        deliveries = new Deliveries(endpoints);
    }

    private static Field field(int index, String name, FieldType type, DataClass dataClass) {
        return new Field(index, name, type, dataClass, null, List.of(), 0, 1_000_000_000_000L, false);
    }

    /** A simulated buyer that keeps what it is asked. */
    SimBuyer sim(String id) {
        return sims.buyer(id).keepBidRequests(100);
    }

    /** Puts the contracts of these buyers into force, with endpoints at the simulation. */
    List<Contract> market(String... buyers) {
        List<Endpoint> none = new ArrayList<>();
        for (String buyer : buyers) {
            none.add(bidEndpoint(buyer));
        }
        return market(none);
    }

    /** Puts one contract per bid endpoint into force; the id of the endpoint without "-bid" is the buyer's. */
    List<Contract> market(List<Endpoint> bidEndpoints) {
        Map<String, Buyer> buyers = new LinkedHashMap<>();
        List<Contract> contracts = new ArrayList<>();
        for (Endpoint bid : bidEndpoints) {
            String id = bid.id().replace("-bid", "");
            buyers.put(id, buyer(id, List.of(bid, postEndpoint(id))));
            contracts.add(contract(id));
        }
        endpoints.apply(market(buyers, contracts));
        bidEndpoints.forEach(this::awaitStreams);
        return contracts;
    }

    /** Streams to the simulation connect at once, and a test need not see how. */
    private void awaitStreams(Endpoint endpoint) {
        if (endpoint.protocol() == Endpoint.Protocol.STREAM && endpoint.url().contains(":" + sims.port() + "/")) {
            Eventually.holds(
                    () -> openStreams(endpoint.id()) == endpoints.loops().all().size());
        }
    }

    double openStreams(String endpoint) {
        return meters.get("gavel.buyer.stream.open")
                .tag("endpoint", endpoint)
                .gauge()
                .value();
    }

    static Market market(Map<String, Buyer> buyers, List<Contract> contracts) {
        return new Market(TENANT, 1, "USD", Map.of("auto-us", campaign()), Map.of(), buyers, contracts);
    }

    static Campaign campaign() {
        return new Campaign(
                "auto-us",
                AUTO,
                Campaign.Ranking.HIGHEST_PRICE,
                new Campaign.Pricing.FirstPrice(),
                1,
                0,
                new Margin.Percent(0),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                1,
                GatePolicy.STANDARD
                        .withCertificateRequired(false)
                        .withCallingHours(false)
                        .withMostPingsPerHour(100));
    }

    static Buyer buyer(String id, List<Endpoint> endpoints) {
        return new Buyer(id, id + " LLC", ZoneId.of("UTC"), List.of(), 0, endpoints);
    }

    static Contract contract(String buyer) {
        return contract(buyer, buyer + "-contract");
    }

    /** One of several contracts of a buyer. */
    static Contract contract(String buyer, String id) {
        return new Contract(
                id,
                "auto-us",
                buyer,
                Filter.ANY,
                SourceRule.ALL,
                Schedule.ALWAYS,
                new PriceRule.RealTime(buyer + "-bid", 5_000_000, 100_000_000),
                List.of(),
                1,
                1,
                SaleMode.EXCLUSIVE,
                null,
                buyer + "-post",
                false);
    }

    Endpoint bidEndpoint(String buyer) {
        return bidEndpoint(buyer, sims.bidUrl(buyer), Duration.ofSeconds(10), 50, 10_000);
    }

    Endpoint bidEndpoint(String buyer, String url, Duration timeout, int maxConcurrent, int maxPerSecond) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("auction", "${ping_id}");
        request.put("zip", "${zip}");
        request.put("vehicle", Map.of("year", "${vehicle_year}"));
        request.put("insured", "${currently_insured}");
        request.put("floor", "${floor}");
        return new Endpoint(
                buyer + "-bid",
                protocol == Endpoint.Protocol.STREAM ? url.replace("http", "ws") : url,
                Map.of("Authorization", "Bearer ${secret:TOKEN}"),
                request,
                BID_ANSWER,
                timeout,
                maxConcurrent,
                maxPerSecond,
                protocol,
                null);
    }

    Endpoint postEndpoint(String buyer) {
        return postEndpoint(buyer, sims.postUrl(buyer), Duration.ofSeconds(10), 50);
    }

    Endpoint postEndpoint(String buyer, String url, Duration timeout, int maxConcurrent) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("lead_id", "${lead_id}");
        request.put("price", "${price}");
        request.put("bid_id", "${bid_reference}");
        request.put("first_name", "${first_name}");
        request.put("phone", "${phone}");
        request.put("zip", "${zip}");
        request.put("consent_text", "${consent.text}");
        return new Endpoint(buyer + "-post", url, Map.of(), request, POST_ANSWER, timeout, maxConcurrent, 10_000);
    }

    static Lead lead() {
        return Lead.of(AUTO)
                .set("zip", "78701")
                .set("vehicle_year", "2019")
                .set("currently_insured", "yes")
                .set("first_name", "Testina")
                .set("phone", "512-555-0100")
                .build();
    }

    static BidSource.Request ping() {
        return new BidSource.Request(TENANT, "ping_01test", "auto-us", "vendor-1", "fb-17", lead(), 12_500_000);
    }

    static Delivery delivery(Contract contract, String deliveryId) {
        Consent consent = new Consent(
                "I agree",
                "https://example.com/form",
                "192.0.2.15",
                "test",
                Instant.EPOCH,
                "en",
                List.of("acme LLC"),
                null,
                null);
        return new Delivery(
                TENANT,
                deliveryId,
                contract,
                "ping_01test",
                "lead_01test",
                "leg_01test",
                "auto-us",
                "fb-17",
                31_500_000,
                "bid-7",
                lead(),
                consent);
    }

    static Deadline in(Duration time) {
        return Deadline.after(time.toNanos(), System.nanoTime());
    }

    /** Asks and waits. */
    List<BidOutcome> ask(List<Contract> contracts, Duration time) throws Exception {
        return bids.solicit(ping(), contracts, in(time)).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Delivers and waits. */
    DeliveryOutcome deliver(Contract contract, String deliveryId, Duration time) throws Exception {
        return deliveries
                .deliver(delivery(contract, deliveryId), in(time))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        endpoints.close();
        sims.close();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(3)).block(Duration.ofSeconds(10));
    }
}
