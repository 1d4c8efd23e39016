package dev.gavel.server.vendor;

import dev.gavel.auction.cap.CapLedger;
import dev.gavel.gates.DncFacts;
import dev.gavel.gates.DncScrub;
import dev.gavel.gates.EvidenceVerifier;
import dev.gavel.gates.GateRules;
import dev.gavel.gates.Gates;
import dev.gavel.gates.Screening;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.Holds;
import dev.gavel.persistence.postgres.Sales;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.server.DatabaseUrl;
import dev.gavel.server.buyer.CallPolicy;
import dev.gavel.server.buyer.Deliveries;
import dev.gavel.server.buyer.Endpoints;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** The server's vendor API over one market, with all gates, and without Postgres and buyers: no ping here needs them. */
final class BenchApi {

    private BenchApi() {}

    static VendorApi over(LiveMarket market, CapLedger ledger, Clock clock) {
        LiveMarkets markets = new LiveMarkets();
        markets.use(market.tenant(), DncFacts.ACKNOWLEDGED);
        markets.put(market);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Endpoints endpoints = new Endpoints(
                LoopResources.create("bench-buyers", 1, true), meters, _ -> null, CallPolicy.STANDARD, clock);
        Database database = Database.open(DatabaseUrl.parse("postgres://nobody:nothing@127.0.0.1:9/nowhere")
                .settings(1));
        TenantScope scope = new TenantScope(database);
        return VendorDesk.open(
                        markets,
                        _ -> false,
                        Gates.standard(GateRules.bundled()),
                        ledger,
                        (_, _, _) -> CompletableFuture.completedFuture(Screening.UNKNOWN),
                        new NoContacts(),
                        (_, _, _) -> CompletableFuture.completedFuture(DncScrub.UNKNOWN),
                        EvidenceVerifier.NOBODY,
                        (_, _) -> Mono.empty(),
                        (_, _, _) -> CompletableFuture.completedFuture(List.of()),
                        new Deliveries(endpoints),
                        new Sales(scope),
                        new Holds(scope),
                        meters,
                        clock)
                .api();
    }
}
