package dev.gavel.server.dnc;

import dev.gavel.auction.contract.DncProvider;
import dev.gavel.auction.lead.Field;
import dev.gavel.auction.lead.Lead;
import dev.gavel.gates.DncRegister;
import dev.gavel.gates.DncScrub;
import dev.gavel.gates.DncScrubber;
import dev.gavel.gates.Facts;
import dev.gavel.persistence.dnc.DncStore;
import dev.gavel.server.buyer.Endpoints;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Asks the tenant's provider about a number, and where the campaign exempts customers, the relationships on record of a number that is listed. Whoever
 * does not answer has cleared nobody.
 *
 * <p>Thread safety: any thread. A line to a provider is made when it is first needed, and anew when the market names another.
 */
public final class Scrubbing implements DncScrubber, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scrubbing.class);
    private static final long SECONDS_A_DAY = 86_400;

    private final LiveMarkets markets;
    private final DncStore store;
    private final LoopResources loops;
    private final Endpoints.Secrets secrets;
    private final MeterRegistry meters;
    private final Clock clock;
    private final ConcurrentHashMap<String, ProviderLine> tenantToLine = new ConcurrentHashMap<>();

    /** @param loops shared with the HTTP server; not closed here */
    public Scrubbing(
            LiveMarkets markets,
            DncStore store,
            LoopResources loops,
            Endpoints.Secrets secrets,
            MeterRegistry meters,
            Clock clock) {
        this.markets = markets;
        this.store = store;
        this.loops = loops;
        this.secrets = secrets;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public CompletionStage<DncScrub> scrub(String tenant, Facts facts, List<String> consumerKeys) {
        Lead lead = facts.lead();
        Field field = lead.vertical().fieldNamed("phone");
        if (field == null || !lead.has(field.index()) || consumerKeys.isEmpty()) {
            return CompletableFuture.completedFuture(DncScrub.UNKNOWN);
        }
        long phone = lead.code(field.index());
        // The phone's key is the first.
        return provider(tenant, phone, consumerKeys.getFirst())
                .flatMap(scrub -> withRelationships(tenant, facts, phone, scrub, consumerKeys))
                .onErrorReturn(DncScrub.UNKNOWN)
                .toFuture()
                .thenApply(answer -> answer == null ? DncScrub.UNKNOWN : answer);
    }

    private Mono<DncScrub> provider(String tenant, long phone, String key) {
        LiveMarket market = markets.of(tenant);
        DncProvider provider = market == null ? null : market.market().dncProvider();
        if (provider == null) {
            return Mono.just(DncScrub.NOT_ASKED);
        }
        ProviderLine line = line(tenant, provider);
        return line == null ? Mono.just(DncScrub.UNKNOWN) : line.ask(phone, key);
    }

    private @Nullable ProviderLine line(String tenant, DncProvider provider) {
        ProviderLine line = tenantToLine.get(tenant);
        if (line != null && line.isTo(provider)) {
            return line;
        }
        try {
            return tenantToLine.compute(tenant, (_, old) -> {
                if (old != null && old.isTo(provider)) {
                    return old;
                }
                ProviderLine fresh =
                        new ProviderLine(tenant, provider, loops, secrets, new ProviderMetrics(meters, tenant), clock);
                if (old != null) {
                    old.close();
                }
                return fresh;
            });
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("tenant", tenant)
                    .addKeyValue("problem", e.getMessage())
                    .log("The do-not-call provider cannot be called");
            return null;
        }
    }

    private Mono<DncScrub> withRelationships(
            String tenant, Facts facts, long phone, DncScrub scrub, List<String> consumerKeys) {
        long today = Math.floorDiv(facts.now().getEpochSecond(), SECONDS_A_DAY);
        boolean listed =
                ((facts.dnc().register().look(phone, today) | scrub.listed()) & DncRegister.LISTED_FEDERAL) != 0;
        if (!listed || !facts.campaign().gates().dnc().exemptRelationship()) {
            return Mono.just(scrub);
        }
        // Without an answer nobody is a customer.
        return store.relationships(tenant, consumerKeys).map(scrub::with).onErrorReturn(scrub);
    }

    @Override
    public void close() {
        tenantToLine.values().forEach(ProviderLine::close);
    }
}
