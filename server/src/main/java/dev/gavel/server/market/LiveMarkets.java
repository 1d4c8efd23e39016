package dev.gavel.server.market;

import dev.gavel.gates.DncFacts;
import dev.gavel.gates.ListDates;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The markets of all tenants on this node, each replaced by reference.
 *
 * <p>Thread safety: lock-free reads from any thread; writes are atomic per tenant.
 */
public final class LiveMarkets {

    private final ConcurrentHashMap<String, LiveMarket> byTenant = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, DncFacts> dncByTenant = new ConcurrentHashMap<>();

    /** The tenant's market, or null while none was applied. */
    public @Nullable LiveMarket of(String tenant) {
        return byTenant.get(tenant);
    }

    /** The tenants with a market. */
    public List<String> tenants() {
        return List.copyOf(byTenant.keySet());
    }

    public Collection<LiveMarket> all() {
        return byTenant.values();
    }

    /** Trades on this market from now on, unless a later version is there already. */
    public void put(LiveMarket market) {
        byTenant.compute(market.tenant(), (tenant, old) -> {
            boolean isNewer =
                    old == null || market.market().version() >= old.market().version();
            LiveMarket traded = (isNewer ? market : old).with(dncByTenant.getOrDefault(tenant, DncFacts.UNKNOWN));
            // What was learnt of the lists while the new version was being compiled is kept.
            return old == null ? traded : traded.with(old.listDates());
        });
    }

    /** Judges the tenant's leads by these do-not-call lists from now on, those of later versions of its market too. */
    public void use(String tenant, DncFacts dnc) {
        // In one step: of two that come at once, the one that is remembered for later versions is the one that is used
        // now.
        byTenant.compute(tenant, (_, market) -> {
            dncByTenant.put(tenant, dnc);
            return market == null ? null : market.with(dnc);
        });
    }

    /** The dates of a tenant's lists from now on; nothing happens where the tenant has no market. */
    public void put(String tenant, ListDates dates) {
        byTenant.computeIfPresent(tenant, (_, market) -> market.with(dates));
    }

    /** Refreshes schedules and windows: once a minute, off the event loops. */
    public void refresh(Instant now) {
        byTenant.replaceAll((_, market) -> market.at(now));
    }
}
