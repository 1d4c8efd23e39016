package dev.gavel.server.ops;

import dev.gavel.auction.lead.Phase;
import dev.gavel.auction.reason.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a ping costs and how it ends: {@code gavel_ping_step_seconds} by step, {@code gavel_ping_seconds} as a whole,
 * {@code gavel_pings_total} by campaign and reason ({@code none} when accepted), {@code gavel_ping_added_seconds} for what is added to the time of
 * its bidders. Cardinality is bounded by the configuration.
 *
 * <p>Thread safety: any thread; recording allocates nothing.
 */
public final class PingMetrics {

    private final MeterRegistry registry;
    private final GateMetrics gates;
    private final LongSupplier nanoTime;
    private final Map<Step, Timer> steps = new EnumMap<>(Step.class);
    private final Timer whole;
    private final Timer added;
    private final ConcurrentHashMap<String, Outcomes> byCampaign = new ConcurrentHashMap<>();

    /** @param nanoTime the monotonic clock */
    public PingMetrics(MeterRegistry registry, GateMetrics gates, LongSupplier nanoTime) {
        this.registry = registry;
        this.gates = gates;
        this.nanoTime = nanoTime;
        for (Step step : Step.values()) {
            steps.put(
                    step,
                    histogram("gavel.ping.step")
                            .tag("step", step.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        this.whole = histogram("gavel.ping").register(registry);
        this.added = histogram("gavel.ping.added").register(registry);
    }

    /** The steps of a ping, in order. Where all prices are fixed, MATCH ranks and prices too. */
    public enum Step {
        DECODE,
        SCREEN,
        MATCH,
        SCREEN_LISTS,
        SOLICIT,
        RANK,
        AWARD
    }

    /**
     * Records that a step ended now.
     *
     * @return now, for the next step to start from
     */
    public long step(Step step, long startedNanos) {
        long now = nanoTime.getAsLong();
        Timer timer = steps.get(step);
        if (timer != null) {
            timer.record(now - startedNanos, TimeUnit.NANOSECONDS);
        }
        return now;
    }

    /** Records a ping's whole time at this server. */
    public void answered(long arrivedNanos) {
        whole.record(nanoTime.getAsLong() - arrivedNanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Records what a ping with bidders took besides waiting for them.
     *
     * @param arrivedNanos when it came
     * @param waitedNanos from the last request for a bid to the last answer
     */
    public void decidedAfterBids(long arrivedNanos, long waitedNanos) {
        added.record(nanoTime.getAsLong() - arrivedNanos - waitedNanos, TimeUnit.NANOSECONDS);
    }

    public void accepted(String campaign) {
        outcomes(campaign).accepted.increment();
    }

    public void rejected(String campaign, Reason reason) {
        outcomes(campaign).rejected(reason).increment();
        gates.refused(Phase.PING, reason);
    }

    private Outcomes outcomes(String campaign) {
        Outcomes known = byCampaign.get(campaign);
        return known != null ? known : byCampaign.computeIfAbsent(campaign, c -> new Outcomes(registry, c));
    }

    private static Timer.Builder histogram(String name) {
        return Timer.builder(name)
                .serviceLevelObjectives(
                        Duration.ofNanos(10_000),
                        Duration.ofNanos(50_000),
                        Duration.ofNanos(100_000),
                        Duration.ofNanos(250_000),
                        Duration.ofNanos(375_000),
                        Duration.ofNanos(500_000),
                        Duration.ofNanos(750_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2));
    }

    private static final class Outcomes {

        private final MeterRegistry registry;
        private final String campaign;
        private final Counter accepted;
        private final ConcurrentHashMap<Reason, Counter> rejected = new ConcurrentHashMap<>();

        Outcomes(MeterRegistry registry, String campaign) {
            this.registry = registry;
            this.campaign = campaign;
            this.accepted = counter("none");
        }

        Counter rejected(Reason reason) {
            Counter known = rejected.get(reason);
            return known != null ? known : rejected.computeIfAbsent(reason, r -> counter(r.text()));
        }

        private Counter counter(String reason) {
            return Counter.builder("gavel.pings")
                    .tag("campaign", campaign)
                    .tag("reason", reason)
                    .register(registry);
        }
    }
}
