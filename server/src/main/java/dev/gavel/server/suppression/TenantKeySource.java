package dev.gavel.server.suppression;

import dev.gavel.persistence.crypto.TenantKeyStore;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.server.market.LiveMarket;
import dev.gavel.server.market.LiveMarkets;
import reactor.core.publisher.Mono;

/**
 * A tenant's keys: those of its market, or from the store while it has none.
 *
 * <p>Thread safety: any thread.
 */
final class TenantKeySource {

    private final LiveMarkets markets;
    private final TenantKeyStore store;

    TenantKeySource(LiveMarkets markets, TenantKeyStore store) {
        this.markets = markets;
        this.store = store;
    }

    Mono<TenantKeys> of(String tenant) {
        LiveMarket market = markets.of(tenant);
        return market == null ? store.loadOrCreate(tenant) : Mono.just(market.keys());
    }
}
