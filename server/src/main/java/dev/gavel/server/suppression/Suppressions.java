package dev.gavel.server.suppression;

import dev.gavel.gates.suppression.BusinessDaysReader;
import dev.gavel.persistence.crypto.TenantKeyStore;
import dev.gavel.persistence.postgres.Revocations;
import dev.gavel.persistence.postgres.SuppressionLists;
import dev.gavel.persistence.postgres.SuppressionStore;
import dev.gavel.persistence.postgres.WebhookTasks;
import dev.gavel.persistence.redis.CounterChanges;
import dev.gavel.server.market.LiveMarkets;
import dev.gavel.server.webhook.WebhookKind;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what has to do with consumers who must not be sold: the addresses, what runs beside them, and the messages to buyers.
 *
 * <p>Thread safety: any thread.
 */
public final class Suppressions {

    private final Parts parts;
    private final LiveMarkets markets;
    private final InstantSource clock;
    private final SuppressionMetrics metrics;
    private final SuppressionUpkeep upkeep;
    private final RevocationWebhooks webhooks;
    private final SuppressionApi api;
    private final RevocationApi revocationApi;
    private final RevocationHook hook;
    private final SignedRevocationHook signedHook;
    private final BuyerRevocationsApi buyerApi;

    /** What is kept, and where. */
    public record Parts(
            SuppressionStore store,
            SuppressionLists lists,
            Revocations revocations,
            WebhookTasks tasks,
            TenantKeyStore keys,
            CounterChanges redis) {}

    /**
     * All of it, at rest.
     *
     * @param secrets the value of a secret by its name; null when there is none
     */
    public Suppressions(
            Parts parts,
            LiveMarkets markets,
            Function<String, @Nullable String> secrets,
            MeterRegistry meters,
            InstantSource clock) {
        this.parts = parts;
        this.markets = markets;
        this.clock = clock;
        this.metrics = new SuppressionMetrics(meters);
        TenantKeySource keys = new TenantKeySource(markets, parts.keys());
        SuppressionDesk desk = new SuppressionDesk(parts.store(), parts.redis());
        RevocationDesk revocationDesk =
                new RevocationDesk(desk, parts.revocations(), BusinessDaysReader.bundled(), keys, clock);
        this.upkeep = new SuppressionUpkeep(markets, parts.store(), desk, revocationDesk, clock);
        this.webhooks = new RevocationWebhooks(markets, secrets, revocationDesk);
        this.api = new SuppressionApi(desk, parts.store(), parts.lists(), keys, metrics, clock);
        this.revocationApi = new RevocationApi(revocationDesk, parts.revocations(), parts.tasks(), metrics, clock);
        this.hook = new RevocationHook(revocationDesk, metrics, clock);
        this.signedHook = new SignedRevocationHook(hook, markets, secrets, clock);
        this.buyerApi = new BuyerRevocationsApi(revocationDesk, parts.revocations(), keys, clock);
    }

    /** {@code /api/suppressions}. */
    public SuppressionApi api() {
        return api;
    }

    /** {@code /api/revocations}. */
    public RevocationApi revocations() {
        return revocationApi;
    }

    /** {@code /hooks/revocations}. */
    public RevocationHook hook() {
        return hook;
    }

    /** {@code /hooks/signed-revocations}. */
    public SignedRevocationHook signedHook() {
        return signedHook;
    }

    /** {@code /api/buyer/revocations}. */
    public BuyerRevocationsApi buyers() {
        return buyerApi;
    }

    /** The messages to buyers, for the sender. */
    public WebhookKind webhooks() {
        return webhooks;
    }

    /** Keeps Redis up, ends what is over, and measures, from now on. */
    public void follow() {
        upkeep.follow();
        metrics.follow(markets, parts.revocations(), parts.tasks(), clock);
    }

    public void stop() {
        upkeep.stop();
        metrics.stop();
    }
}
