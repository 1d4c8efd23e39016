package dev.gavel.server.cli;

import dev.gavel.auction.contract.Market;
import dev.gavel.persistence.audit.AuditVerify;
import dev.gavel.persistence.audit.Checkpoints;
import dev.gavel.persistence.crypto.TenantKeyStore;
import dev.gavel.persistence.crypto.TenantKeys;
import dev.gavel.persistence.postgres.Announcer;
import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.Ledger;
import dev.gavel.persistence.postgres.MarketStore;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.persistence.postgres.Tenants;
import dev.gavel.server.Config;
import dev.gavel.server.DatabaseUrl;
import dev.gavel.server.MasterKey;
import dev.gavel.server.market.MarketDesk;
import dev.gavel.server.webhook.Announcements;
import java.time.InstantSource;
import java.util.Objects;

/** What the commands that work on the database need: a small pool and the stores on it. Blocks; for commands only. */
record Backstage(Config config, Database database, TenantScope scope) implements AutoCloseable {

    private static final int CONNECTIONS = 2;

    static Backstage open(GavelCommand gavel) {
        Config config = Config.from(gavel.environment());
        Database database =
                Database.open(DatabaseUrl.parse(config.databaseUrl()).settings(CONNECTIONS));
        return new Backstage(config, database, new TenantScope(database));
    }

    Tenants tenants() {
        return new Tenants(database);
    }

    ApiKeyStore keys() {
        return new ApiKeyStore(scope, tenants());
    }

    MarketDesk markets() {
        return new MarketDesk(new MarketStore(scope), InstantSource.system());
    }

    TenantKeys tenantKeys(String tenant) {
        return Objects.requireNonNull(new TenantKeyStore(scope, MasterKey.of(config))
                .loadOrCreate(tenant)
                .block());
    }

    /** Who is to be told of what a command decides, by the market in force. */
    Announcer announcer(String tenant) {
        Market market = markets().newest(tenant).block();
        return market == null ? Announcer.NONE : Announcements.of(market, tenantKeys(tenant));
    }

    Ledger ledger() {
        return new Ledger(scope);
    }

    AuditVerify auditVerify() {
        return new AuditVerify(scope, new Checkpoints(scope, database, MasterKey.of(config)));
    }

    @Override
    public void close() {
        database.dispose();
    }
}
