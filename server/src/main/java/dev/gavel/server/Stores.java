package dev.gavel.server;

import dev.gavel.persistence.audit.Checkpoints;
import dev.gavel.persistence.crypto.KeyService;
import dev.gavel.persistence.crypto.TenantKeyStore;
import dev.gavel.persistence.dnc.DncStore;
import dev.gavel.persistence.postgres.AccountStatuses;
import dev.gavel.persistence.postgres.Announcer;
import dev.gavel.persistence.postgres.ApiKeyStore;
import dev.gavel.persistence.postgres.CapWindows;
import dev.gavel.persistence.postgres.ConfigChanges;
import dev.gavel.persistence.postgres.CounterTruth;
import dev.gavel.persistence.postgres.Database;
import dev.gavel.persistence.postgres.DeliveryDecisions;
import dev.gavel.persistence.postgres.Holds;
import dev.gavel.persistence.postgres.IdempotencyStore;
import dev.gavel.persistence.postgres.LeadViews;
import dev.gavel.persistence.postgres.ManualBookings;
import dev.gavel.persistence.postgres.MarketStore;
import dev.gavel.persistence.postgres.Returns;
import dev.gavel.persistence.postgres.Revocations;
import dev.gavel.persistence.postgres.Sales;
import dev.gavel.persistence.postgres.Statements;
import dev.gavel.persistence.postgres.StoredLeads;
import dev.gavel.persistence.postgres.SuppressionLists;
import dev.gavel.persistence.postgres.SuppressionStore;
import dev.gavel.persistence.postgres.TenantScope;
import dev.gavel.persistence.postgres.Tenants;
import dev.gavel.persistence.postgres.WebhookHistory;
import dev.gavel.persistence.postgres.WebhookTasks;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

/** What a node keeps in Postgres, on the connections of the application role. */
record Stores(
        Database database,
        Tenants tenants,
        MarketStore markets,
        ApiKeyStore apiKeys,
        TenantKeyStore tenantKeys,
        IdempotencyStore idempotency,
        Checkpoints checkpoints,
        ConfigChanges changes,
        Sales sales,
        LeadViews leadViews,
        StoredLeads storedLeads,
        CounterTruth counterTruth,
        Returns returns,
        Statements statements,
        ManualBookings manualBookings,
        AccountStatuses accountStatuses,
        DncStore dnc,
        DeliveryDecisions deliveryDecisions,
        SuppressionStore suppressions,
        SuppressionLists suppressionLists,
        Revocations revocations,
        WebhookTasks webhookTasks,
        WebhookHistory webhookHistory,
        CapWindows capWindows,
        Holds holds)
        implements AutoCloseable {

    /** @param announcer says who is to be told of what is sold, rejected and returned */
    static Stores open(Config config, Announcer announcer, MeterRegistry meters, Clock clock) {
        Database database =
                Database.open(DatabaseUrl.parse(config.databaseUrl()).settings(config.databaseConnections()));
        database.bindTo(meters);
        TenantScope scope = new TenantScope(database);
        Tenants tenants = new Tenants(database);
        KeyService masterKey = MasterKey.of(config);
        return new Stores(
                database,
                tenants,
                new MarketStore(scope),
                new ApiKeyStore(scope, tenants),
                new TenantKeyStore(scope, masterKey),
                new IdempotencyStore(scope, clock),
                new Checkpoints(scope, database, masterKey),
                new ConfigChanges(database),
                new Sales(scope, announcer),
                new LeadViews(scope),
                new StoredLeads(scope),
                new CounterTruth(scope),
                new Returns(scope, announcer),
                new Statements(scope),
                new ManualBookings(scope),
                new AccountStatuses(scope),
                new DncStore(scope),
                new DeliveryDecisions(scope, announcer),
                new SuppressionStore(scope),
                new SuppressionLists(scope),
                new Revocations(scope),
                new WebhookTasks(scope),
                new WebhookHistory(scope),
                new CapWindows(scope),
                new Holds(scope, announcer));
    }

    @Override
    public void close() {
        database.dispose();
    }
}
