package dev.gavel.server.vendor;

import dev.gavel.auction.id.TypeId;
import dev.gavel.persistence.postgres.HeldLead;
import dev.gavel.persistence.postgres.Holds;
import dev.gavel.persistence.postgres.StoredLeads;
import dev.gavel.server.http.Refusal;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.ops.HoldMetrics;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends holds whose time is over, and sells what was released by a command, or could not be judged when it was released.
 *
 * <p>Thread safety: any thread. Each hold is leased to one node at a time.
 */
public final class HoldUpkeep {

    private static final Logger LOG = LoggerFactory.getLogger(HoldUpkeep.class);
    private static final Duration TICK = Duration.ofSeconds(2);

    /** How long a released lead is left to whoever is selling it. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    private static final int AT_A_TIME = 16;
    private static final int TENANTS_AT_ONCE = 4;

    private final LiveMarkets markets;
    private final Holds holds;
    private final StoredLeads leads;
    private final HeldPosts posts;
    private final HoldMetrics metrics;
    private final FlowClock clock;
    private final Disposable.Swap running = Disposables.swap();

    public HoldUpkeep(
            LiveMarkets markets,
            Holds holds,
            StoredLeads leads,
            HeldPosts posts,
            HoldMetrics metrics,
            FlowClock clock) {
        this.markets = markets;
        this.holds = holds;
        this.leads = leads;
        this.posts = posts;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Looks for holds from now on. */
    public void follow() {
        running.update(clock.after(TICK)
                .thenMany(Flux.defer(() -> Flux.fromIterable(markets.all())))
                .flatMap(this::round, TENANTS_AT_ONCE)
                .then()
                .repeat()
                .subscribe());
    }

    public void stop() {
        running.dispose();
    }

    private Mono<Void> round(LiveMarket market) {
        return Mono.defer(() -> holds.leaseDue(market.tenant(), clock.instant(), LEASE, AT_A_TIME))
                .flatMap(due -> each(market, due))
                .then(Mono.defer(() -> holds.waiting(market.tenant())))
                .doOnNext(waiting -> metrics.waiting(market.tenant(), waiting))
                .then()
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("tenant", market.tenant())
                            .addKeyValue("failure", failure.toString())
                            .log("Holds could not be looked for");
                    return Mono.empty();
                });
    }

    private Mono<Void> each(LiveMarket market, List<HeldLead> due) {
        // Each by itself: one that fails must not end the others.
        return Flux.fromIterable(due)
                .flatMap(held -> Mono.defer(() -> act(market, held)).onErrorResume(failure -> {
                    warn(held, failure);
                    return Mono.empty();
                }))
                .then();
    }

    private Mono<Void> act(LiveMarket market, HeldLead held) {
        if (!held.until().isAfter(clock.instant())) {
            return posts.expire(market, held).then();
        }
        TypeId leadId = TypeId.parse(IdSource.LEAD, held.leadId());
        if (!held.isReleased() || leadId == null) {
            return Mono.empty();
        }
        return leads.byLead(market.tenant(), leadId)
                .flatMap(Mono::justOrEmpty)
                .flatMap(stored -> posts.sell(market, held, stored))
                .then();
    }

    private static void warn(HeldLead held, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("lead", held.leadId())
                .addKeyValue(
                        "failure",
                        failure instanceof Refusal refusal ? refusal.reason().text() : failure.toString())
                .log("A held lead could not be dealt with; it stays held and is tried again");
    }
}
