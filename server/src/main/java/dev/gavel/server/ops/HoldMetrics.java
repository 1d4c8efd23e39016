package dev.gavel.server.ops;

import dev.gavel.persistence.postgres.HoldState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Leads that are held for review: {@code gavel_holds_total} by campaign and state, {@code gavel_holds_waiting} by tenant.
 *
 * <p>Thread safety: any thread.
 */
public final class HoldMetrics {

    private final MeterRegistry registry;
    private final ConcurrentHashMap<String, AtomicLong> tenantToWaiting = new ConcurrentHashMap<>();

    public HoldMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A lead was held. */
    public void placed(String campaign) {
        count(campaign, HoldState.HELD);
    }

    /** A hold ended. */
    public void ended(String campaign, HoldState state) {
        count(campaign, state);
    }

    /** How many leads wait for a person. */
    public void waiting(String tenant, long leads) {
        tenantToWaiting.computeIfAbsent(tenant, this::gauge).set(leads);
    }

    private AtomicLong gauge(String tenant) {
        AtomicLong waiting = new AtomicLong();
        Gauge.builder("gavel.holds.waiting", waiting, AtomicLong::get)
                .tag("tenant", tenant)
                .register(registry);
        return waiting;
    }

    private void count(String campaign, HoldState state) {
        Counter.builder("gavel.holds")
                .tag("campaign", campaign)
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }
}
